/* SPDX-License-Identifier: ISC */
/*
 * Goal: watches tell of each change once, in both directions, to whoever waits; deadlines hold
 * while descriptors are quiet and while they are busy. Method: socket pairs, with the peer's side
 * driven by hand or by another fiber.
 */
#define _GNU_SOURCE /* SOCK_NONBLOCK */
#include "sig/target.h"
#include "target/unix/loop.h"
#include "target/unix/unix.h"
#include "test/test.h"
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define FIBER(name)       \
    static enum err name( \
        [[maybe_unused]] struct nursery *mine, [[maybe_unused]] void *arg)

/* A watched end and the other. */
struct pair {
    struct watch near;
    int far;
};

static void pair_open(struct pair *p)
{
    int ends[2] = { -1, -1 };

    expect(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends) == 0);
    expect(watch_open(&p->near, ends[0]) == OK);
    p->far = ends[1];
}

static void pair_close(struct pair *p)
{
    int fd = p->near.fd;

    watch_close(&p->near);
    close(fd);
    close(p->far);
}

/* As a device reads: an octet, or what errno said. */
static enum err read_octet(struct watch *w, char *octet, instant deadline)
{
    ssize_t n;

    while ((n = read(w->fd, octet, 1)) < 0 && errno == EAGAIN) {
        w->readable = false;
        TRY(watch_readable(w, deadline));
    }
    return n == 1 ? OK : n == 0 ? ERR_CLOSED : unix_err(errno);
}

FIBER(reads_what_comes)
{
    struct pair p;
    char octet = 0;

    pair_open(&p);
    expect(p.near.readable && p.near.writable && !p.near.ended);
    expect(read_octet(&p.near, &octet, from_now(MILLISECONDS(2))) == ERR_TIMED_OUT);
    expect(!p.near.readable);
    expect(write(p.far, "a", 1) == 1);
    expect(!p.near.readable);
    expect(read_octet(&p.near, &octet, from_now(SECONDS(5))) == OK && octet == 'a');

    /* Two at once are one edge: the second is there without waiting. */
    expect(write(p.far, "bc", 2) == 2);
    expect(read_octet(&p.near, &octet, from_now(SECONDS(5))) == OK && octet == 'b');
    expect(read_octet(&p.near, &octet, (instant){ 1 }) == OK && octet == 'c');

    expect(read_octet(&p.near, &octet, from_now(MILLISECONDS(1))) == ERR_TIMED_OUT);
    expect(shutdown(p.far, SHUT_WR) == 0);
    expect(read_octet(&p.near, &octet, from_now(SECONDS(5))) == ERR_CLOSED);
    expect(fiber_sleep_until(from_now(MILLISECONDS(1))) == OK);
    expect(p.near.ended && p.near.readable);
    pair_close(&p);
    return OK;
}

FIBER(drains)
{
    static char much[65536];
    struct pair *p = arg;

    TRY(fiber_sleep_until(from_now(MILLISECONDS(2))));
    while (read(p->far, much, sizeof much) > 0)
        continue;
    return OK;
}

FIBER(writes_until_full)
{
    static const char much[65536];
    struct pair p;

    pair_open(&p);
    while (write(p.near.fd, much, sizeof much) > 0)
        continue;
    expect(errno == EAGAIN);
    p.near.writable = false;
    expect(watch_writable(&p.near, from_now(MILLISECONDS(2))) == ERR_TIMED_OUT);
    expect(watch_readable(&p.near, (instant){ 1 }) == OK);
    expect(nursery_spawn(mine, "drains", drains, &p) == OK);
    expect(watch_writable(&p.near, from_now(SECONDS(5))) == OK);
    expect(write(p.near.fd, much, 1) == 1);
    pair_close(&p);
    return OK;
}

FIBER(waits_to_read)
{
    struct pair *p = arg;
    char octet;

    return read_octet(&p->near, &octet, NEVER);
}

FIBER(cancels_a_reader)
{
    struct nursery *n;
    struct pair p;

    pair_open(&p);
    TRY(nursery_open(&n, mine, (struct nursery_limits){ 0 }));
    expect(nursery_spawn(n, "reads", waits_to_read, &p) == OK);
    expect(fiber_sleep_until(from_now(MILLISECONDS(1))) == OK);
    expect(nursery_count(n) == 1);
    nursery_close(n);
    pair_close(&p);
    return OK;
}

/* While this yields, the other's octet has to get through. */
FIBER(keeps_busy)
{
    const bool *done = arg;
    instant end = from_now(SECONDS(5));

    while (!*done && instant_before(fiber_now(), end))
        TRY(fiber_yield());
    return *done ? OK : ERR_TIMED_OUT;
}

