# SPDX-License-Identifier: ISC
# The image of a unikernel that ends at once: how large, and how long from exec to exit. The peer is
# a C program that does nothing, linked statically with the host's C library; the goals are 100 kB
# and 2 ms, which are printed as peers of their own.

if wanted 'image size' || wanted 'start-up'; then
    mkdir -p "$work/image"
    (cd "$work/image" && "$mirage" new hello && cd hello && "$mirage" configure -t unix &&
        make depends && make) >/dev/null
    cp -r example/noop "$work/image/noop"
    (cd "$work/image/noop" && "$mirage" configure -t unix && make depends && make) >/dev/null
    echo 'int main(void) { return 0; }' >"$work/image/nothing.c"
    gcc -O2 -static -s "$work/image/nothing.c" -o "$work/image/nothing"
    gcc -O2 bench/spawn_time.c -o "$work/image/spawn_time"
    size=$(stat -c %s "$work/image/hello/dist/hello")
    row 'image size of hello (static C program)' "$size" \
        "$(stat -c %s "$work/image/nothing")" octets 1 less
    row 'image size of hello (100 kB)' "$size" 100000 octets 1 less
    : >"$work/ours"; : >"$work/peer"
    for _ in $(seq $rounds); do
        "$work/image/spawn_time" "$work/image/noop/dist/main" >>"$work/ours"
        "$work/image/spawn_time" "$work/image/nothing" >>"$work/peer"
    done
    row 'start-up to end of noop (static C program)' "$(median <"$work/ours")" \
        "$(median <"$work/peer")" ms 0.5 less
    row 'start-up to end of noop (2 ms)' "$(median <"$work/ours")" 2 ms 1 less
fi
