/* SPDX-License-Identifier: ISC */
/*
 * main.c - mirage-crunch NAME DIRECTORY STEM: makes C and assembler of the files below a directory,
 * for lib/crunch.
 *
 *     mirage-crunch htdocs htdocs mirage/htdocs_files
 *
 * writes mirage/htdocs_files.c (`const struct crunch_file htdocs_files[]`), the octets in
 * mirage/htdocs_files_data.S, and mirage/htdocs_files.d for make. The same files give the same
 * output wherever they are, as long as DIRECTORY is written relative to the current folder. It is
 * run by the rules of mk/unikernel.mk.
 */
#include "bin/crunch/output.h"
#include <string.h>

static bool is_identifier(const char *name)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";
    static const char all[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789";

    return strspn(name, letters) > 0 && strspn(name, all) == strlen(name);
}

/* Where a leak checker finds it: all of the tree is kept until the program ends. */
static struct output output;

int main(int argc, char **argv)
{
    if (argc != 4)
        tree_fail("it is run as: mirage-crunch NAME DIRECTORY STEM");
    if (!is_identifier(argv[1]))
        tree_fail("%s is not a name in C", argv[1]);
    output = (struct output){ .name = argv[1], .stem = argv[3] };
    output.tree = tree_read(argv[2]);
    output_write(&output);
    return 0;
}
