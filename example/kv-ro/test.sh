#!/bin/bash
# SPDX-License-Identifier: ISC
. "$(dirname "$0")/../../test/example.sh.inc"
build
run
expect_status 0
expect 'the secret is "foo"'

# From the host's directory: read when it runs, not when it was built.
build --kv-ro=direct
printf bar >t/secret
run
expect_status 0
expect 'the secret is "bar"'
rm t/secret
run
expect_status 1
