/* SPDX-License-Identifier: ISC */
/* config.c - a lottery that remembers its draws in a sector of a disk. */
#include <mirage.h>

ARG_INT(slot, 0, "which sector to play with")
ARG_BOOL(reset_all, false, "forget the draws of every sector first")

JOB(lottery_start, block, arg_int, arg_bool)

void config(void)
{
    unikernel("disk-lottery", lottery_start(generic_block("disk"), slot, reset_all));
}
