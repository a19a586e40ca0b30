/* SPDX-License-Identifier: ISC */
/* crunch_device.c - what config.c can name: a directory whose files are linked in. */
#include "include/mirage.h"

kv_ro crunch(const char *directory)
{
    return DEVICE(kv_ro, .library = "crunch", .type = "struct crunch",
        .ops = "crunch_ops", .files = directory, .why = "files in the image");
}
