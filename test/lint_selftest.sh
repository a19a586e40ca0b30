#!/bin/bash
# SPDX-License-Identifier: ISC
# time limit: 300
# lint_selftest.sh - goal: each rule of test/lint finds what it is for. Method: a small tree that
# obeys all of them; then one change a time, of which exactly the rule meant must complain.
set -u
lint=$PWD/test/lint
cp .clang-format .clang-tidy "$TMPDIR"
cd "$TMPDIR" || exit 1
failed=0

good_tree() {
    rm -rf lib sig target include doc example build mk
    mkdir -p lib/base lib/cow lib/ox sig target/unix include doc/rfc mk/target build/lib/cow
    cat >lib/base/bytes.h <<'END'
/* SPDX-License-Identifier: ISC */
#pragma once
#include <stdint.h>
END
    cat >lib/cow/cow.h <<'END'
/* SPDX-License-Identifier: ISC */
#pragma once
#include "lib/base/bytes.h"

/* RFC 9999 1.2,
 * MUST-1: a cow has an age. */
int cow_age(int birth);
END
    cat >lib/cow/cow.c <<'END'
/* SPDX-License-Identifier: ISC */
#include "lib/cow/cow.h"

static const char *const names[] = { "Berta", "Emma" };

int cow_age(int birth)
{
    return names[birth & 1][0] - birth;
}
END
    cat >lib/cow/cow_test.c <<'END'
/* SPDX-License-Identifier: ISC */
#include "lib/cow/cow.h"
#include <stdio.h>

int main(void)
{
    puts("the age of a cow (RFC 9999 1.2, MUST-1)");
    return cow_age('B') == 0 ? 0 : 1;
}
END
    cat >lib/ox/ox.h <<'END'
/* SPDX-License-Identifier: ISC */
#pragma once
#include "lib/cow/cow.h"
END
    cat >sig/herd.h <<'END'
/* SPDX-License-Identifier: ISC */
#pragma once
#include "lib/base/bytes.h"
END
    cat >doc/rfc/9999.md <<'END'
# RFC 9999: cows

- 1.2 MUST-1: cows have an age
- 1.3 MUST-2: cows have a name; not done: too few of them
END
    cp sig/herd.h target/unix/barn.h
    echo '| gcc | build | the images |' >doc/dependencies.md
    echo '# SPDX-License-Identifier: ISC
TARGET_PACKAGES := gcc' >mk/target/unix.mk
    printf '# SPDX-License-Identifier: ISC\ndemo:\n\t@mk/packages gcc\n' >Makefile
}

run() { # RULE: its complaints
    local options=(-std=c2x -Wall -Wextra -Werror -fPIE -I.)
    case $1 in
    tidy)
        local file status=0
        for file in lib/*/*.c; do "$lint/tidy" "$file" "${options[@]}" || status=1; done
        return $status
        ;;
    headers) "$lint/headers" "${options[@]}" ;;
    symbols | statics)
        gcc "${options[@]}" -fdata-sections -c lib/cow/cow.c -o build/lib/cow/cow.o || return 99
        "$lint/$1" build
        ;;
    *) "$lint/$1" ;;
    esac
}

# Each rule of the list finds something, or (`good`) none of them does.
finds() { # WHAT RULE TEXT-OF-THE-COMPLAINT
    local output status
    output=$(run "$2" 2>&1)
    status=$?
    if [ $status -eq 0 ] || ! grep -q -- "$3" <<<"$output"; then
        printf '%s: %s should say "%s"; status %s, it said:\n%s\n' "$1" "$2" "$3" $status "$output"
        failed=1
    fi
    good_tree
}

good_tree
for rule in format text includes headers access packages symbols statics tidy cite; do
    output=$(run $rule 2>&1) && continue
    printf 'the good tree: %s complains:\n%s\n' $rule "$output"
    failed=1
done

echo 'int  cow_weight(void);' >>lib/cow/cow.h
finds 'two spaces' format 'lib/cow/cow.h:8'

sed -i 1d lib/cow/cow.c
finds 'no licence' text 'lib/cow/cow.c:1: lacks the line SPDX'
sed -i /pragma/d lib/cow/cow.h
finds 'no #pragma once' text 'lacks #pragma once'
echo "/* TO""DO: milk */" >>lib/cow/cow.c
finds 'work left' text 'do it, or say why not'
echo '/* see /ho''me/berta/notes */' >>lib/cow/cow.c
finds 'a path' text 'a path of one machine'
printf '#!/bin/sh\nexit 0\n' >lib/milk
finds 'a script without a licence' text 'lib/milk:1: lacks'

