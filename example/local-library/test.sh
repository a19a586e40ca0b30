#!/bin/bash
# SPDX-License-Identifier: ISC
. "$(dirname "$0")/../../test/example.sh.inc"
build
run
expect_status 0
expect 'good morning'
expect 'good evening'
