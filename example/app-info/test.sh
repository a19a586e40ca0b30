#!/bin/bash
# SPDX-License-Identifier: ISC
. "$(dirname "$0")/../../test/example.sh.inc"
build
run
expect_status 0
expect 'app-info for unix, by mirage'
expect_lines 1 'library base$'
expect_lines 1 'library media$'
expect_lines 0 'library http$'
