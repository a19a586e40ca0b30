#!/bin/bash
# SPDX-License-Identifier: ISC
. "$(dirname "$0")/../../test/example.sh.inc"
build
run --limit=1500ms
expect_status 0
expect_lines 1 'step'
expect 'told to stop at 1'
expect 'ERR_TIMED_OUT at height 0'
run --limit=10s
expect_status 0
expect 'OK at height 3'
