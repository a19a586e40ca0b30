#!/bin/bash
# SPDX-License-Identifier: ISC
# crunch.sh - goal: what mirage-crunch writes holds each file, whatever its name, and changes when
# and only when a file does. Method: folders of files, a program that is linked with what was made
# of them and prints it again, and make on a rule like that of mk/unikernel.mk.
set -u
root=$PWD
crunch=$root/build/gcc/bin/crunch/mirage-crunch
work=${TMPDIR:-/tmp}/crunch
failed=0
name=

complain() {
    echo "failed: $name: $*"
    [ ! -s "$work/out" ] || sed 's/^/    | /' "$work/out"
    failed=1
}

# A fresh folder with an empty htdocs/ and mirage/.
begin() { # NAME
    name=$1
    rm -rf "$work"
    mkdir -p "$work/htdocs" "$work/mirage"
    cd "$work" || exit 1
}

crunched() { "$crunch" htdocs htdocs mirage/htdocs_files >out 2>&1 || complain "it failed"; }

refused() { # TEXT...
    "$crunch" htdocs htdocs mirage/htdocs_files >out 2>&1 && complain "it did not fail"
    local text
    for text in "$@"; do
        grep -qF -- "$text" out || complain "expected '$text'"
    done
    [ ! -e mirage/htdocs_files.c ] || complain "it wrote something all the same"
}

generated() { cat mirage/htdocs_files.c mirage/htdocs_files_data.S mirage/htdocs_files.d; }

names() { sed -n 's/.*\.name = { (const uint8_t \*)"\(.*\)", [0-9]* },/\1/p' mirage/htdocs_files.c; }

# Compiles what was generated and links it with a program that copies all of it to copy/.
linked() { # COMPILER
    cat >copy.c <<'END'
#include "lib/crunch/crunch.h"
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

extern const struct crunch_file htdocs_files[];
extern const size_t htdocs_file_count;
static const struct crunch htdocs = { htdocs_files, &htdocs_file_count };
static const struct kv_ro kv = { &crunch_ops, &htdocs };

static enum err copy(void *arg, struct bytes name, enum kv_kind kind)
{
    const char *above = arg;
    char key[4096], path[4200];
    struct piece p;

    snprintf(key, sizeof key, "%s%s%.*s", above, *above == '\0' ? "" : "/", (int)name.len,
        (const char *)name.at);
    snprintf(path, sizeof path, "copy/%s", key);
    if (kind == KV_DICTIONARY) {
        mkdir(path, 0777);
        return kv_ro_list(kv, bytes_of_text(key), copy, key);
    }
    TRY(kv_ro_read(kv, bytes_of_text(key), 0, SIZE_MAX, &p));
    if ((uintptr_t)p.octets.at % 16 != 0)
        return ERR_IO;
    FILE *f = fopen(path, "wb");
    if (f == NULL || fwrite(p.octets.at, 1, p.octets.len, f) != p.octets.len)
        return ERR_IO;
    fclose(f);
    return OK;
}

int main(void)
{
    char top[] = "";

    mkdir("copy", 0777);
    return kv_ro_list(kv, bytes_of_text(""), copy, top) == OK ? 0 : 1;
}
END
    rm -rf copy
    "$1" -std=c2x -Wall -Wextra -Wpedantic -Wconversion -Werror -fvisibility=hidden -I"$root" \
        mirage/htdocs_files.c mirage/htdocs_files_data.S copy.c \
        "$root/build/gcc/libmirage-graph.a" -o copier >out 2>&1 || complain "$1 refuses it"
    readelf -SW copier | grep -q GNU-stack && complain "the stack is executable"
    ./copier >out 2>&1 || complain "the program failed"
}

begin 'every name and content comes back'
mkdir -p htdocs/a/b htdocs/a-/ "htdocs/with space" htdocs/$'\xc3\xa9'
printf 'one' >htdocs/index.html
printf '' >htdocs/empty
head -c 70000 /dev/urandom >htdocs/a/b/random.bin
printf '\0\1\2' >htdocs/a/zeros
printf 'x' >htdocs/a-/x
printf 'y' >htdocs/a.txt
# shellcheck disable=SC2016 # the dollar is part of the name
for odd in 'with space/a b' '"quoted"' 'back\slash' "it's" '$HOME' '#hash' 'a*/b' '??/x' 'a%s%n' \
    'a=b' 'a:b;c|d' '(x)' $'new\nline' $'bell\a1' $'\xff\xfe' $'\xc3\xa9/\xc3\xbc' '~x' 'a~b' '@f' '/*c'; do
    mkdir -p "htdocs/$(dirname "./$odd")"
    [ -d "htdocs/$odd" ] || printf '%s' "$odd" >"htdocs/$odd"
done
crunched
for compiler in gcc clang-19; do
    linked $compiler
    diff -r htdocs copy >out 2>&1 || complain "with $compiler something differs"
done
grep -q "$work" <(generated) && complain "the path of the folder got in"

begin 'the order is that of the segments'
mkdir -p htdocs/a htdocs/a-
touch htdocs/a/b htdocs/a-/b htdocs/a.txt htdocs/a0
crunched
[ "$(names | tr '\n' ' ')" = 'a/b a-/b a.txt a0 ' ] || complain "the order is $(names)"

begin 'the same files give the same output elsewhere'
mkdir htdocs/d
for f in b a d/c; do echo $f >htdocs/$f; done
crunched
generated >first
mkdir -p "$work/other folder/htdocs/d" "$work/other folder/mirage"
cd "$work/other folder" || exit 1
for f in d/c a b; do echo $f >htdocs/$f; done
"$crunch" htdocs htdocs/ mirage/htdocs_files || complain "it failed"
generated | cmp - ../first || complain "they differ"

