/* SPDX-License-Identifier: ISC */
/* config.c - concurrency tutorial, 3: a wait with a deadline. */
#include <mirage.h>

ARG_DURATION(limit, "2s", "how long to wait")

JOB(timeout_start, arg_duration)

void config(void)
{
    unikernel("timeout1", timeout_start(limit));
}
