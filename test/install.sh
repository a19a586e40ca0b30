#!/bin/bash
# SPDX-License-Identifier: ISC
# install.sh - the installed tool, away from the source tree: every promise of the README holds, and
# uninstalling leaves nothing.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
    echo "failed: $*"
    exit 1
}
quietly() {
    "$@" >"$work/log" 2>&1 || { cat "$work/log"; fail "$*"; }
}

quietly make install PREFIX="$work/prefix"
export PATH=$work/prefix/bin:$PATH MIRAGE_CACHE=$work/cache
cd "$work"
[ "$(command -v mirage)" = "$work/prefix/bin/mirage" ] || fail "another mirage is found"
mirage --version | grep "$(cat "$OLDPWD/VERSION")" || fail "the version"

for kind in hello website echo protocol; do
    quietly mirage new "try-$kind" --example $kind
    (
        cd "try-$kind"
        quietly mirage configure -t unix
        quietly make depends
        quietly make
        [ -x dist/main ] || fail "$kind: dist/main is missing"
    )
done
(cd try-hello && timeout 20 dist/main | grep -c hello | grep -qx 4) || fail "hello does not say hello"
(cd try-protocol && quietly make check)
man -l prefix/share/man/man1/mirage.1 >/dev/null 2>&1 || mandoc -Tlint -Werror prefix/share/man/man1/mirage.1 ||
    fail "the manual page"

cd "$OLDPWD"
quietly make uninstall PREFIX="$work/prefix"
left=$(find "$work/prefix" -type f)
[ -z "$left" ] || fail "uninstalling leaves $left"

# DESTDIR puts the same files elsewhere.
quietly make install DESTDIR="$work/stage" PREFIX=/usr
[ -x "$work/stage/usr/bin/mirage" ] && [ -f "$work/stage/usr/share/man/man1/mirage.1" ] ||
    fail "DESTDIR"
