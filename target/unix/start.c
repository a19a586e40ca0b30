/* SPDX-License-Identifier: ISC */
/*
 * The entry of a unikernel that is a process: its words are those of the command line.
 */
#include "lib/boot/boot.h"

int main(int count, char **words)
{
    return boot(&unikernel, (const char *const *)words + 1, (size_t)count - 1);
}
