/* SPDX-License-Identifier: ISC */
/*
 * generic_kv_ro.c - a KV_RO of a directory's files by the key --kv-ro; a file of its own, as
 * generic_stack.c says.
 */
#include "include/mirage.h"
#include <string.h>

/* --kv-ro; `kv_ro` itself is a type. */
KEY_ONE_OF(ro, "crunch|direct", "crunch",
    "where files are: crunch, in the image, or direct, in the directory (-t unix)",
    .group = "kv")

kv_ro generic_kv_ro(const char *directory)
{
    return strcmp(ro(), "direct") == 0 ? direct_kv_ro(directory) : crunch(directory);
}
