#!/bin/bash
# SPDX-License-Identifier: ISC
# time limit: 300
# graph.sh - goal: what mirage/config does with a config.c. Each mistake is reported at its line with
# the right exit status, and what is generated compiles without a warning. Method: small config.c's,
# compiled as the tool does it, and what they print and write.
set -u
root=$PWD
library=${LIBRARY:-$root/build/gcc/libmirage-graph.a}
work=${TMPDIR:-/tmp}/graph
export MIRAGE_HOME=$root MIRAGE_VERSION=0.0.1
unset MODE MIRAGE_DEFAULT_TARGET
failed=0
prepare= # what puts something beside config.c before it is compiled

complain() {
    echo "failed: $name: $*"
    sed 's/^/    | /' "$work/out"
    failed=1
}

# A fresh folder with a config.c of these lines, made into mirage/config.
config() { # NAME LINE...
    name=$1
    shift
    rm -rf "$work"
    mkdir -p "$work/mirage"
    cd "$work" || exit 1
    printf '%s\n' '#include <mirage.h>' "$@" >config.c
    [ -z "$prepare" ] || $prepare
    compile
}

compile() {
    local own
    own=$(ls ./*/*_device.c 2>/dev/null)
    # A list of names.
    # shellcheck disable=SC2086
    gcc -std=c2x -g -O0 -fno-pie -no-pie -fno-omit-frame-pointer -Wall -Wextra \
        -Werror=incompatible-pointer-types \
        -I"$MIRAGE_HOME/include" -I. config.c $own "$library" -o mirage/config >out 2>&1 ||
        { complain "it does not compile"; exit 1; }
    [ ! -s out ] || complain "it compiles with warnings"
}

graph() {
    mirage/config "$@" >out 2>&1
    status=$?
}

expect() { # STATUS TEXT...: of the last call
    [ "$status" -eq "$1" ] || complain "exit status $status, expected $1"
    shift
    local text
    for text in "$@"; do
        grep -qF -- "$text" out || complain "expected '$text'"
    done
}

expect_not() {
    ! grep -qF -- "$1" out || complain "did not expect '$1'"
}

# --- Mistakes in config.c, at their lines ----------------------------------------------------------

mistake() { # NAME TEXT LINE...
    local text=$2
    config "$1" "${@:3}"
    graph configure
    expect 1 "$text"
    [ ! -e Makefile ] || complain "it has written a Makefile"
}

mistake 'a missing device of a device' \
    'config.c:5: error: the device http_server: its 1st device is missing' \
    'ARG_PORT(port, 80, "port")' \
    'void config(void)' \
    '{' \
    '    http_server_over(NULL, port);' \
    '}'

mistake 'a missing device of a job' \
    'config.c:5: error: the job start: its 2nd device is missing' \
    'JOB(start, kv_ro, stack)' \
    'void config(void)' \
    '{' \
    '    unikernel("x", start(crunch("a"), NULL));' \
    '}'

mistake 'a missing job' \
    'config.c:4: error: unikernel(): its 1st job is missing' \
    'void config(void)' \
    '{' \
    '    unikernel("x", NULL);' \
    '}'

mistake 'something that is no device' \
    'config.c:5: error: the job start: its 1st device was not made by a constructor' \
    'JOB(start, kv_ro)' \
    'void config(void)' \
    '{' \
    '    unikernel("x", start((kv_ro)(void *)"htdocs"));' \
    '}'

mistake 'a key declared twice' \
    'config.c:3: error: the key --a-b is declared twice, also at config.c:2' \
    'KEY_INT(a_b, 1, "one")' \
    'KEY_INT(b, 1, "two", .group = "a")' \
    'void config(void)' \
    '{' \
    '    unikernel("x");' \
    '}'

mistake 'a key that a device brings, too' \
    'config.c:2: error: the key --net is declared twice, also at bin/graph/generic_stack.c:' \
    'KEY_STRING(net, "x", "mine")' \
    'void config(void)' \
    '{' \
    '    generic_stack(default_network());' \
    '    unikernel("x");' \
    '}'

mistake 'a key that mirage has itself' \
    'config.c:2: error: the key --output: mirage has that option itself' \
    'KEY_STRING(output, "x", "mine")' \
    'void config(void) { unikernel("x"); }'

mistake 'a malformed default of a key' \
    'config.c:3: error: the default of the key --from: "1.2.3" is not an IPV4' \
    '' \
    'KEY_IPV4(from, "1.2.3", "where")' \
    'void config(void) { unikernel("x"); }'

mistake 'a malformed default of a boot argument' \
    'config.c:2: error: the default of the boot argument --mode: "c" is not a CHOICE' \
    'ARG_ONE_OF(mode, "a|b", "c", "how")' \
    'void config(void) { unikernel("x"); }'

mistake 'a name that no option can have' \
    'config.c:2: error: the boot argument --Port: a name is made of lower-case letters' \
    'ARG_PORT(Port, 80, "port")' \
    'void config(void) { unikernel("x"); }'

mistake 'a boot argument declared twice' \
    'config.c:3: error: the boot argument --a-b is declared twice, also at config.c:2' \
    'ARG_INT(a_b, 1, "one")' \
    'ARG_INT(b, 1, "two", .group = "a")' \
    'void config(void) { unikernel("x"); }'

config 'a boot argument that nobody takes' \
    'ARG_INT(a, 1, "one")' \
    'ARG_INT(b, 1, "two")' \
    'KEY_BOOL(k, false, "a key")' \
    'JOB(start, arg_int)' \
    'void config(void) {' \
    '    job other = start(b);' \
    '    if (k()) unikernel("x", other); else unikernel("x");' \
    '}'
graph configure
expect 0 'config.c:2: warning: the boot argument --a is passed to no device or job'
expect_not '--b'
graph configure -q
expect_not warning
graph build
expect_not warning

mistake 'boot arguments of two devices' \
    'config.c:4: error: the boot argument --a is declared twice, also at config.c:3' \
    'void config(void) {' \
    '    generic_block("a");' \
    '    mirage_arg_of_device(MIRAGE_INT, NULL, "a", "1", "a number");' \
    '    unikernel("x");' \
    '}'

for reserved in help name delay logs l; do
    mistake "the boot argument $reserved" \
        "config.c:2: error: the boot argument --$reserved: every unikernel has it" \
        "ARG_STRING($reserved, \"x\", \"mine\")" \
        'void config(void) { unikernel("x"); }'
done

mistake 'a device that the target cannot offer' \
    'config.c:4: error: the device network: no target has it yet' \
    'JOB(start, network)' \
    'void config(void) {' \
    '    network net = default_network();' \
    '    unikernel("x", start(net));' \
    '}'

mistake 'a device of other targets' \
    'config.c:4: error: the block rack: -t unix does not have it, only -t hvt|spt' \
    'JOB(start, block)' \
    'static block rack(void) {' \
    '    return DEVICE(block, .name = "rack", .header = "sig/block.h", .ops = "o", .targets = "hvt|spt");' \
    '}' \
    'void config(void) { unikernel("x", start(rack())); }'

mistake 'a missing directory to link in' \
    "config.c:4: error: the kv_ro htdcs: there is no directory 'htdcs'" \
    'JOB(start, kv_ro)' \
    'void config(void) {' \
    '    kv_ro pages = generic_kv_ro("htdcs");' \
    '    unikernel("x", start(pages));' \
    '}'

mistake 'a missing directory to read' \
    "config.c:4: error: the kv_ro direct_kv: there is no directory 'htdcs'" \
    'JOB(start, kv_ro)' \
    'void config(void) {' \
    '    kv_ro pages = direct_kv_ro("htdcs");' \
    '    unikernel("x", start(pages));' \
    '}'

mistake 'a directory elsewhere' \
    "config.c:3: error: the kv_ro /etc: '/etc' is not beside config.c" \
    'JOB(start, kv_ro)' \
    'void config(void) { unikernel("x", start(crunch("/etc"))); }'

mistake 'a directory that make cannot name' \
    "config.c:3: error: the kv_ro my pages: 'my pages' has a character that make does not" \
    'JOB(start, kv_ro)' \
    'void config(void) { unikernel("x", start(crunch("my pages"))); }'

mistake 'unikernel() twice' \
    'config.c:4: error: unikernel() is called twice, first at config.c:3' \
    'void config(void) {' \
    '    unikernel("x");' \
    '    unikernel("y");' \
    '}'

mistake 'no unikernel()' 'config.c: error: config() does not call unikernel()' \
    'void config(void) { }'

mistake 'a unikernel without a name' 'config.c:2: error: unikernel(): the name is empty' \
    'void config(void) { unikernel(""); }'

for bad in a/b -x .x 'a b'; do
    mistake "a unikernel called '$bad'" \
        "config.c:2: error: unikernel(): '$bad' cannot be the name of an image" \
        "void config(void) { unikernel(\"$bad\"); }"
done

mistake 'config_error()' 'config.c:3: error: 3 is too many' \
    'void config(void) {' \
    '    config_error("%d is too many", 3);' \
    '}'

mistake 'an unknown library' "config.c:3: error: need(): there is no library 'nope'" \
    'void config(void) {' \
    '    need("nope");' \
    '    unikernel("x");' \
    '}'

mistake 'a choice between two signatures' \
    'config.c:4: error: either(): its devices have not the same signature' \
    'KEY_BOOL(k, true, "k")' \
    'void config(void) {' \
    '    mirage_either(&k_key, crunch("a"), host_stack());' \
    '    unikernel("x");' \
    '}'

# Descriptions of devices are the user's, too.
description() { # NAME TEXT FIELDS
    mistake "$1" "config.c:3: error: the device sheep: $2" \
        'SIGNATURE(sheep)' \
        "static sheep one(void) { return DEVICE(sheep, .name = \"sheep\", $3); }" \
        'JOB(start, sheep)' \
        'void config(void) { unikernel("x", start(one())); }'
}
description 'a device without type' 'its description has neither .type nor .ops' '.header = "a.h"'
description 'a device without header' 'its description has neither .library nor .header' '.ops = "o"'
description 'state without type' 'its description has no .type to hold what it says' \
    '.ops = "o", .header = "a.h", .state = "struct s"'
description 'parameters without connect' 'its description has .parameters, but no .connect' \
    '.ops = "o", .header = "a.h", .parameters = { mirage_arg_of_device(MIRAGE_INT, NULL, "a", "1", "a") }'
description 'a wired argument' 'a boot argument is not known when .a is wired' \
    '.ops = "o", .header = "a.h", .wires = { { "a", mirage_arg_of_device(MIRAGE_INT, NULL, "a", "1", "a") } }'
description 'a library that is nowhere' "there is no library 'nope', neither in the project nor" \
    '.ops = "o", .library = "nope"'

# --- Words ----------------------------------------------------------------------------------------

config 'the words of a command line' \
    'KEY_BOOL(drafts, false, "serve the drafts as well")' \
    'KEY_INT(shards, 4, "how many")' \
    'KEY_STRING(title, NULL, "shown on top", .group = "dmz")' \
    'KEY_LIST(HOST, names, "a.example,b.example", "virtual hosts")' \
    'KEY_PORT(needed, 0, "a port", .required = true)' \
    'KEY_ONE_OF(style, "wide|narrow", "wide", "page width")' \
    'void config(void)' \
    '{' \
    '    config_error("drafts=%d shards=%d title=%s names=%zu,%s needed=%u style=%s", drafts(),' \
    '        (int)shards(), title() ? title() : "NULL", names().count,' \
    '        names().count ? names().texts[0] : "", needed(), style());' \
    '}'

graph configure --needed=1
expect 1 'drafts=0 shards=4 title=NULL names=2,a.example needed=1 style=wide'
graph configure --needed 2 --drafts --shards -3 --dmz-title='a b' --names=c,d --names e --style narrow
expect 1 'drafts=1 shards=-3 title=a b names=3,c needed=2 style=narrow'
graph configure --drafts=true --no-drafts --needed=1
expect 124 'mirage: error: --drafts is given twice' "Try 'mirage configure --help'."
graph configure --needed=1 --drafts=false --dmz_title= --names=
expect 1 'drafts=0 shards=4 title= names=0, needed=1'
graph configure
expect 124 '--needed is missing: a port'
graph configure --needed=65536
expect 124 '--needed: "65536" is not a PORT: expected a number from 0 to 65535'
graph configure --needed
expect 124 '--needed needs a value'
graph configure --needed --drafts
expect 124 '--needed needs a value'
graph configure --needed=1 --style=thin
expect 124 '--style: "thin" is not a CHOICE: expected one of wide, narrow'
graph configure --needed=1 --names=a..b
expect 124 '--names: "a..b" is not a HOST'
graph configure --help
expect 0 '--drafts, --no-drafts' 'serve the drafts as well; by default false.' '--shards=INT' \
    '--dmz-title=STRING' '--names=HOST,...' '--style=wide|narrow' 'a port. Required.'
expect_not '--net'

config 'words that nobody takes' \
    'KEY_BOOL(drafts, false, "serve the drafts as well")' \
    'void config(void) { unikernel("x"); }'
graph configure --draft
expect 124 'unknown option --draft; did you mean --drafts?' "Try 'mirage configure --help'."
graph configure --no-draft
expect 124 'unknown option --no-draft; did you mean --no-drafts?'
graph describe --elephant=3
expect 124 'unknown option --elephant' "Try 'mirage describe --help'."
expect_not 'did you mean'
graph configure elephant
expect 124 "unexpected word 'elephant'"
graph configure -x
expect 124 'unknown option -x'
graph configure --output
expect 124 'option --output needs a value, NAME'
graph configure --dry-run=3
expect 124 'option --dry-run takes no value'
graph query nonsense
expect 124 "there is nothing called 'nonsense' to query; there is name, target"
graph query name target
expect 124 "unexpected word 'target'"
graph configure --context-file=nowhere
expect 1 "cannot find file 'nowhere'"
graph configure --drafts $'--drafts=a\nb'
expect 124 'a word may not hold a line break'

config 'targets' 'void config(void) { unikernel(target()); }'
for target in hvt spt virtio xen qubes muen js sim; do
    graph configure -t $target
    expect 1 "the target $target is not built yet"
done
graph configure --target=foo
expect 124 "option --target: 'foo' is not one of unix|hvt"
graph query name -tunix
expect 0 unix
MODE=xen graph query name
expect 1 'the target xen is not built yet'
MODE='' MIRAGE_DEFAULT_TARGET=hvt graph query name
expect 1 'the target hvt is not built yet'
MODE=unix MIRAGE_DEFAULT_TARGET=hvt graph query name
expect 0 unix
MODE=foo graph query name
expect 124 "there is no target 'foo'"

config 'the key of generic_stack' \
    'JOB(start, stack)' \
    'void config(void) {' \
    '    unikernel("x", start(generic_stack(default_network())));' \
    '}'
graph configure --net=direct
expect 1 'config.c:4: error: generic_stack(): --net=direct is not built yet'
graph configure --help
expect 0 '--net=host|direct'

# --- Generated files -------------------------------------------------------------------------------

# Two devices of a folder beside config.c, one of them wired to the other, and much else.
web_site() {
    config "$1" \
        'KEY_BOOL(drafts, false, "serve the drafts as well")' \
        'KEY_STRING(title, "a", "shown on top")' \
        'ARG_PORT(port, 8080, "TCP port to listen on")' \
        'ARG_LIST(IP, dns, "1.1.1.1", "resolvers", .section = "NETWORK", .group = "dmz")' \
        'ARG_LIST(STRING, words, "a,b", "words")' \
        'ARG_STRING(hello, "say \"hi\" \\ */ ?\?/", "text */ /*")' \
        'ARG_BOOL(b, true, "b")' \
        'ARG_INT(i, -1, "i")' \
        'ARG_DURATION(d, "30s", "d")' \
        'ARG_PREFIX(prefix, "10.0.0.1/8", "p")' \
        'ARG_MAC(mac, "02:00:00:00:00:01", "m", .required = true)' \
        '#include "sheep/sheep_device.h"' \
        'JOB(start, kv_ro, http_server, sheep)' \
        'JOB(many, arg_list, arg_list, arg_string, arg_bool, arg_int, arg_duration, arg_prefix, arg_mac)' \
        'JOB(format, kv_ro, kv_ro)' \
        'JOB(noop)' \
        'void config(void)' \
        '{' \
        '    stack net = generic_stack(default_network());' \
        '    kv_ro pages = either(drafts, crunch("drafts"), generic_kv_ro("htdocs"));' \
        '    kv_ro other = crunch("static");' \
        '    http_server http = http_server_over(generic_stack(default_network()), port);' \
        '    (void)net;' \
        '    need_package("hello");' \
        '    unikernel("www", noop(), start(pages, http, sheep_of(crunch("htdocs"), 3)),' \
        '        many(dns, words, hello, b, i, d, prefix, mac), format(pages, other), format(other, pages),' \
        '        start(other, http, sheep_of(other, 4)));' \
        '}'
}

make_sheep() {
    mkdir -p htdocs static sheep
    cat >sheep/sheep_device.h <<'END'
#pragma once
#include <mirage.h>
SIGNATURE(sheep)
sheep sheep_of(kv_ro grass, int legs);
END
    cat >sheep/sheep.h <<'END'
#pragma once
#include "lib/uri/uri.h"
#include "lib/fiber/fiber.h"
#include "sig/kv_ro.h"
struct sheep_state {
    int age;
};
struct sheep {
    struct sheep_state *state;
    struct kv_ro grass;
    int legs;
};
enum err sheep_connect(struct nursery *mine, const struct sheep *s);
END
    cat >sheep/sheep_device.c <<'END'
#include "sheep/sheep_device.h"
#include <stdio.h>
sheep sheep_of(kv_ro grass, int legs)
{
    char fields[32];
    snprintf(fields, sizeof fields, ".legs = %d", legs);
    return DEVICE(sheep, .name = "sheep", .library = "sheep", .type = "struct sheep",
        .state = "struct sheep_state", .fields = fields, .connect = "sheep_connect",
        .wires = { { "grass", grass } }, .why = "eats */ grass");
}
END
}

