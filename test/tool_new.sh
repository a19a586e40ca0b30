#!/bin/bash
# SPDX-License-Identifier: ISC
# tool_new.sh - each kind of `mirage new`, from nothing to an image that answers, and `mirage run`.
# time limit: 300
. "$(dirname "$0")/tool.sh.inc"

# start WORD...: in the background, until a line of its log says $ready
start() {
    "$@" >"$out" 2>&1 &
    server=$!
    children+=("$server")
    for _ in $(seq 200); do
        ! grep -q "$ready" "$out" || return 0
        kill -0 "$server" 2>/dev/null || fail "'$*' ended at once"
        sleep 0.05
    done
    fail "nothing says: $ready"
}

stop() {
    local status=0
    kill "$server"
    wait "$server" || status=$?
    [ "$status" -eq 0 ] || fail "it ended with $status"
}

port() {
    sed -n 's/.*port \([0-9]*\).*/\1/p' "$out" | head -n 1
}

# ask PROTOCOL PORT OCTETS: what comes back in a second, in one read
ask() {
    exec 3<>"/dev/$1/127.0.0.1/$2"
    printf "$3" >&3
    timeout 2 dd bs=4096 count=1 status=none <&3 || true
    exec 3>&-
}

free_port() {
    local port
    for port in $(shuf -i 20000-32000 -n 50); do
        if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
            echo "$port"
            return
        fi
    done
}

# make_new KIND: in the folder KIND, by the four commands of its README
make_new() {
    mirage_does new "$1" --example="$1"
    cd "$1"
    ! grep -rq 'SPDX\|@NAME@' . || fail "it is not the user's own"
    (mirage configure -t unix && make depends && make) >"$out" 2>&1 || fail "building"
    expect_not warning:
    [ -x dist/main ] && [ -x "dist/$1" ] || fail "no image"
}

begin 'hello says so'
make_new hello
timeout 20 dist/main >"$out" 2>&1 || fail "it ended with $?"
[ "$(grep -c 'hello$' "$out")" -eq 4 ] || fail "it did not say hello four times"
mirage_fails 63 run -q -- --help
expect 'OPTIONS'

begin 'what was made is ignored by git, and clean removes it'
mirage_does new hello
find . | LC_ALL=C sort >"$work/before"
cd hello
mirage_does build
if command -v git >/dev/null; then
    git init -q .
    git status --porcelain --untracked-files=all >"$out"
    expect_not mirage/
    expect_not dist/
    expect_not Makefile
    rm -rf .git
fi
mirage_does clean
[ ! -s "$out" ] || fail "it kept something"
cd ..
find . | LC_ALL=C sort | cmp -s - "$work/before" || fail "something is left: $(find .)"

begin 'make says when config.c has to be configured again'
mirage_does new hello
cd hello
mirage_does build
make >"$out" 2>&1 || fail "make"
expect_not 'has changed'
sleep 0.02
echo '/* More. */' >>config.c
make >"$out" 2>&1 || fail "make"
expect 'config.c has changed since' 'dist/hello: '
mirage_does configure
make >"$out" 2>&1 || fail "make"
expect_not 'has changed'

begin 'building again does nothing, with blanks in the path, too' 'a folder'
mirage_does new hello
cd hello
mirage_does build
expect 'CC     unikernel.c' 'dist/hello: '
before=$(stat -c %i%y dist/hello)
mirage_does build
expect_not 'CC '
[ "$before" = "$(stat -c %i%y dist/hello)" ] || fail "it was linked again"
mirage_does build -q
[ ! -s "$out" ] || fail "-q was not quiet"
mirage_does build -- -n
sed -i 's/SECONDS(1)/SECONDS/' unikernel.c
mirage_fails 1 build
expect 'unikernel.c:'
mirage_fails 1 run
expect 'unikernel.c:'

begin 'the web site is served'
make_new website
ready='listening on port'
start dist/main --port=0
ask tcp "$(port)" 'GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >"$work/answer"
stop
mv "$work/answer" "$out"
expect 'HTTP/1.1 200' '<h1>website</h1>'

begin 'run -p sets the argument whose default is the port'
mirage_does new website --example=website
cd website
port=$(free_port)
ready='listening on port'
start mirage run -p "$port:8080"
expect "port $port"
mirage_fails 1 run -p "$port:8080"
expect "cannot listen on port $port: the address or name is in use"
stop
mirage_fails 1 run -p "$port:80"
expect 'no boot argument of type PORT is 80 by default'

begin 'echo sends back'
make_new echo
ready='listening on port'
start dist/main --port=0
[ "$(ask tcp "$(port)" 'one and two')" = 'one and two' ] || fail "something else came back"
stop

begin 'the protocol of its own answers, and its tests pass'
make_new protocol
cmp corpus/quote/first "$root/bin/mirage/new/protocol/corpus/quote/first" || fail "octets are lost"
ready='answering on port'
start dist/main --port=0
[ "$(ask udp "$(port)" '\1\1\0\2' | tail -c +5)" = \
    'A fault that cannot be repeated is not yet found.' ] || fail "another answer"
stop
make check >"$out" 2>&1 || fail "make check"
expect quote_test quote_fuzz
expect_not warning
mirage_does clean
expect_not kept
