/* SPDX-License-Identifier: ISC */
/*
 * The event loop of -t unix: epoll, edge-triggered, each descriptor registered once for both
 * directions, so that neither a wait nor its end costs a system call of its own.
 *
 * A signal sets a flag and, because it may come just before the loop sleeps, writes to an eventfd
 * of the same epoll (signals.c). Handlers of events only make fibers ready; none runs here, so no
 * watch can be closed while events of it are still in the batch.
 *
 * io_uring was measured and left out (bench/loop_io_uring.c, Linux 6.18, 2 processors, medians):
 * processor time of the server for an echo of 64 octets over loopback TCP,
 *
 *     connections   epoll     recv and send requests   multishot recv into provided buffers
 *          16       1.60 us         1.66 us                    1.60 us
 *          64       1.54 us         1.62 us                    1.47 us
 *
 * because nearly all of it is TCP's. Less than a twentieth does not pay for a second event loop,
 * which many hosts forbid (container runtimes filter io_uring's calls by default).
 */
#define _GNU_SOURCE /* syscall */
#include "target/unix/loop.h"
#include "lib/base/invariant.h"
#include "sig/target.h"
#include "target/unix/signals.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* As many as one call gives; what is beyond comes with the next. */
enum { EVENTS = 256 };

static struct {
    int epoll;
    bool coarse;    /* no epoll_pwait2: before Linux 5.11, or filtered, with any errno */
    size_t waiting; /* fibers in watch_readable and watch_writable */
    struct epoll_event events[EVENTS];
} loop; /* all zeros, or these octets would be in the image */

/* --- Start and stop -------------------------------------------------------------------------- */

enum err loop_start(int wakes)
{
    struct epoll_event e = { .events = EPOLLIN | EPOLLET };

    loop.epoll = epoll_create1(EPOLL_CLOEXEC);
    if (loop.epoll < 0 || epoll_ctl(loop.epoll, EPOLL_CTL_ADD, wakes, &e) < 0)
        return unix_err(errno);
    return OK;
}

void loop_stop(void)
{
    close(loop.epoll);
    loop.epoll = -1;
}

/* --- Watches --------------------------------------------------------------------------------- */

enum err watch_open(struct watch *w, int fd)
{
    struct epoll_event e = {
        .events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET,
        .data.ptr = w,
    };

    *w = (struct watch){ .fd = fd, .readable = true, .writable = true };
    condition_init(&w->on_readable);
    condition_init(&w->on_writable);
    if (epoll_ctl(loop.epoll, EPOLL_CTL_ADD, fd, &e) < 0)
        return unix_err(errno);
    return OK;
}

void watch_close(struct watch *w)
{
    struct epoll_event unused = { 0 };

    invariant(list_is_empty(&w->on_readable.waiting) &&
              list_is_empty(&w->on_writable.waiting) &&
              "nobody waits for a closed watch");
    (void)epoll_ctl(loop.epoll, EPOLL_CTL_DEL, w->fd, &unused);
    w->fd = -1;
}

static enum err watch_wait(const bool *known, struct condition *change, instant deadline)
{
    enum err e = OK;

    while (!*known && e == OK) {
        loop.waiting++;
        e = condition_wait(change, deadline);
        loop.waiting--;
    }
    return e;
}

enum err watch_readable(struct watch *w, instant deadline)
{
    return watch_wait(&w->readable, &w->on_readable, deadline);
}

enum err watch_writable(struct watch *w, instant deadline)
{
    return watch_wait(&w->writable, &w->on_writable, deadline);
}

/* Errors and hang-ups are found by whoever reads or writes. */
static void watch_event(struct watch *w, uint32_t events)
{
    if ((events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0)
        w->ended = true;
    if ((events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0) {
        w->readable = true;
        condition_broadcast(&w->on_readable);
    }
    if ((events & (EPOLLOUT | EPOLLHUP | EPOLLERR)) != 0) {
        w->writable = true;
        condition_broadcast(&w->on_writable);
    }
}

/* --- Waiting --------------------------------------------------------------------------------- */

static int events_wait_ns(uint64_t ns)
{
    const struct timespec t = {
        .tv_sec = (time_t)(ns / SECONDS(1)),
        .tv_nsec = (long)(ns % SECONDS(1)),
    };

    if (!loop.coarse) {
        /* musl has the call's number and not its wrapper. */
        long n = syscall(
            SYS_epoll_pwait2, loop.epoll, loop.events, EVENTS, &t, NULL, (size_t)0);
        if (n >= 0 || errno == EINTR)
            return (int)n;
        loop.coarse = true;
    }

    /* Rounded up, or the loop would spin through the last millisecond; a day is enough at once. */
    uint64_t ms = (ns + MILLISECONDS(1) - 1) / MILLISECONDS(1);
    return epoll_wait(
        loop.epoll, loop.events, EVENTS, ms > 86400000 ? 86400000 : (int)ms);
}

static int events_wait(instant deadline)
{
    uint64_t ns = 0;

    if (deadline.ns == NEVER.ns)
        return epoll_wait(loop.epoll, loop.events, EVENTS, -1);
    if (deadline.ns != 0)
        ns = instant_since(deadline, clock_monotonic());
    return ns == 0 ? epoll_wait(loop.epoll, loop.events, EVENTS, 0) : events_wait_ns(ns);
}

bool target_wait(instant deadline)
{
    if (signals_handle())
        return true;
    if (deadline.ns == NEVER.ns && loop.waiting == 0)
        return false;

    /* Interrupted by a signal: none. */
    int n = events_wait(deadline);
    for (int i = 0; i < n; i++)
        if (loop.events[i].data.ptr != NULL)
            watch_event(loop.events[i].data.ptr, loop.events[i].events);
    signals_handle();
    return true;
}
