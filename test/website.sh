#!/bin/bash
# SPDX-License-Identifier: ISC
# time limit: 300
#
# website.sh [IMAGE] - goal: app/website serves its pages to foreign clients as RFC 9110 and 9112
# say, and gives nothing else to hostile ones. Method: curl, requests written by hand, Chromium.
# Without an image it builds app/website with the tool of the source tree.
# shellcheck source=test/example.sh.inc
. "$(dirname "$0")/example.sh.inc"

example=$root/app/website
pages=$root/app/website/htdocs
ready='listening on port'

# The image at dist/main, in the current folder.
provide_image() {
    if [ $# -eq 0 ]; then
        build
        return
    fi
    local image
    image=$(realpath "$1")
    mkdir -p "$work/copy/dist"
    cd "$work/copy"
    ln -s "$image" dist/main
}

# Starts the server on a port that is free, and sets $at and $site.
start_server() {
    start --port=0 -l debug
    at=$(port)
    site=http://127.0.0.1:$at
}

# --- What clients say, and what they see ----------------------------------------------------------

# get TARGET [CURL-OPTION...]: sets $status; the head is in $work/head, the content in $work/body
get() {
    local target=$1
    shift
    : >"$work/head"
    : >"$work/body"
    status=$(curl -sS --max-time 10 --path-as-is -o "$work/body" -D "$work/head" \
        -w '%{http_code}' "$@" "$site$target") || fail "curl $* $target"
}

field() { # NAME: of the last answer
    sed -n "s/^$1: \(.*\)\r$/\1/Ip" "$work/head"
}

expect_get() { # STATUS TARGET [CURL-OPTION...]
    local expected=$1
    shift
    get "$@"
    [ "$status" = "$expected" ] || fail "$* gives $status, not $expected"
}

expect_field() { # NAME VALUE
    [ "$(field "$1")" = "$2" ] || fail "$1 is \"$(field "$1")\", not \"$2\""
}

# raw FORMAT [ARGUMENT...]: sends what printf makes of it, and prints all that is answered until the
# server closes
raw() {
    exec 3<>"/dev/tcp/127.0.0.1/$at"
    # The format is the argument: it has the escapes of the request in it.
    # shellcheck disable=SC2059
    printf "$@" >&3 || true
    timeout 10 cat <&3 || fail "the server does not close"
    exec 3>&-
}

statuses() { # of the answers on standard input, in a line
    { grep -a -o '^HTTP/1\.1 [0-9]*' || true; } | cut -d ' ' -f 2 | paste -sd ' '
}

expect_raw() { # STATUSES FORMAT [ARGUMENT...]
    local expected=$1 got
    shift
    got=$(raw "$@" | statuses)
    [ "$got" = "$expected" ] || fail "$(printf '%q' "$1") gives \"$got\", not \"$expected\""
}

# --- Pages ----------------------------------------------------------------------------------------

media_type() {
    case $1 in
    *.html) echo 'text/html; charset=utf-8' ;;
    *.css) echo 'text/css; charset=utf-8' ;;
    *.svg) echo 'image/svg+xml' ;;
    *) fail "what is $1?" ;;
    esac
}