begin 'identical contents are there once'
echo same >htdocs/a
echo same >htdocs/b
echo other >htdocs/c
crunched
[ "$(grep -c incbin mirage/htdocs_files_data.S)" = 2 ] || complain "they are not"
linked gcc
diff -r htdocs copy >out || complain "something differs"

begin 'dot files and backups are left out'
mkdir htdocs/.git htdocs/d
touch htdocs/.hidden htdocs/.git/config htdocs/a~ htdocs/d/.b htdocs/d/c htdocs/.\#lock
ln -s /nowhere htdocs/.link
crunched
[ "$(names)" = d/c ] || complain "there is $(names)"

begin 'an empty directory is a tree without values'
crunched
linked clang-19
rmdir copy || complain "it holds something"

begin 'links inside are followed'
mkdir htdocs/d
echo a >htdocs/d/a
ln -s d/a htdocs/b
ln -s d htdocs/e
crunched
[ "$(names | tr '\n' ' ')" = 'b d/a e/a ' ] || complain "there is $(names)"

begin 'links out of the directory are refused'
echo secret >secret
ln -s ../secret htdocs/a
refused 'the link htdocs/a leads out of the directory'

begin 'a sibling whose name starts alike is outside too'
mkdir htdocs-private
ln -s ../htdocs-private htdocs/a
refused 'the link htdocs/a leads out of the directory'

begin 'links to where they are themselves are refused'
mkdir -p htdocs/d/e
ln -s .. htdocs/d/e/up
refused 'htdocs/d/e/up leads to a directory that it is in'

begin 'links to nothing are refused'
ln -s nothing htdocs/a
refused 'cannot follow the link htdocs/a: No such file'

begin 'what is no file is refused'
mkfifo htdocs/pipe
refused 'htdocs/pipe is neither a file nor a directory'

begin 'what cannot be read is refused'
if [ "$(id -u)" != 0 ]; then
    echo a >htdocs/a
    chmod 0 htdocs/a
    refused 'cannot read htdocs/a: Permission denied'
fi
rm -rf htdocs
refused 'cannot read the directory htdocs: No such file'

begin 'wrong words are refused'
"$crunch" htdocs htdocs >out 2>&1 && complain "it took too few"
"$crunch" 2x htdocs mirage/x >out 2>&1 && complain "it took a wrong name"
grep -q '2x is not a name in C' out || complain "it does not say so"

begin 'a file of somebody else is not overwritten'
echo '/* mine */' >mirage/htdocs_files.c
"$crunch" htdocs htdocs mirage/htdocs_files >out 2>&1 && complain "it did not fail"
grep -q 'mirage/htdocs_files.c is not generated by mirage' out || complain "it does not say so"
[ "$(cat mirage/htdocs_files.c)" = '/* mine */' ] || complain "it was"

begin 'only what changes is written'
echo one >htdocs/a
crunched
touch -d 2001-01-01 mirage/*
crunched
[ -z "$(find mirage -type f -newermt 2002-01-01)" ] || complain "it wrote $(ls -l mirage)"
echo two >htdocs/a
crunched
[ -n "$(find mirage/htdocs_files.c -newermt 2002-01-01)" ] || complain "the table is as before"
[ -n "$(find mirage/htdocs_files_data.S -newermt 2002-01-01)" ] || complain "the octets are as before"
[ -z "$(find mirage/htdocs_files.d -newermt 2002-01-01)" ] || complain "the prerequisites changed"
ls mirage/*.new 2>/dev/null && complain "a temporary file is left"

begin 'a file that changes before it is assembled is noticed'
echo one >htdocs/a
crunched
echo longer >>htdocs/a
for compiler in gcc clang-19; do
    "$compiler" -c mirage/htdocs_files_data.S -o x.o >out 2>&1 && complain "$compiler did not"
    grep -q 'htdocs/a has changed: make again' out || complain "$compiler does not say so"
done

begin 'make sees what changed, came and went'
mkdir htdocs/d
echo 1 >htdocs/a
echo 2 >'htdocs/d/b #$'
cat >Makefile <<END
image: mirage/htdocs_files.c mirage/htdocs_files_data.S
	@echo built; cat \$^ >image
mirage/htdocs_files.c mirage/htdocs_files_data.S &: htdocs
	@$crunch htdocs htdocs mirage/htdocs_files
-include mirage/htdocs_files.d
END
unset MAKEFLAGS MFLAGS MAKELEVEL

# Times of files are as fine as the host's clock ticks.
tick() { sleep 0.02; }
made() {
    tick
    make >out 2>&1 || complain "$1: make failed"
}
built() { made "$1" && { grep -q built out || complain "$1: it was not built"; }; }
kept() { made "$1" && { ! grep -q built out || complain "$1: it was built"; }; }
built 'at first'
kept 'nothing changed'
tick && echo 3 >htdocs/a
built 'a changed'
kept 'nothing changed again'
tick && echo 4 >'htdocs/d/b #$'
built 'an odd name changed'
tick && echo 5 >htdocs/d/c
built 'a new one below'
tick && rm htdocs/d/c
built 'it went'
tick && rm -r htdocs/d
built 'its folder went'
tick && touch htdocs/a
kept 'only the time changed'
tick && echo 6 >'htdocs/a=b'
built 'one that make cannot name'
kept 'it did not change'
tick && echo 7 >'htdocs/a=b'
built 'it changed'

[ "$failed" = 0 ] && echo 'all is well'
exit "$failed"
