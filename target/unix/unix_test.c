/* SPDX-License-Identifier: ISC */
/*
 * Goal: what a process says and how it ends when it is signalled, runs into a deadlock, breaks an
 * invariant or overflows a stack. Method: each scenario runs in a child process, whose console is a
 * file that is then searched.
 */
#define _GNU_SOURCE /* fork, kill */
#include "lib/base/invariant.h"
#include "lib/fiber/sanitizer.h"
#include "sig/target.h"
#include "target/unix/unix.h"
#include "test/test.h"
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static char console[65536];

/* What waitpid() says. */
static int run(fiber_fn *f)
{
    FILE *out = tmpfile();
    int status = -1;

    if (out == NULL)
        return -1;
    pid_t child = fork();
    if (child == 0) {
        const struct rlimit no_core = { 0 };

        setrlimit(RLIMIT_CORE, &no_core);
        dup2(fileno(out), STDOUT_FILENO);
        dup2(fileno(out), STDERR_FILENO);
        enum err e = unix_run(f, NULL, NULL);
        _exit(e == OK ? 0 : 10 + (int)e);
    }
    waitpid(child, &status, 0);
    rewind(out);
    console[fread(console, 1, sizeof console - 1, out)] = '\0';
    fclose(out);
    return status;
}

static bool printed(const char *text)
{
    return strstr(console, text) != NULL;
}

static bool exited(int status, int with)
{
    return WIFEXITED(status) && WEXITSTATUS(status) == with;
}

/* A sanitizer may end the process itself. */
static bool died(int status, int by)
{
    return SANITIZER_STACK_FACTOR > 1 ? !exited(status, 0)
                                      : WIFSIGNALED(status) && WTERMSIG(status) == by;
}

#define FIBER(name)       \
    static enum err name( \
        [[maybe_unused]] struct nursery *mine, [[maybe_unused]] void *arg)

FIBER(waits_for_ever)
{
    struct condition c;

    condition_init(&c);
    return condition_wait(&c, NEVER);
}

FIBER(sleeps_long)
{
    return fiber_sleep_until(from_now(SECONDS(30)));
}

/* --- Signals --------------------------------------------------------------------------------- */

static enum err tree(struct nursery *mine, struct nursery **clients)
{
    TRY(nursery_open(clients, mine, (struct nursery_limits){ .fibers_max = 7 }));
    TRY(nursery_spawn(*clients, "client", waits_for_ever, NULL));
    TRY(nursery_spawn(*clients, "timer", sleeps_long, NULL));
    return fiber_yield();
}

FIBER(is_asked_to_stop)
{
    struct nursery *clients;

    TRY(tree(mine, &clients));
    kill(getpid(), SIGTERM);
    enum err e = nursery_wait(clients, NEVER);
    nursery_close(clients);
    return e == ERR_CANCELLED ? OK : ERR_IO;
}

FIBER(is_interrupted)
{
    kill(getpid(), SIGINT);
    return fiber_sleep_until(from_now(SECONDS(30))) == ERR_CANCELLED ? OK : ERR_IO;
}

/* Without a wait that sees the first. */
FIBER(is_asked_twice)
{
    kill(getpid(), SIGTERM);
    kill(getpid(), SIGTERM);
    return OK;
}

FIBER(is_asked_for_a_report)
{
    struct nursery *clients;

    TRY(tree(mine, &clients));
    kill(getpid(), SIGQUIT);
    TRY(fiber_sleep_until(from_now(MILLISECONDS(1))));
    nursery_close(clients);
    return OK;
}

FIBER(does_not_suspend)
{
    kill(getpid(), SIGQUIT);
    kill(getpid(), SIGQUIT);
    return OK;
}

FIBER(writes_to_nobody)
{
    int ends[2];

    if (pipe(ends) < 0)
        return ERR_IO;
    close(ends[0]);
    return write(ends[1], "x", 1) < 0 ? OK : ERR_IO;
}

/* A signal that comes while the loop waits ends the wait. */
FIBER(is_stopped_in_its_sleep)
{
    pid_t me = getpid();
    pid_t child = fork();

    if (child == 0) {
        usleep(20000);
        kill(me, SIGTERM);
        _exit(0);
    }
    enum err e = fiber_sleep_until(from_now(SECONDS(30)));
    waitpid(child, NULL, 0);
    return e == ERR_CANCELLED ? OK : ERR_IO;
}

