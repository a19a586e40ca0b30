/* SPDX-License-Identifier: ISC */
/* config.c - concurrency tutorial, 4: what a cancelled fiber sees, and how it cleans up. */
#include <mirage.h>

ARG_DURATION(limit, "2s", "when to give up")

JOB(timeout_start, arg_duration)

void config(void)
{
    unikernel("timeout2", timeout_start(limit));
}