prepare=make_sheep
web_site 'a web site'
prepare=

graph configure --title='My $ite #1'
expect 0 "configured www for -t unix. Now run 'make depends' and 'make'."
for file in Makefile compile_commands.json mirage/main.c mirage/jobs.h mirage/context; do
    head -n 1 $file | grep -q 'Generated by mirage' || complain "$file has no mark"
done
grep -q '^LOCAL    := sheep$' Makefile || complain 'LOCAL in the Makefile'
grep -q '^FILES    := htdocs:htdocs static1:static$' Makefile || complain 'FILES in the Makefile'
grep -q '^PACKAGES := hello$' Makefile || complain 'PACKAGES in the Makefile'
grep -qw uri Makefile || complain 'a library that a local one includes is missing'
[ "$(printf 'include Makefile\nshow: ; @echo $(NAME) $(TARGET) $(FILES)\n' |
    make -s -f - show 2>&1)" = 'www unix htdocs:htdocs static1:static' ] ||
    complain 'make cannot read the Makefile'
grep -q "$work" mirage/main.c mirage/jobs.h && complain 'a path of this machine is in what is compiled'
grep -q "$root" mirage/main.c mirage/jobs.h && complain "the project's path is in what is compiled"

for line in 'static const struct sheep sheep1 = {' 'static const struct sheep sheep2 = {' \
    'static const struct crunch htdocs = {' 'static enum err run_format2(' 'static enum err run_many('; do
    grep -qF "$line" mirage/main.c || complain "main.c lacks: $line"
