/* SPDX-License-Identifier: ISC */
/* config.c - prints both clocks every second. */
#include <mirage.h>

ARG_INT(ticks, 5, "how many times; 0: for ever")

JOB(clock_start, arg_int)

void config(void)
{
    unikernel("clock", clock_start(ticks));
}
