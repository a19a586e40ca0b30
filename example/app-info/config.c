/* SPDX-License-Identifier: ISC */
/* config.c - a unikernel that knows what it is made of. */
#include <mirage.h>

JOB(info_start)

void config(void)
{
    need("media"); /* one library more than the runtime, to have something to show */
    unikernel("app-info", info_start());
}
