/* SPDX-License-Identifier: ISC */
/*
 * The kernel's generator, asked each time: there is no state to leak, to wipe or to fork. It waits
 * only on a machine that has just been switched on.
 */
#include "sig/random.h"
#include "sig/target.h"

#include <errno.h>
#include <sys/random.h>

void random_fill(struct bytes_mut out)
{
    size_t done = 0;

    while (done < out.len) {
        ssize_t n = getrandom(out.at + done, out.len - done, 0);

        if (n > 0) {
            done += (size_t)n;
        } else if (errno != EINTR) {
            console_write(BYTES("the kernel gives no random numbers\n"));
            target_abort();
        }
    }
}
