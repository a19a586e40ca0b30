/* SPDX-License-Identifier: ISC */
/* config.c - tries a disk: by default the file disk.img (make one: truncate -s 2M disk.img). */
#include <mirage.h>

JOB(block_start, block)

void config(void)
{
    unikernel("block", block_start(generic_block("disk")));
}
