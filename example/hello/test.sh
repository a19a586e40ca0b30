#!/bin/bash
# SPDX-License-Identifier: ISC
. "$(dirname "$0")/../../test/example.sh.inc"
build
run
expect_status 0
expect_lines 4 '\[hello\] hello$'

# Asked to stop, it ends at once and in order.
ready='hello$'
start
stop
expect_status 0
expect_lines 1 'hello$'
start
stop INT
expect_status 0

# What is logged is chosen at boot.
run -l quiet
expect_status 0
expect_lines 0 .
run -l nonsense
expect_status 64
run --delay=1 -l hello:info --name=friend
expect_lines 4 'friend'
