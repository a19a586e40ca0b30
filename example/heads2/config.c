/* SPDX-License-Identifier: ISC */
/* config.c - concurrency tutorial, 2: one function, many fibers, an argument for each. */
#include <mirage.h>

JOB(heads_start)

void config(void)
{
    unikernel("heads2", heads_start());
}
