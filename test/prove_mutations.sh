#!/bin/bash
# SPDX-License-Identifier: ISC
# time limit: 600
#
# prove_mutations.sh - takes one check at a time out of a copy of lib/base, and expects that the
# prover then fails: a proof that holds without the check would not be about it.
set -u
cd "$(dirname "$0")/.." || exit 1
for tool in frama-c why3 z3; do
    command -v "$tool" >/dev/null || { echo "there is no $tool here"; exit 77; }
done

folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
tree=$folder/tree
failed=0
functions=()

copy_tree() {
    rm -rf "$tree"
    mkdir -p "$tree/lib" "$tree/test"
    cp -R lib/base "$tree/lib/base"
    cp -R test/prove "$tree/test/prove"
}

# prove FUNCTIONS SECONDS - whether each of their goals is proved in so many seconds.
prove() {
    make -s -f mk/prove.mk prove PROVE_ROOT="$tree" PROVE_BUILD="$folder/prove" \
        PROVE_ONLY="$1" PROVE_TIMEOUT="$2" PROVE_GOALS_MIN=1 >"$folder/log" 2>&1
}

# mutate FUNCTIONS FILE SED - changes a line of FILE and expects goals of FUNCTIONS to fail.
mutate() {
    copy_tree
    sed -i -E "$3" "$tree/$2"
    functions+=("$1")
    if cmp -s "$2" "$tree/$2"; then
        echo "FAILED $1: nothing in $2 matches $3"
        failed=1
    elif prove "$1" 2; then
        echo "FAILED $1: still proved after $3"
        failed=1
    elif ! grep -q '^proved goals: [0-9]* / [1-9]' "$folder/log"; then
        echo "FAILED $1: the prover did not run after $3"
        cat "$folder/log"
        failed=1
    else
        echo "ok     $1: $3: $(grep '^proved goals' "$folder/log")"
    fi
}

mutate be24 lib/base/bytes.h 's/be16\(from \+ 1\)/be16(from + 2)/'
mutate set_be24 lib/base/bytes.h 's/set_be16\(to \+ 1,/set_be16(to + 2,/'
mutate bytes_part lib/base/bytes.h 's/len < left \? len : left/len/'
mutate bytes_part lib/base/bytes.h 's/from >= b\.len\)$/from > b.len + 1)/'
mutate bytes_equal lib/base/bytes.h 's/return a\.len == b\.len && \(/return (/'
mutate bytes_equal_nocase lib/base/bytes.c '/^bool bytes_equal_nocase/,/^}/s/a\.len != b\.len/false/'
mutate bytes_equal_secret lib/base/bytes.c '/^bool bytes_equal_secret/,/^}/s/a\.len != b\.len/false/'
mutate bytes_compare lib/base/bytes.c 's/a\.len < b\.len \? a\.len : b\.len/a.len/'
mutate bytes_start_with lib/base/bytes.c 's/b\.len >= prefix\.len && //'
mutate bytes_find lib/base/bytes.c '/^size_t bytes_find/,/^}/s/i < b\.len; i/i <= b.len; i/'
mutate bytes_split lib/base/bytes.c 's/end < b->len \? end \+ 1 : end/end/'
mutate bytes_copy lib/base/bytes.c 's/target\.len < source\.len \? target\.len : source\.len/source.len/'
mutate bytes_wipe lib/base/bytes.c 's/memset\(b\.at, 0, b\.len\)/memset(b.at, 0, b.len + 1)/'

mutate take_bytes lib/base/reader.h 's/n > r->rest\.len\) \{/n > r->rest.len + 1) {/'
mutate take_bytes lib/base/reader.h 's/if \(r->bad \|\| n >/if (n >/'
mutate take_be32 lib/base/reader.h 's/b\.len == \(octets\) \?/b.len <= (octets) ?/'
mutate take_until lib/base/reader.h 's/if \(len == r->rest\.len\)/if (false)/'
mutate peek_u8 lib/base/reader.h 's/return r->rest\.len > 0 \?/return true ?/'

mutate put_room lib/base/writer.h 's/n > w->space\.len - w->len\)/n > w->space.len)/'
mutate put_be16 lib/base/writer.h 's/if \(room != NULL\) /if (true) /'
mutate put_vector16 lib/base/writer.h 's/w->space\.len - w->len \}\);/w->space.len });/'
mutate writer_join lib/base/writer.h '/invariant\(writer_encloses/s/invariant\(.*\);//'
mutate writer_join lib/base/writer.h 's/w->bad \|\| inner->bad \|\| /inner->bad || /'
mutate writer_encloses lib/base/writer.h 's/return w->len >= octets && /return /'

mutate udp_view lib/base/wire.h 's/b\.len < \(octets\) \? NULL : \(const/b.len < (octets) - 1 ? NULL : (const/'
mutate udp_edit lib/base/wire.h 's/b\.len < \(octets\) \? NULL : \(void/b.len < (octets) - 1 ? NULL : (void/'

# The same functions as they are: it was the change, and not the time, that made goals fail.
copy_tree
all=$(IFS=,; echo "${functions[*]}")
if prove "$all" 10; then
    echo "ok     unchanged: $(grep '^proved goals' "$folder/log")"
else
    echo "FAILED unchanged:"
    cat "$folder/log"
    failed=1
fi
exit $failed
