/* SPDX-License-Identifier: ISC */
/* config.c - what @NAME@ is made of: one job, which needs no devices. */
#include <mirage.h>

/* A function of unikernel.c: enum err hello_start(struct nursery *mine); */
JOB(hello_start)

void config(void)
{
    unikernel("@NAME@", hello_start());
}
