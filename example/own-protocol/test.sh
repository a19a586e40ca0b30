#!/bin/bash
# SPDX-License-Identifier: ISC
. "$(dirname "$0")/../../test/example.sh.inc"
build
ready='answering on port'
start --port=0

# ask OCTETS: sends a message, prints the answer in hexadecimal
ask() {
    exec 3<>"/dev/udp/127.0.0.1/$(port)"
    printf "$1" >&3
    timeout 2 dd bs=2048 count=1 status=none <&3 | od -An -tx1 | tr -d ' \n' || true
    exec 3>&-
}
[ "$(ask '\1\1\0\5\0\0\0\2sheep')" = 01030005000000027368656570 ] || fail "ADD 2"
[ "$(ask '\1\1\0\5\0\0\0\3sheep')" = 01030005000000057368656570 ] || fail "ADD 3"
[ "$(ask '\1\2\0\5\0\0\0\0sheep')" = 01030005000000057368656570 ] || fail "READ"
[ "$(ask '\1\2\0\4\0\0\0\0sheep')" = '' ] || fail "a length that lies was answered"
stop
expect_status 0

# The protocol's own test, and its fuzz target over its corpus.
make check >"$out" 2>&1 || fail "make check"
