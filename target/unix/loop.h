/* SPDX-License-Identifier: ISC */
/*
 * loop.h - the event loop of -t unix, as its devices see it: file descriptors to wait for.
 *
 * A watch is edge-triggered: `readable` and `writable` say what is known, start as true, are set
 * by the loop when the kernel reports a change, and are cleared by the device when a call would
 * block (or, on a stream, gave less than was asked for). So a device tries only when there is
 * something to try, and waits with one call. `ended` is set for good when the kernel reports that
 * the other side hung up (EPOLLRDHUP, EPOLLHUP, EPOLLERR): no further change may come then, so a
 * device must not clear `readable` for a short read any more.
 *
 *     while ((n = recv(w->fd, ...)) < 0 && errno == EAGAIN) {
 *         w->readable = false;
 *         TRY(watch_readable(w, deadline));
 *     }
 */
#pragma once
#include "lib/fiber/fiber.h"

struct watch {
    int fd;
    bool readable, writable, ended;
    struct condition on_readable, on_writable; /* private */
};

/* Keeps `fd`, which must be non-blocking and stays the caller's to close, after watch_close. */
enum err watch_open(struct watch *w, int fd);
void watch_close(struct watch *w);

/* Suspend until w->readable (w->writable) is true; at once if it is. */
enum err watch_readable(struct watch *w, instant deadline);
enum err watch_writable(struct watch *w, instant deadline);

/* What errno says, as the project's error. */
enum err unix_err(int number);

/* For unix.c alone. `wakes` is a descriptor that ends target_wait() when it becomes readable. */
enum err loop_start(int wakes);
void loop_stop(void);
