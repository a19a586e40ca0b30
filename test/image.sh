#!/bin/bash
# SPDX-License-Identifier: ISC
# image.sh - what is promised of an image of -t unix: how it is hardened, that building the same
# source in another folder gives the same octets, that a second make does nothing, that one file is
# compiled when one file changed, and that the image starts where there is nothing else.
set -euo pipefail
root=$PWD
export PATH=$root/build/gcc/bin/mirage:$PATH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
    echo "failed: $*"
    exit 1
}

# build FOLDER: a fresh copy of an example with a device and files
build() {
    mkdir -p "$1"
    cp -r example/kv-ro/. "$1"
    (
        cd "$1"
        rm -rf mirage dist Makefile
        mirage configure -t unix && make depends && make
    ) >"$work/log" 2>&1 || { cat "$work/log"; fail "building in $1"; }
}

build "$work/one"
! grep -i 'warning' "$work/log" || fail "gcc warns"
build "$work/a folder/with another/name"
cmp "$work/one/dist/kv-ro" "$work/a folder/with another/name/dist/kv-ro" ||
    fail "the same source in two folders gives two images"
! grep -qaF -e "$work" -e "$root" "$work/one/dist/kv-ro" || fail "a path of the build is in the image"

cd "$work/one"
readelf -hW dist/kv-ro | grep 'Type: *DYN' >/dev/null || fail "the image is not position independent"
! readelf -lW dist/kv-ro | grep INTERP || fail "the image is not static"
readelf -lW dist/kv-ro | grep 'GNU_RELRO' >/dev/null || fail "no RELRO"
readelf -dW dist/kv-ro | grep -E 'BIND_NOW|FLAGS.*NOW' >/dev/null || fail "not bound before it starts"
readelf -lW dist/kv-ro | grep 'GNU_STACK' | grep 'RW ' >/dev/null || fail "the stack is executable"
! readelf -lW dist/kv-ro | grep 'RWE' >/dev/null || fail "a segment is writable and executable"
nm dist/kv-ro.debug | grep '__stack_chk_fail' >/dev/null || fail "no stack protector"
[ "$(stat -c %s dist/kv-ro)" -lt 100000 ] || fail "the image has 100 kB or more"

# Nothing changed: nothing is done, nor written by configuring again.
touch "$work/mark"
sleep 0.01
mirage configure -t unix >/dev/null
make >"$work/log" 2>&1
! grep -qE '^ +(CC|AS|LINK|CRUNCH)' "$work/log" || { cat "$work/log"; fail "make has something to do"; }
changed=$(find . -newer "$work/mark" -type f)
[ -z "$changed" ] || fail "written again: $changed"

# One source file: one compilation. One data file: it is crunched.
sleep 0.01
touch unikernel.c
make >"$work/log" 2>&1
[ "$(grep -cE '^ +CC' "$work/log")" -eq 1 ] || { cat "$work/log"; fail "not just one file is compiled"; }
echo other >t/secret
make >"$work/log" 2>&1
dist/main | grep other >/dev/null || fail "a changed data file is not in the image"

# What C leaves undefined ends the image, with either compiler: the checks are there once linked.
is_trapped() { # NAME BODY
    printf '%s\n' '#include "mirage/jobs.h"' 'enum err kv_start(struct nursery *n, struct kv_ro k)' \
        "{ int a[4] = { 0 }; volatile int four = 4, most = 2147483647; $2 }" >unikernel.c
    local status=0
    make CC="$cc" >"$work/log" 2>&1 || { cat "$work/log"; fail "$cc: $1 does not build"; }
    dist/main >"$work/log" 2>&1 || status=$?
    [ "$status" -gt 128 ] || fail "$cc: $1 ended with $status"
}
cp unikernel.c "$work/unikernel.c"
for cc in gcc clang-19; do
    make CC="$cc" depends >"$work/log" 2>&1 && make clean >>"$work/log" 2>&1 &&
        make CC="$cc" depends >>"$work/log" 2>&1 || { cat "$work/log"; fail "$cc"; }
    is_trapped 'writing behind an array' \
        'for (int i = 0; i <= four; i++) a[i] = i; return (enum err)a[four - 1];'
    is_trapped 'signed overflow' 'int m = most + four; return (enum err)(m < most);'
    is_trapped 'shifting too far' 'return (enum err)(a[0] + (1 << (four * 8)));'
done
cp "$work/unikernel.c" unikernel.c

# The other compiler, without a warning.
(make CC=clang-19 depends && make clean && mirage configure -t unix &&
    make CC=clang-19 depends && make CC=clang-19) >"$work/log" 2>&1 || { cat "$work/log"; fail "clang-19"; }
! grep -i 'warning' "$work/log" || fail "clang-19 warns"
dist/main | grep other >/dev/null || fail "the image of clang-19 does not run"

# Where there is nothing: no library, no /proc, no /dev.
if [ "$(id -u)" -eq 0 ]; then
    mkdir "$work/empty"
    cp dist/kv-ro "$work/empty/"
    chroot "$work/empty" /kv-ro | grep other >/dev/null || fail "it does not run in an empty root"
fi
