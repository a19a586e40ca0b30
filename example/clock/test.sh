#!/bin/bash
# SPDX-License-Identifier: ISC
. "$(dirname "$0")/../../test/example.sh.inc"
build
run --ticks=3
expect_status 0
expect_lines 3 'wall 1[0-9]*\.[0-9]\{9\} s, monotonic [0-9]* ns'
# A second apart, give or take what a busy machine costs.
grep -o 'monotonic [0-9]*' "$out" | awk '
    NR > 1 && ($2 - last < 5e8 || $2 - last > 3e9) { exit 1 }
    { last = $2 }' || fail "the ticks are not a second apart"
