#!/bin/bash
# SPDX-License-Identifier: ISC
# demo.sh - `make demo` as a newcomer types it: it prints the address, serves it, takes another port
# if the first is taken, and ends with Ctrl-C.
set -euo pipefail
work=$(mktemp -d)
demo=
finish() {
    [ -z "$demo" ] || kill -INT -- "-$demo" 2>/dev/null || true
    rm -rf "$work"
}
trap finish EXIT

fail() {
    echo "failed: $*"
    sed 's/^/    | /' "$work/log"
    exit 1
}

# In a session of its own, so that Ctrl-C reaches all of it and nothing else.
setsid make demo >"$work/log" 2>&1 </dev/null &
demo=$!
for _ in $(seq 300); do
    ! grep -q 'listening on port' "$work/log" || break
    kill -0 "$demo" 2>/dev/null || fail "make demo ended"
    sleep 0.1
done
url=$(grep -o 'http://localhost:[0-9]*/' "$work/log" | head -n 1)
[ -n "$url" ] || fail "no address was printed within 30 s"
curl -sf "$url" | grep -i '<title>.*mirage' >/dev/null || fail "$url does not answer"
kill -INT -- "-$demo"
wait "$demo" || true
! curl -sf -o /dev/null "$url" || fail "it still serves after Ctrl-C"
demo=