static void test_signals(void)
{
    test("SIGTERM and SIGINT cancel everything, which then ends by itself")
    {
        expect(exited(run(is_asked_to_stop), 0));
        expect(exited(run(is_interrupted), 0));
        expect(exited(run(is_stopped_in_its_sleep), 0));
    }
    test("a second SIGTERM ends the process at once")
    {
        int status = run(is_asked_twice);
        expect(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
    }
    test("SIGQUIT prints the tree, and where a fiber is that does not suspend")
    {
        expect(exited(run(is_asked_for_a_report), 0));
        expect(printed("nursery of host: 1 of 1024 fibers\n"));
        expect(printed("\n  main: sleeps "));
        expect(printed("\n  nursery of main: 2 of 7 fibers\n"));
        expect(printed("\n    client: waits for ever; stack "));
        expect(printed("\n    timer: sleeps 29") || printed("\n    timer: sleeps 30000"));
        expect(exited(run(does_not_suspend), 0));
        expect(printed("this fiber has not suspended since the last SIGQUIT: main\n"));
        expect(printed("#1 "));
    }
    test("SIGPIPE is the error of the write")
    {
        expect(exited(run(writes_to_nobody), 0));
    }
}

/* --- Bugs ------------------------------------------------------------------------------------ */

FIBER(deadlocks)
{
    struct nursery *n;

    TRY(nursery_open(&n, mine, (struct nursery_limits){ 0 }));
    TRY(nursery_spawn(n, "waits", waits_for_ever, NULL));
    return nursery_wait(n, NEVER);
}

FIBER(breaks_an_invariant)
{
    invariant(arg != NULL && "so that it fails");
    return OK;
}

FIBER(bug)
{
    TRY(nursery_spawn(mine, "careless", breaks_an_invariant, NULL));
    return fiber_sleep_until(from_now(SECONDS(1)));
}

FIBER(leaves_a_shield)
{
    shield_begin(NEVER);
    return OK;
}

FIBER(leaves_a_nursery_open)
{
    struct nursery *n;

    return nursery_open(&n, mine, (struct nursery_limits){ 0 });
}

/* NOLINTNEXTLINE(misc-no-recursion): that is what it is for */
[[gnu::noinline]] static unsigned recurse(unsigned depth)
{
    volatile unsigned here[64] = { depth };

    return depth == 0 ? 0 : recurse(depth - 1) + here[depth % 64];
}

FIBER(overflows)
{
    return recurse(1000000) == 0 ? OK : ERR_IO;
}

FIBER(spawns_one_that_overflows)
{
    struct nursery *n;

    TRY(nursery_open(&n, mine, (struct nursery_limits){ .stack = 16384 }));
    TRY(nursery_spawn(n, "deep", overflows, NULL));
    return nursery_wait(n, NEVER);
}

FIBER(touches_nothing)
{
    volatile uint8_t *volatile nothing = (volatile uint8_t *)16;

    return *nothing == 0 ? OK : ERR_IO;
}

static void test_bugs(void)
{
    test("a deadlock is reported, with the tree, and ends with status 1")
    {
        expect(exited(run(deadlocks), 1));
        expect(printed("deadlock: no fiber can ever run again\n"));
        expect(printed("\n    waits: waits for ever; stack "));
    }
    test("a failed invariant says where, in which fiber, and prints a backtrace and the "
         "tree")
    {
        expect(died(run(bug), SIGABRT));
        expect(printed("invariant failed: arg != NULL"));
        expect(printed("\nin fiber \"careless\"\n"));
        expect(printed("\n  #1 "));
        expect(printed("\n  main: sleeps ") && printed("\n  careless: runs; "));
    }
    test("a fiber that ends with an open nursery or shield breaks an invariant")
    {
        expect(died(run(leaves_a_shield), SIGABRT));
        expect(printed("ends the shields that it begins"));
        expect(died(run(leaves_a_nursery_open), SIGABRT));
        expect(printed("closes the nurseries that it opens"));
    }
    test("a stack overflow meets the guard page and is called by its name")
    {
        expect(died(run(spawns_one_that_overflows), SIGSEGV));
        expect(printed("stack overflow in fiber deep\n"));
        expect(printed("\n  #1 "));
        expect(printed("\n    deep: runs; "));
    }
    test("another fault is not called an overflow")
    {
        int status = run(touches_nothing);
        expect(!exited(status, 0));
        expect(SANITIZER_STACK_FACTOR > 1 ||
               printed("fault (signal 11) at 0x10 in fiber main\n"));
        expect(!printed("stack overflow"));
    }
}

int main(void)
{
    test_signals();
    test_bugs();
    return test_result();
}
