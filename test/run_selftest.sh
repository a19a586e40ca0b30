#!/bin/bash
# SPDX-License-Identifier: ISC
# run_selftest.sh - goal: test/run says what happened, ends what it started, and ends itself.
# Method: a tree of its own, with tests that pass, fail, skip, hang and leave a daemon behind.
set -u
root=$PWD
mkdir -p "$TMPDIR/tree/test/corpus/hay" && cd "$TMPDIR/tree" || exit 1
cp "$root/test/run" "$root/test/limit.c" test
marker=$RANDOM$RANDOM
failed=0

expect() { # WHAT COMMAND...
    local what=$1
    shift
    "$@" && return
    echo "expected: $what"
    failed=1
}

script() { # NAME BODY [HEAD]
    printf '#!/bin/bash\n%s\n%s\n' "${3:-}" "$2" >"test/$1.sh"
    chmod +x "test/$1.sh"
}

# Whether a process runs whose command line holds the text.
runs() { grep -lqs -- "$1" /proc/[0-9]*/cmdline; }
runs_not() { ! runs "$1"; }

cat >Makefile <<'END'
list-tests:
	@echo 'check look'; echo 'unit lib/hay/hay_test.c'; echo 'unit lib/hay/hay_fuzz.c'
look:
	@echo looking
unit-tests: build/$(VARIANT)/lib/hay/hay_test build/$(VARIANT)/lib/hay/hay_fuzz
build/$(VARIANT)/%:
	@mkdir -p $(@D); printf '#!/bin/sh\necho $(VARIANT) $$*' >$@; chmod +x $@
tool:
END
script good 'echo fine; [ -d "$TMPDIR" ] && ! read -r line'
script other 'exit 0'

test/run >out 2>&1
expect 'exit status 0 when all pass' [ $? -eq 0 ]
expect 'builds, a check, unit tests in two variants and scripts are counted' \
    [ "$(tail -n 1 out)" = '10 passed, 0 failed, 0 skipped' ]
expect 'a fuzz target gets its corpus' grep -q 'asan test/corpus/hay' build/test-logs/asan/lib/hay/hay_fuzz.log
expect 'a line for each test' grep -qE '^ok +0\.[0-9]{2}s  gcc/lib/hay/hay_test$' out

script bad 'echo oh no; exit 3'
script skipped 'echo no such device; exit 77'
test/run >out 2>&1
expect 'exit status 1 when one fails' [ $? -eq 1 ]
expect 'the count of each kind' [ "$(tail -n 1 out)" = '10 passed, 1 failed, 1 skipped' ]
expect 'the reason of the skipped one' grep -q '^skip .*test/skipped.sh  (no such device)$' out
expect 'the output of the failed one' grep -qx 'oh no' out
expect 'how to run it alone' grep -qx -- '--- run this one alone: test/run test/bad.sh' out

test/run good other >out 2>&1
expect 'only those that match' [ "$(tail -n 1 out)" = '2 passed, 0 failed, 0 skipped' ]
test/run nothing-like-that >out 2>&1
expect 'exit status 1 when none ran' [ $? -eq 1 ]

script hangs "setsid sh -c 'sleep 60; echo $marker' & sleep 60" '# time limit: 1'
test/run hangs >out 2>&1
expect 'a test over its time failed' [ $? -eq 1 ]
expect 'it says so' grep -qx 'killed: it took more than 1 s' out
expect 'all that it started is killed' runs_not "$marker"

script leaves "setsid sh -c 'sleep 60; echo $marker' & exit 0"
test/run leaves >out 2>&1
expect 'a daemon left behind is no failure' [ $? -eq 0 ]
expect 'but it is killed' runs_not "$marker"

script alone 'grep -c . running 2>/dev/null && exit 1; exit 0' '# alone'
script beside 'echo >>running; sleep 0.3; rm -f running'
JOBS=4 test/run alone beside >out 2>&1
expect 'who wants to be alone is' [ $? -eq 0 ]

script waits "sh -c 'sleep 60; echo $marker'; sleep 60"
test/run waits >out 2>&1 &
runner=$!
for _ in $(seq 100); do runs "$marker" && break; sleep 0.05; done
expect 'it started' runs "$marker"
kill -TERM $runner
wait $runner
expect 'exit status 130 when stopped' [ $? -eq 130 ]
expect 'what it started has ended' runs_not "$marker"
expect 'no temporary folder is left' [ -z "$(find "$TMPDIR" -maxdepth 1 -name 'mirage-test.*')" ]

[ $failed -eq 0 ] && echo 'the runner runs'
exit $failed
