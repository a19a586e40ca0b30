#!/bin/bash
# SPDX-License-Identifier: ISC
# tool.sh - the `mirage` command by its words: names, prefixes, options, help and man pages.
. "$(dirname "$0")/tool.sh.inc"

commands='configure build run describe query clean new doctor help'

begin 'alone it prints a short help'
mirage_does
for c in $commands; do expect "  $c"; done
[ "$(wc -l <"$out")" -le 24 ] || fail "it does not fit on a terminal"

begin 'the version is that of the file VERSION'
mirage_does --version
[ "$(cat "$out")" = "$(cat "$root/VERSION")" ] || fail "another version"
mirage_does configure --version
[ "$(cat "$out")" = "$(cat "$root/VERSION")" ] || fail "another version"

begin 'a command may be cut as long as it is the only one'
mirage_does conf --help
expect 'mirage-configure - '
mirage_does cl --help
expect 'mirage-clean - '
mirage_fails 124 c
expect "mirage: ambiguous command 'c': could be configure, clean"
mirage_fails 124 d
expect "ambiguous command 'd': could be describe, doctor"
mirage_fails 124 comp
expect "unknown command 'comp'"

begin 'what is no command is refused, with the one that was meant'
mirage_fails 124 confgiure
expect "unknown command 'confgiure', did you mean 'configure'?" "Try 'mirage --help'."
mirage_fails 124 ruin
expect "did you mean 'run'?"
mirage_fails 124 nonsense
expect "unknown command 'nonsense'"
expect_not 'did you mean'
mirage_fails 124 --nonsense
expect "unknown option '--nonsense'"

begin 'what is no option is refused'
mirage_fails 124 clean --nonsense
expect "unknown option '--nonsense'" "Try 'mirage clean --help'."
mirage_fails 124 clean -x
expect "unknown option '-x'"
mirage_fails 124 clean --color=blue
expect "option '--color': invalid value 'blue', expected 'auto', 'always' or 'never'"
mirage_fails 124 clean --dry-run=yes
expect "option '--dry-run' takes no value"
mirage_fails 124 clean -f
expect "option '--file' needs a value: FILE"
mirage_fails 124 clean word
expect "unexpected word 'word'"
mirage_does clean --dry
mirage_fails 124 clean --ver
expect "unknown option '--ver'"
mirage_does clean -qv
mirage_fails 124 run -p 80
expect "'80' is not HOST:GUEST"
mirage_fails 124 run -p 80:0
expect "'80:0' is not HOST:GUEST"
mirage_fails 124 run -p 65536:80
expect "'65536:80' is not HOST:GUEST"

begin 'only messages for a terminal have colors, unless asked for'
mirage_fails 1 build
expect_not $'\033'
mirage_fails 1 build --color=always
expect $'\033[1;31mmirage:'

begin 'every command has help, without a config.c, too'
for c in $commands; do
    mirage_does "$c" --help
    expect "mirage-$c - " SYNOPSIS DESCRIPTION OPTIONS --color=WHEN 'EXIT STATUS' 'SEE ALSO'
    [ "$(awk '{ if (length > n) n = length } END { print n }' "$out")" -le 79 ] ||
        fail "lines of '$c --help' are too long"
    mirage "$c" --help >"$work/one"
    mirage help "$c" >"$work/other"
    if [ "$c" != help ]; then
        head -n "$(wc -l <"$work/other")" "$work/one" | cmp -s - "$work/other" ||
            fail "'help $c' and '$c --help' differ"
    fi
done
mirage_does configure --help
expect 'UNIKERNEL PARAMETERS' 'there is none here'
mirage_does help topics
for c in $commands topics mirage; do expect "$c"; done
mirage_fails 124 help nonsense
mirage_fails 124 help run build
mirage_does --help
for c in $commands; do expect "    $c"; done

begin 'the man pages are what the tool says, and correct'
for c in '' $commands; do
    page=$root/doc/man/mirage${c:+-$c}.1
    mirage help --man-format=groff ${c:+"$c"} >"$out"
    cmp -s "$out" "$page" || fail "other than $page; write it again:
    mirage help --man-format=groff $c >doc/man/${page##*/}"
    [ -z "$c" ] || mirage "$c" --help=groff | cmp -s - "$page" || fail "$c --help=groff"
done
for page in "$root"/doc/man/*; do
    if command -v mandoc >/dev/null; then
        mandoc -Tlint -Wstyle "$page" 2>&1 | grep -v 'referenced manual\|mandoc.db' >"$out" || true
        [ ! -s "$out" ] || fail "mandoc -Tlint $page"
    fi
    LC_ALL=C.UTF-8 man --warnings -l -Tutf8 -Z "$page" 2>"$out" >/dev/null || fail "man $page"
    [ ! -s "$out" ] || fail "man --warnings $page"
done
for name in $(sed -n 's/^#define \(KEY_[A-Z_0-9]*\)(.*/\1/p' "$root/include/mirage.h"); do
    grep -q "\.Fn $name " "$root/doc/man/mirage-config.5" || fail "mirage-config.5 lacks $name"
done

begin 'config.c is needed to configure, build, run, describe and query, and by nothing else'
for c in configure build run describe query; do
    mirage_fails 1 "$c"
    expect 'configuration file config.c missing'
    mirage_fails 1 "$c" -f there/other.c
    expect 'configuration file there/other.c missing'
done
mirage_fails 1 configure -f .
expect "'.' is a directory"
mirage_does clean
mirage_does doctor
expect_only

begin 'doctor names each target, and says what helps where something is missing'
mirage_does doctor
expect 'unix     can be built and run'
for t in hvt spt virtio xen qubes muen js sim; do
    grep -q "^$t .*is not built in this version" "$out" || fail "nothing about $t"
done
mkdir bin
ln -s "$(command -v gcc)" "$(command -v strip)" "$(command -v objcopy)" bin
status=0
PATH=$folder/bin "$root/build/gcc/bin/mirage/mirage" doctor >"$out" || status=$?
[ "$status" -eq 1 ] || fail "without make it ended with $status"
expect 'unix     cannot be built; missing: make' 'apt-get install make'
rm bin/*
PATH=$folder/bin "$root/build/gcc/bin/mirage/mirage" doctor >"$out" || true
expect 'missing: gcc, make, strip, objcopy' 'apt-get install gcc make binutils'

begin 'new refuses names that cannot be, and folders that are there'
for name in '' 9lives a/b .. 'a b' "$(printf '%64s' '' | tr ' ' a)"; do
    mirage_fails 124 new "$name"
done
mirage_fails 124 new
mirage_fails 124 new one two
mirage_fails 124 new one --example=nonsense
expect "expected 'hello', 'website', 'echo' or 'protocol'"
expect_only
mkdir there
mirage_fails 1 new there
expect "there is a file or folder 'there' already"
expect_only there

begin 'a broken installation is said to be one'
for home in "$folder" "$folder/nowhere"; do
    status=0
    MIRAGE_HOME=$home mirage --version >"$out" 2>&1 || status=$?
    [ "$status" -eq 1 ] || fail "it ended with $status"
    expect "$home"
done