done

# Everything that the headers need is generated or in the project.
warnings=$(sed -n '/^WARN/,/[^\\]$/p' "$root/mk/flags.mk" | sed 's/^WARN := //; s/\\$//')
for compiler in gcc clang-19; do
    command -v $compiler >/dev/null || continue
    # A list of options.
    # shellcheck disable=SC2086
    $compiler -std=c2x $warnings -Werror -I. -I"$root" -c mirage/main.c -o main.o >out 2>&1 ||
        complain "main.c does not compile with $compiler"
done
python3 -m json.tool compile_commands.json >out 2>&1 || complain 'compile_commands.json is not JSON'

touch -d '2001-01-01' Makefile compile_commands.json mirage/main.c mirage/jobs.h mirage/context
graph configure --title='My $ite #1'
expect 0 'configured www'
for file in Makefile compile_commands.json mirage/main.c mirage/jobs.h mirage/context; do
    [ "$(stat -c %Y $file)" -lt 1000000000 ] || complain "$file was written though nothing changed"
done
cp -r mirage before

name='the context'
graph query keys
expect 0 'My $ite #1'
graph query keys --no-drafts
expect_not 'My $ite #1'
graph build
expect 0
[ ! -s out ] || complain 'build says something'
diff -r mirage before >out || complain 'build does not use the context'
graph configure
expect 0
graph query keys
expect_not 'My $ite #1'
graph query keys --context-file=before/context
expect 0 'My $ite #1'
graph configure -o main
expect 0 'configured main'
grep -q '^NAME     := main$' Makefile || complain '-o main is not in the Makefile'
graph query name
expect 0 main

