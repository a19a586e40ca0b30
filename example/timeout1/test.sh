#!/bin/bash
# SPDX-License-Identifier: ISC
. "$(dirname "$0")/../../test/example.sh.inc"
build
run --limit=10s
expect_status 0
expect 'Returned "Heads"'
run --limit=0s
expect_status 0
expect 'Cancelled'
