/* SPDX-License-Identifier: ISC */
/* config.c - a unikernel with nothing in it: it boots and ends. */
#include <mirage.h>

void config(void)
{
    unikernel("noop");
}
