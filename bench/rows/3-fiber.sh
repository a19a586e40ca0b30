# SPDX-License-Identifier: ISC
# What a fiber costs, in nanoseconds. bench/fiber_bench.c prints a line `NAME OURS PEER` a figure.
# A switch may take 5 ns and a spawn with its join 100 ns where a bare swap of registers takes 3.

if wanted 'fiber'; then
    : >"$work/fiber"
    for _ in $(seq $rounds); do
        build/gcc/bench/fiber_bench >>"$work/fiber"
    done
    figure() { awk -v n="$1" -v f="$2" '$1 == n { print $f }' "$work/fiber" | median; }
    row 'fiber switch (bare swap)' "$(figure switch 2)" "$(figure bare_swap 2)" ns 0.6 less
    row 'fiber switch (swapcontext)' "$(figure switch 2)" "$(figure swapcontext 2)" ns 1 less
    row 'fiber spawn and join (33 bare swaps)' "$(figure spawn 2)" \
        "$(figure bare_swap 2 | awk '{ print $1 * 100 / 3 }')" ns 1 less
    row 'fiber spawn and join (pthread)' "$(figure spawn 2)" "$(figure pthread 2)" ns 1 less
    row 'fibers asleep: 100,000 (1 GiB)' "$(figure asleep 2)" 1073.741824 MB 1 less
fi
