/* SPDX-License-Identifier: ISC */
/* config.c - says hello four times, a second apart. */
#include <mirage.h>

JOB(hello_start)

void config(void)
{
    unikernel("hello", hello_start());
}
