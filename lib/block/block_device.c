/* SPDX-License-Identifier: ISC */
/* block_device.c - what config.c can name: a disk in memory. */
#include "include/mirage.h"
#include <stdio.h>

block ramdisk(uint32_t sectors)
{
    char fields[32];

    if (sectors == 0)
        config_error("a ramdisk has at least one sector");
    snprintf(fields, sizeof fields, ".sectors = %u", (unsigned)sectors);
    return DEVICE(block, .name = "ramdisk", .library = "block", .type = "struct ramdisk",
        .ops = "ramdisk_ops", .state = "struct ramdisk_state", .fields = fields,
        .connect = "ramdisk_connect", .disconnect = "ramdisk_disconnect",
        .why = "a disk in memory");
}
