/* SPDX-License-Identifier: ISC */
/* config.c - concurrency tutorial, 5: fibers that talk through a bounded channel. */
#include <mirage.h>

JOB(echo_start)

void config(void)
{
    unikernel("echo-server", echo_start());
}
