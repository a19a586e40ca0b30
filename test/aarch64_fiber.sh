#!/bin/sh
# SPDX-License-Identifier: ISC
# Goal: fibers and the unix target work on aarch64. Method: their tests, linked statically by a
# cross compiler, run under qemu-user. Status 77: skipped, for want of one of the two.
set -eu

CC=${AARCH64_CC:-aarch64-linux-gnu-gcc}
for tool in "$CC" qemu-aarch64; do
    if ! command -v "$tool" >/dev/null; then
        echo "skipped: there is no $tool (Debian: gcc-aarch64-linux-gnu, qemu-user)"
        exit 77
    fi
done

cd "$(dirname "$0")/.."
build=build/aarch64
mkdir -p $build

# The project's own flags.
flags=$(printf 'include mk/flags.mk\nflags:\n\t@echo $(STANDARD) $(WARN) $(CODEGEN)\n' |
    make --no-print-directory -s -f - flags)

sources="lib/fiber/switch_aarch64.S"
for source in lib/base/*.c lib/fiber/*.c; do
    case $source in
    *_test.c | *_fuzz.c | *_device.c) ;;
    *) sources="$sources $source" ;;
    esac
done
for name in loop errors signals unix console clock random backtrace memory; do
    sources="$sources target/unix/$name.c"
done

objects=
for source in $sources; do
    object=$build/$(echo "${source%.?}" | tr / _).o
    # shellcheck disable=SC2086
    "$CC" $flags -Werror -O2 -I. -c "$source" -o "$object"
    objects="$objects $object"
done

for test in lib/fiber/fiber lib/fiber/nursery lib/fiber/condition target/unix/unix \
    target/unix/loop target/unix/memory; do
    program=$build/$(basename $test)_test
    echo "$test"
    # shellcheck disable=SC2086
    "$CC" $flags -O2 -I. -static "${test}_test.c" $objects -o "$program"
    qemu-aarch64 "$program"
done
