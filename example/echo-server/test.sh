#!/bin/bash
# SPDX-License-Identifier: ISC
. "$(dirname "$0")/../../test/example.sh.inc"
build
run
expect_status 0
[ "$(grep -o 'line [0-9]*' "$out" | tr '\n' ' ')" = "$(seq -f 'line %g' 10 | tr '\n' ' ')" ] || fail "the order"
expect 'finished'
