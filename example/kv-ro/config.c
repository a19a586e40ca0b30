/* SPDX-License-Identifier: ISC */
/*
 * config.c - reads a value by its name: from the image (mirage configure), or from the host's
 * directory when it runs (mirage configure --kv-ro=direct).
 */
#include <mirage.h>

JOB(kv_start, kv_ro)

void config(void)
{
    unikernel("kv-ro", kv_start(generic_kv_ro("t")));
}
