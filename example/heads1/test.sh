#!/bin/bash
# SPDX-License-Identifier: ISC
. "$(dirname "$0")/../../test/example.sh.inc"
build
run
expect_status 0
[ "$(grep -oE 'Heads$|Tails$|Finished$' "$out" | tr '\n' ' ')" = 'Heads Tails Finished ' ] || fail "the order"
