/* SPDX-License-Identifier: ISC */
/* block_file_device.c - what config.c can name: a disk that is a file or device of the host. */
#include "include/mirage.h"

#include <stdio.h>

/* The boot argument --NAME is its path; unless given, NAME.img beside where it is started. */
block generic_block(const char *name)
{
    char fallback[256];

    if ((size_t)snprintf(fallback, sizeof fallback, "%s.img", name) >= sizeof fallback)
        config_error("the name of the block device %s is too long", name);
    return DEVICE(block, .name = name, .header = "target/unix/block_file.h",
        .why = "a file of the host", .type = "struct block_file", .ops = "block_file_ops",
        .state = "struct block_file_state", .connect = "block_file_connect",
        .disconnect = "block_file_disconnect",
        .parameters = { mirage_arg_of_device(MIRAGE_PATH, NULL, name, fallback,
            "path of a file or block device that is this disk") },
        .targets = "unix");
}