FIBER(writes_an_octet)
{
    const struct pair *p = arg;

    return write(p->far, "x", 1) == 1 ? OK : ERR_IO;
}

FIBER(writes_later)
{
    TRY(fiber_sleep_until(from_now(MILLISECONDS(2))));
    return writes_an_octet(mine, arg);
}

FIBER(waits_with_deadline)
{
    struct pair p;
    char octet;

    pair_open(&p);
    expect(nursery_spawn(mine, "writes", writes_later, &p) == OK);
    expect(read_octet(&p.near, &octet, from_now(MILLISECONDS(500))) == OK);
    pair_close(&p);
    return OK;
}

FIBER(is_not_starved)
{
    struct nursery *n;
    struct pair p;
    bool done = false;
    char octet;

    pair_open(&p);
    TRY(nursery_open(&n, mine, (struct nursery_limits){ 0 }));
    expect(nursery_spawn(n, "busy", keeps_busy, &done) == OK);
    expect(nursery_spawn(n, "writes", writes_an_octet, &p) == OK);
    expect(read_octet(&p.near, &octet, from_now(SECONDS(5))) == OK);
    done = true;
    expect(nursery_wait(n, NEVER) == OK);
    nursery_close(n);
    pair_close(&p);
    return OK;
}

/* Nothing but the descriptor can end this wait. */
FIBER(waits_for_another_process)
{
    struct pair p;
    char octet = 0;

    pair_open(&p);
    pid_t child = fork();
    if (child == 0) {
        usleep(5000);
        _exit(write(p.far, "x", 1) == 1 ? 0 : 1);
    }
    expect(read_octet(&p.near, &octet, NEVER) == OK && octet == 'x');
    waitpid(child, NULL, 0);
    pair_close(&p);
    return OK;
}

FIBER(keeps_deadlines)
{
    uint64_t late_ns_max = 0;

    for (unsigned i = 0; i < 50; i++) {
        instant then = instant_after(clock_monotonic(), 100000 + i * 7919);
        expect(fiber_sleep_until(then) == OK);
        expect(!instant_before(clock_monotonic(), then));
        uint64_t late = instant_since(clock_monotonic(), then);
        late_ns_max = late > late_ns_max ? late : late_ns_max;
    }
    printf("sleeps of 0.1 to 0.5 ms: at most %llu us late\n",
        (unsigned long long)late_ns_max / 1000);
    expect(late_ns_max < MILLISECONDS(200));
    return OK;
}

FIBER(refuses)
{
    struct watch w;

    expect(watch_open(&w, -1) != OK);
    return OK;
}

/* Whether system calls can be filtered: an emulator of one architecture on another cannot. */
static bool can_filter(void)
{
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, NULL) < 0 && errno == EFAULT;
}

/* Runs `f` where the kernel answers one call with `number`, as the filters of containers do. */
static bool runs_without(fiber_fn *f, unsigned call, unsigned number)
{
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | number),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const struct sock_fprog program = { sizeof filter / sizeof *filter, filter };
    int status = -1;
    pid_t child = fork();

    if (child == 0) {
        test_state.failed = 0;
        expect(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
        expect(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0);
        expect(unix_run(f, NULL, NULL) == OK);
        _exit(test_state.failed == 0 ? 0 : 1);
    }
    waitpid(child, &status, 0);
    return status == 0;
}

int main(void)
{
    /* First: a loop that has found out remembers. */
    test("without epoll_pwait2, whatever the host says of it, descriptors are heard")
    {
        if (can_filter()) {
            expect(runs_without(waits_with_deadline, SYS_epoll_pwait2, ENOSYS));
            expect(runs_without(waits_with_deadline, SYS_epoll_pwait2, EPERM));
        } else {
            printf("skipped: system calls cannot be filtered here\n");
        }
    }
    test("a watch tells of octets and of the end")
    {
        expect(unix_run(reads_what_comes, NULL, NULL) == OK);
    }
    test("a watch tells of room, and one direction says nothing of the other")
    {
        expect(unix_run(writes_until_full, NULL, NULL) == OK);
    }
    test("a wait is cancelled, and the watch may be closed")
    {
        expect(unix_run(cancels_a_reader, NULL, NULL) == OK);
    }
    test("fibers that only yield do not starve descriptors")
    {
        expect(unix_run(is_not_starved, NULL, NULL) == OK);
    }
    test("a wait for a descriptor alone is no deadlock")
    {
        expect(unix_run(waits_for_another_process, NULL, NULL) == OK);
    }
    test("deadlines shorter than a millisecond are kept")
    {
        expect(unix_run(keeps_deadlines, NULL, NULL) == OK);
    }
    test("what is no descriptor is refused")
    {
        expect(unix_run(refuses, NULL, NULL) == OK);
    }
    return test_result();
}
