/* SPDX-License-Identifier: ISC */
/*
 * The console is standard output. A line is one write, so lines of several processes do not mix.
 */
#include "sig/target.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

void console_write(struct bytes text)
{
    while (text.len > 0) {
        ssize_t n = write(STDOUT_FILENO, text.at, text.len);
        struct pollfd p = { .fd = STDOUT_FILENO, .events = POLLOUT };

        if (n > 0)
            text = bytes_part(text, (size_t)n, text.len);
        else if (n < 0 && errno == EAGAIN)
            (void)poll(&p, 1, -1);
        else if (n < 0 && errno != EINTR)
            return; /* Closed, or the disk behind it is full: nobody is there to tell. */
    }
}
