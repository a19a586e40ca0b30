#!/bin/bash
# SPDX-License-Identifier: ISC
. "$(dirname "$0")/../../test/example.sh.inc"
build
ready='listening on port'
start --port=0
exec 3<>"/dev/tcp/127.0.0.1/$(port)"
printf 'good day' >&3
exec 4<>"/dev/tcp/::1/$(port)" || echo 'skipped the IPv6 half: this machine has no ::1'
sleep 0.3
exec 3>&-
sleep 0.3
expect 'says 8 octets: good day'
expect 'the other side closed'
stop
expect_status 0
