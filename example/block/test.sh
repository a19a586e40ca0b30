#!/bin/bash
# SPDX-License-Identifier: ISC
. "$(dirname "$0")/../../test/example.sh.inc"
build
truncate -s 2M disk.img
run
expect_status 0
expect '4096 sectors of 512 octets, writable'
expect 'all is well'
run --disk=missing.img
expect_status 1
expect 'missing.img'
truncate -s 1000 disk.img
run
expect_status 1
