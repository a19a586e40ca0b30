/* SPDX-License-Identifier: ISC */
/* config.c - concurrency tutorial, 1: two fibers, and waiting for both. */
#include <mirage.h>

JOB(heads_start)

void config(void)
{
    unikernel("heads1", heads_start());
}
