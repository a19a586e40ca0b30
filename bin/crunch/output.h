/* SPDX-License-Identifier: ISC */
/* output.h - the three files that are generated from a tree. */
#pragma once
#include "bin/crunch/tree.h"

/* What they are about. */
struct output {
    const char *name; /* of the table: NAME_files, NAME_file_count */
    const char *stem; /* STEM.c, STEM_data.S, STEM.d */
    struct tree tree;
};

/* Writes those that are to change; the others keep their time, so that make builds nothing anew. */
void output_write(const struct output *o);
