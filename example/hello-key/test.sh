#!/bin/bash
# SPDX-License-Identifier: ISC
. "$(dirname "$0")/../../test/example.sh.inc"
build
run --hello='Good evening'
expect_status 0
expect_lines 4 'Good evening'
run --help
expect 'what to say'
expect 'Hello World!'
run --hello
expect_status 64
