#!/bin/bash
# SPDX-License-Identifier: ISC
. "$(dirname "$0")/../../test/example.sh.inc"
build
truncate -s 8K disk.img
run --reset-all
expect_status 0
expect 'slot 0, draw 1'
run
expect 'slot 0, draw 2'
run --slot=3
expect 'slot 3, draw 1'
# A sector that was damaged is not taken for a ticket.
printf X | dd of=disk.img bs=1 seek=5 conv=notrunc status=none
run
expect_status 0
expect 'slot 0 holds no ticket'
expect 'slot 0, draw 1'
run --slot=16
expect_status 1
