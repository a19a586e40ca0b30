# SPDX-License-Identifier: ISC
# Requests per second, and CPU a request, of app/website against nginx (one worker, access log off,
# open_file_cache) and against the bare loop, on loopback: the server on one processor, bench/load.c
# on another, user and system time of the server's process counted. Load generators that parse
# (wrk, ab) cost more than these servers do, and would be what is measured.

http_site() {
    mkdir -p "$work/site/htdocs"
    cp -r app/website "$work/site/website"
    rm -rf "$work/site/website/mirage" "$work/site/website/Makefile"
    head -c 1024 /dev/urandom | base64 -w 0 | head -c 1024 >"$work/site/htdocs/1k.html"
    head -c 65536 /dev/urandom | base64 -w 0 | head -c 65536 >"$work/site/htdocs/64k.html"
    rm -rf "$work/site/website/htdocs"
    cp -r "$work/site/htdocs" "$work/site/website/htdocs"
    (cd "$work/site/website" && "$mirage" configure -t unix && make depends && make) >/dev/null
    cat >"$work/nginx.conf" <<CONF
daemon off; master_process off; worker_processes 1; error_log stderr crit; pid $work/nginx.pid;
events { worker_connections 1024; }
http {
    access_log off; sendfile on; tcp_nopush on; tcp_nodelay on; keepalive_requests 1000000000;
    open_file_cache max=100 inactive=60s; open_file_cache_valid 60s;
    types { text/html html; }
    client_body_temp_path $work/t1; proxy_temp_path $work/t2; fastcgi_temp_path $work/t3;
    uwsgi_temp_path $work/t4; scgi_temp_path $work/t5;
    server { listen 127.0.0.1:$2; root $work/site/htdocs; }
}
CONF
}

# serve COMMAND...: starts it on processor 0 and leaves its id in $server
serve() {
    taskset -c 0 "$@" >"$work/server.log" 2>&1 &
    server=$!
    started+=("$server")
}
answers() { # PORT
    for _ in $(seq 50); do
        curl -s -o /dev/null "http://127.0.0.1:$1/1k.html" && return
        sleep 0.1
    done
    echo "nobody answers on port $1" >&2
    cat "$work/server.log" >&2
    exit 1
}
cpu_ns() { cut -d ' ' -f 1 "/proc/$1/schedstat"; }

# load PID PORT FILE CONNECTIONS: prints requests/s and microseconds of CPU a request
load() {
    local before after rate answers
    before=$(cpu_ns "$1")
    read -r rate answers < <(taskset -c 1 "$work/load" "$2" "/$3.html" "$4" "${BENCH_SECONDS:-1}") ||
        { echo "no figure of port $2" >&2; exit 1; }
    after=$(cpu_ns "$1")
    awk -v rate="$rate" -v ns=$((after - before)) -v n="$answers" 'BEGIN { print rate, ns / n / 1e3 }'
}

if wanted 'http'; then
    test/install_packages bench unpack
    nginx=build/peers/nginx/usr/sbin/nginx
    http_site x 18081
    gcc -O2 bench/bare_loop.c -o "$work/bare_loop"
    gcc -O2 bench/load.c -o "$work/load"
    serve "$work/site/website/dist/main" --port=18080 -l quiet; ours=$server
    serve $nginx -p "$work" -c "$work/nginx.conf"; peer=$server
    serve "$work/bare_loop" 18082 1024; bare1k=$server
    serve "$work/bare_loop" 18083 65536; bare64k=$server
    answers 18080; answers 18081; answers 18082; answers 18083
    for file in 1k 64k; do
        bare=bare$file
        bare_port=$([ $file = 1k ] && echo 18082 || echo 18083)
        for connections in 16 64; do
            : >"$work/ours"; : >"$work/peer"; : >"$work/bare"
            for _ in $(seq $rounds); do
                load $ours 18080 $file $connections >>"$work/ours"
                load $peer 18081 $file $connections >>"$work/peer"
                load ${!bare} $bare_port $file $connections >>"$work/bare"
            done
            of() { awk -v f="$2" '{ print $f }' "$work/$1" | median; }
            name="$file, $connections connections"
            rate_goal=$([ $file = 1k ] && echo 1.4 || echo 1)
            cpu_goal=$([ $file = 1k ] && echo 1.54 || echo 1)
            row "http requests, $name (nginx)" "$(of ours 1)" "$(of peer 1)" 1/s "$rate_goal" more
            row "http CPU, $name (nginx)" "$(of ours 2)" "$(of peer 2)" us "$cpu_goal" less
            row "http requests, $name (bare loop)" "$(of ours 1)" "$(of bare 1)" 1/s 0.8 more
            row "http CPU, $name (bare loop)" "$(of ours 2)" "$(of bare 2)" us 0.8 less
        done
    done
fi
