#!/bin/bash
# SPDX-License-Identifier: ISC
. "$(dirname "$0")/../../test/example.sh.inc"
build
run
expect_status 0
run --help
expect_status 63
expect 'delay'
run --no-such-thing
expect_status 64
expect 'no-such-thing'
