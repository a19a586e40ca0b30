#!/bin/bash
# SPDX-License-Identifier: ISC
# sanitized.sh - the web site, built with ASan and UBSan by `make SANITIZE=...`, gets proper requests,
# mutilated ones and noise over many connections; it must answer a proper one afterwards, end with
# status 0 and report nothing.
set -euo pipefail
root=$PWD
export PATH=$root/build/gcc/bin/mirage:$PATH
work=$(mktemp -d)
server=
finish() {
    [ -z "$server" ] || kill -9 "$server" 2>/dev/null || true
    rm -rf "$work"
}
trap finish EXIT
fail() {
    echo "failed: $*"
    tail -n 40 "$work/log"
    exit 1
}

mkdir "$work/site"
tar -C app/website --exclude=./mirage --exclude=./dist --exclude=./Makefile -cf - . | tar -C "$work/site" -xf -
cd "$work/site"
(mirage configure -t unix && make SANITIZE=address,undefined depends &&
    make SANITIZE=address,undefined) >"$work/log" 2>&1 || fail "building"
dist/main-sanitized --port=0 -l info >"$work/log" 2>&1 &
server=$!
for _ in $(seq 100); do
    ! grep 'listening on port' "$work/log" >/dev/null || break
    sleep 0.05
done
port=$(grep -o 'on port [0-9]*' "$work/log" | head -n 1 | cut -d ' ' -f 3)
[ -n "$port" ] || fail "it does not listen"
url=http://127.0.0.1:$port

# say: sends standard input on a connection of its own, and reads what comes for at most a second
say() {
    {
        cat >&3
        timeout 1 cat <&3 >/dev/null || true
    } 3<>"/dev/tcp/127.0.0.1/$port" 2>/dev/null || true
}

curl -sf "$url/" "$url/how.html" "$url/site.css" >/dev/null || fail "a proper request"
for request in "$root"/test/corpus/http_request/*; do
    say <"$request" &
    head -c 20 "$request" | say &
    # An octet of noise in the middle of each.
    { head -c 30 "$request"; head -c 3 /dev/urandom; tail -c +34 "$request"; } | say &
    wait $(jobs -p | grep -v "^$server\$")
done
for size in 1 100 1000 10000 100000; do
    head -c $size /dev/urandom | say
    { printf 'GET / HTTP/1.1\r\nHost: x\r\nA: '; head -c $size /dev/urandom | base64 -w 0; printf '\r\n\r\n'; } | say
done
curl -sf "$url/" >/dev/null || fail "after all that it no longer answers"
kill -TERM "$server"
status=0
wait "$server" || status=$?
server=
[ "$status" -eq 0 ] || fail "exit status $status"
! grep -E 'ERROR: AddressSanitizer|runtime error|LeakSanitizer' "$work/log" || fail "a sanitizer reports"