name='a dry run'
rm -rf mirage/main.c Makefile
graph configure --dry-run
expect 0 '* write Makefile (' '* write mirage/main.c ('
expect_not 'jobs.h'
[ ! -e Makefile ] || complain 'a dry run has written a Makefile'

name="somebody's files"
graph configure
for file in Makefile compile_commands.json mirage/main.c mirage/jobs.h mirage/context; do
    cp $file kept
    { echo "mine"; cat kept; } >$file
    rm -f expected
    cp $file expected
    graph configure -o other
    expect 1 "$file was not generated by mirage" 'rename or remove it'
    cmp $file expected || complain "$file was overwritten"
    grep -q other Makefile && complain "files were written though $file may not be"
    mv kept $file
done

name='descriptions'
graph configure
graph describe
expect 0 'Name    www' '--drafts=false' '--port=PORT' '--dmz-dns=ADDRESS,...' 'default 30s'
graph describe --drafts --title=x
expect 1 "there is no directory 'drafts'"
mkdir drafts
graph describe --drafts --title=x
expect 0 '--title=x' 'given, default a' '--drafts' 'otherwise the kv_ro htdocs' 'device sheep, local' \
    'the runtime' 'eats */ grass'
for info in name target libraries packages files keys args devices main.c jobs.h Makefile \
    compile_commands.json; do
    graph query $info
    expect 0
    graph query $info --json
    expect 0
    python3 -m json.tool out >/dev/null || complain "query $info --json is not JSON"