echo '#include "target/unix/barn.h"' >>lib/cow/cow.c
finds 'a library that knows a target' includes 'only target/ and generated code'
echo '#include <stdio.h>' >>lib/cow/cow.c
finds 'the C library' includes '<stdio.h> is not free-standing'
echo '#include "cow.h"' >>lib/cow/cow.c
finds 'a name that is not from the root' includes 'not written from the root'
echo '#include "lib/ox/ox.h"' >>lib/cow/cow.c
finds 'a circle' includes 'form a circle'
echo '#include "lib/cow/cow_milk.h"' >>lib/ox/ox.h
finds 'a private header' includes 'not the public face of lib/cow'
echo '#include "lib/cow/cow.h"' >>sig/herd.h
finds 'a signature above a library' includes 'sig/ stands on'
printf '#include "lib/base/bytes.h"\n' >include/farm.h
finds 'config.c that sees a library' includes 'which sees nothing of'

echo 'struct herd { size_t count; };' >>sig/herd.h
finds 'a header that does not compile alone' headers 'size_t'

for line in 'x = ntohs(y);' 'x = __builtin_bswap32(y);' 'x = *(const uint16_t *)at;' \
    'h = (const struct cow_header *)b.at;' 'h = (struct cow_header *)(packet + 4);'; do
    echo "$line" >>lib/cow/cow.c
    finds "$line" access 'lib/cow/cow.c:10'
done

echo 'TARGET_PACKAGES := gcc haystack' >mk/target/unix.mk
finds 'a package without a reason' packages 'lacks a row for haystack'

echo 'int ox_age(void); int ox_age(void) { return 1; }' >>lib/cow/cow.c
finds "another library's name" symbols 'ox_age (in cow.o) has a name'
for line in 'int *cow_seen(void); int *cow_seen(void) { static int n; return &n; }' \
    'int *cow_seen(void); int *cow_seen(void) { static int n = 1; return &n; }' \
    'extern int cow_count; int cow_count;' 'extern _Thread_local int cow_count; _Thread_local int cow_count;'; do
    echo "$line" >>lib/cow/cow.c
    finds "$line" statics 'is mutable and static'
done

{
    echo 'int cow_long(int n);'
    echo 'int cow_long(int n)'
    echo '{'
    for i in $(seq 71); do echo "    n = n * $i;"; done
    echo '    return n;'
    echo '}'
} >>lib/cow/cow.c
finds 'a function of more than 70 lines' tidy 'readability-function-size'
echo 'int cow_many(int a, int b, int c, int d, int e, int f, int g);
int cow_many(int a, int b, int c, int d, int e, int f, int g) { return a + b + c + d + e + f + g; }' >>lib/cow/cow.c
finds 'seven parameters' tidy '7 parameters'
echo 'int cow_broken(' >>lib/cow/cow.c
finds 'a file that does not compile' tidy 'error: expected'
mkdir broken
for tool in clang-tidy-14 clang-format-14; do
    printf '#!/bin/sh\nexit 127\n' >broken/$tool
    chmod +x broken/$tool
done
for rule in tidy format; do
    PATH=$TMPDIR/broken:$PATH run $rule >/dev/null 2>&1 || continue
    echo "$rule is content without its tool"
    failed=1
done

sed -i '/RFC 9999/,/MUST-1/d' lib/cow/cow.h
finds 'a MUST that no code cites' cite 'no code cites RFC 9999 1.2, MUST-1'
sed -i 's/, MUST-1//' lib/cow/cow_test.c
finds 'a MUST that no test cites' cite 'no test cites RFC 9999 1.2, MUST-1'
echo '/* RFC 9999 1.2, MUST-3 */' >>lib/cow/cow.c
finds 'a citation of nothing' cite 'lib/cow/cow.c:10: cites RFC 9999 1.2, MUST-3'
echo '/* RFC 9999 1.3, MUST-1 */' >>lib/cow/cow.c
finds 'a citation of another section' cite 'it is in 1.2'
echo '- 1.4 MUST cows are named' >>doc/rfc/9999.md
finds 'a line without a number' cite 'not of the form'
echo '- 1.4 MUST-1: cows are named' >>doc/rfc/9999.md
finds 'a number twice' cite 'there is another'

[ $failed -eq 0 ] && echo 'each rule finds what it is for'
exit $failed