test_pages() {
    local file tag
    for file in $(cd "$pages" && find . -type f -printf '%P\n'); do
        expect_get 200 "/$file"
        cmp "$pages/$file" "$work/body" || fail "/$file is not the file"
        [[ $(field content-type) == "$(media_type "$file")"* ]] ||
            fail "/$file is $(field content-type)"
        expect_field content-length "$(stat -c %s "$pages/$file")"
        expect_field x-content-type-options nosniff
        [ -n "$(field date)" ] || fail "/$file has no Date"
        tag=$(field etag)
        [[ $tag =~ ^\"[0-9a-f]+\"$ ]] || fail "ETag is $tag"

        expect_get 200 "/$file" --head
        expect_field content-length "$(stat -c %s "$pages/$file")"
        expect_get 304 "/$file" -H "If-None-Match: \"x\", W/$tag"
        [ ! -s "$work/body" ] || fail "304 has content"
        expect_field etag "$tag"
        expect_get 200 "/$file" -H 'If-None-Match: "x"'
        expect_get 412 "/$file" -H 'If-Match: "x"'
    done
    get /
    cmp "$pages/index.html" "$work/body" || fail "/ is not index.html"
    expect_get 404 /nowhere
    cmp "$pages/404.html" "$work/body" || fail "404 is not 404.html"
}

# Each href and src of each page is there; those of elsewhere are none of our business.
test_links() {
    local page target
    for page in $(cd "$pages" && find . -name '*.html' -printf '%P\n'); do
        for target in $(grep -o -E '(href|src)="[^"]*"' "$pages/$page" | cut -d '"' -f 2); do
            case $target in
            http*) ;;
            '#'*) grep -q "id=\"${target#\#}\"" "$pages/$page" || fail "$page: $target" ;;
            /*) expect_get 200 "${target%%#*}" ;;
            *) fail "$page: $target would not resolve from 404.html" ;;
            esac
        done
    done
}

# --- The protocol ---------------------------------------------------------------------------------

host='Host: h\r\n'
close="${host}Connection: close\r\n\r\n"

test_methods() {
    expect_get 405 / -X POST -d 'a=b'
    expect_field allow 'GET, HEAD, OPTIONS'
    expect_get 405 / -X DELETE
    expect_get 204 / -X OPTIONS
    expect_get 501 / -X BREW
    expect_get 405 / -T "$pages/index.html"
}

test_keeping() {
    local used
    used=$(curl -sS -v -o "$work/body" -o "$work/body" -o "$work/body" "$site/" "$site/site.css" \
        "$site/x" 2>&1 | grep -c 'Re-using existing connection')
    [ "$used" -eq 2 ] || fail "a connection is not kept"
    curl -sS --http1.0 -D "$work/head" -o "$work/body" "$site/"
    expect_field connection close
    expect_raw '200 200' "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET / HTTP/1.0\r\n\r\n"
}

# Nine requests in one write, of which a body holds what looks like a tenth.
test_pipelining() {
    local get="GET /logo.svg HTTP/1.1\r\n$host\r\n"
    expect_raw '200 200 405 200 405 304 404 200 200' "$get$get$(
    )POST / HTTP/1.1\r\n${host}Content-Length: 18\r\n\r\nGET / HTTP/1.1\r\n\r\n$get$(
    )PUT / HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\n4\r\nGET \r\n0\r\n\r\n$(
    )GET / HTTP/1.1\r\n${host}If-None-Match: *\r\n\r\n$(
    )GET /x HTTP/1.1\r\n$host\r\n${get}GET / HTTP/1.1\r\n$close"
}

# --- Attacks: the tags are those of the list of attacks that the tests have to cover --------------

# E01, E03
test_smuggling() {
    local post="POST / HTTP/1.1\r\n$host"
    expect_raw 400 "${post}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    expect_raw 400 "${post}Content-Length: 1\r\nContent-Length: 2\r\n\r\n"
    expect_raw 400 "${post}Content-Length: +1\r\n\r\nx"
    expect_raw 400 "${post}Content-Length: 99999999999999999999\r\n\r\n"
    expect_raw 400 "${post}Transfer-Encoding: xchunked\r\n\r\n"
    expect_raw 400 "${post}Transfer-Encoding : chunked\r\n\r\n"
    expect_raw 405 "${post}Transfer-Encoding: chunked\r\n\r\n0x1\r\nGET / HTTP/1.1\r\n$close"
    expect_raw 405 "${post}Transfer-Encoding: chunked\r\n\r\n-1\r\nGET / HTTP/1.1\r\n$close"
}

# E02, E04
test_malformed() {
    expect_raw 400 "GET / HTTP/1.1\r\n\r\n"
    expect_raw 400 "GET / HTTP/1.1\r\n$host$host\r\n"
    expect_raw 400 "GET / HTTP/1.1\n$host\r\n"
    expect_raw 400 "GET / HTTP/1.1\r\n${host}a: b\r\n c\r\n\r\n"
    expect_raw 400 "GET / HTTP/1.1\r\n${host}a : b\r\n\r\n"
    expect_raw 400 "GET / HTTP/1.1\r\n${host}a: \\000\r\n\r\n"
    expect_raw 400 "GET h:80 HTTP/1.1\r\n$host\r\n"
    expect_raw 505 "GET / HTTP/3.0\r\n$host\r\n"
    expect_raw 400 "\\026\\003\\001\\002\\000\\001\\000\\001\\374\\003\\003\r\n\r\n"
    expect_raw 200 "GET http://elsewhere/ HTTP/1.1\r\n$close"
}

test_escapes() {
    local path
    for path in /../config.c /%2e%2e/config.c /.%2e/ /htdocs/../../ /..%2fconfig.c \
        /%c0%ae%c0%ae/config.c /index.html%00 /%00 /%2f /%; do
        expect_get 400 "$path"
    done
    for path in //etc/passwd /etc/passwd '/..\config.c' /..%5cconfig.c /%252e%252e/config.c \
        /C:/ /index.html/ /site.css/x; do
        expect_get 404 "$path"
    done
}

# E05
test_limits() {
    local many
    many=$(printf 'a%.0s' $(seq 20000))
    expect_raw 414 "GET /%s HTTP/1.1\r\n$host\r\n" "$many"
    expect_raw 431 "GET / HTTP/1.1\r\n${host}a: %s\r\n\r\n" "$many"
    expect_raw 431 "GET / HTTP/1.1\r\n$host%s\r\n" \
        "$(printf 'a: b\r\n%.0s' $(seq 200); printf .)"
    expect_raw 417 "GET / HTTP/1.1\r\n${host}Expect: more\r\n\r\n"
    head -c 1000000 /dev/zero | tr '\0' a >"$work/big"
    curl -sS --max-time 10 -o /dev/null -H "@$work/big" "$site/" 2>/dev/null || true
    expect_get 405 / --data-binary "@$work/big"
    expect_get 200 /
}

# --- A browser ------------------------------------------------------------------------------------

browse() { # CHROMIUM-OPTION... URL
    timeout 60 chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run \
        --disable-background-networking --disable-component-update --disable-sync \
        --user-data-dir="$(mktemp -d "$work/chromium-XXXXXX")" "$@" 2>/dev/null
}

test_browser() {
    local page asset bad seen
    for page in index.html tutorial.html how.html; do
        seen=$(wc -l <"$out")
        browse --dump-dom "$site/$page" >"$work/dom" || fail "chromium on $page"
        grep -q '</footer>' "$work/dom" || fail "$page did not load"
        tail -n "+$((seen + 1))" "$out" >"$work/asked"
        for asset in "/$page" /site.css /logo.svg; do
            grep -q "GET $asset 200" "$work/asked" || fail "$page: $asset was not loaded"
        done
        bad=$(grep -E ' [45][0-9][0-9]$' "$work/asked" || true)
        [ -z "$bad" ] || fail "$page: $bad"
    done
    browse --window-size=1280,900 --screenshot="$work/shot.png" "$site/" || fail "no screenshot"
    [ "$(stat -c %s "$work/shot.png")" -gt 20000 ] || fail "the screenshot is empty"
}

# --- The end --------------------------------------------------------------------------------------

# Asked to stop while a connection is idle and another is in the middle of a head.
test_stopping() {
    exec 4<>"/dev/tcp/127.0.0.1/$at" 5<>"/dev/tcp/127.0.0.1/$at"
    printf 'GET / HTTP/1.1\r\n' >&5
    stop
    exec 4>&- 5>&-
    expect_status 0
    start_server
    stop INT
    expect_status 0
}

provide_image "$@"
start_server
test_pages
test_links
test_methods
test_keeping
test_pipelining
test_smuggling
test_malformed
test_escapes
test_limits
test_browser
test_stopping
echo "website: all is served"