done
graph query main.c
cmp -s out mirage/main.c || complain 'query main.c is not main.c'
graph describe --json
python3 -m json.tool out >/dev/null || complain 'describe --json is not JSON'
graph query
expect 0 hello
if command -v dot >/dev/null; then
    graph describe --svg -o graph.svg
    expect 0
    grep -q '<svg' graph.svg || complain 'describe --svg draws nothing'
    PATH=$work/nowhere graph describe --svg
    expect 1 'sudo apt-get install graphviz' || true
fi
graph describe --dot-command='grep -c digraph'
expect 0 1

config 'a local library' 'void config(void) { need("cow"); unikernel("x"); }'
mkdir cow
echo '#include "lib/uri/uri.h"' >cow/cow.h
echo '#include "lib/media/media.h"' >cow/cow_test.c
echo '#include "lib/block/block_io.h"' >unikernel.c
graph query libraries
expect 0 $'block\tincluded by unikernel.c' $'cow\tneed() at config.c:2\tlocal' $'uri\tincluded by cow'

# --- Odds and ends ---------------------------------------------------------------------------------

config 'a unikernel without jobs' 'void config(void) { unikernel("noop"); }'
graph configure -q
expect 0
[ ! -s out ] || complain '-q says something'
gcc -std=c2x -Wall -Wextra -Wpedantic -Werror -I. -I"$root" -c mirage/main.c -o main.o >out 2>&1 ||
    complain 'main.c does not compile'

mkdir -p "$work"
config 'one function, two JOBs' \
    'JOB(start, kv_ro)' \
    'job second(stack s);' \
    'job second(stack s) { return mirage_job("start", "stack", "two.c", 7, (const void *const[]){ s, NULL }); }' \
    'void config(void) { unikernel("x", start(crunch(".")), second(host_stack())); }'
graph configure
expect 1 'two.c:7: error: the job start takes (stack) here, but (kv_ro) at config.c:2'

config 'a file of another name' 'void config(void) { config_error("here"); }'
mv config.c other.c
gcc -std=c2x -g -O0 -no-pie -I"$root/include" -I. other.c "$library" -o mirage/config
graph configure --file=other.c
expect 1 'other.c:2: error: here'

config 'the project below config.c' 'void config(void) { config_error("here"); }'
ln -s "$root" mirage-c
MIRAGE_HOME=$work/mirage-c graph configure
expect 1 'config.c:2: error: here'

[ "$failed" -eq 0 ] && echo 'all as expected'
exit "$failed"
