/* SPDX-License-Identifier: ISC */
/* config.c - links a library that lies in a folder beside it. */
#include <mirage.h>

JOB(greet_start)

void config(void)
{
    need("greeting");
    unikernel("local-library", greet_start());
}
