/* SPDX-License-Identifier: ISC */
/*
 * crunch.h - KV_RO of files that are linked into the image.
 *
 * `mirage-crunch` (bin/crunch) writes the table, a row a file, and the files' octets lie in the
 * image's read-only data: they are read in place, never copied, for as long as the image runs.
 * There are dictionaries where a name has slashes. No call suspends or fails, but for keys that are
 * not there. When a file was modified is not known, so that the same files give the same image.
 *
 *     extern const struct crunch_file htdocs_files[];
 *     extern const size_t htdocs_file_count;
 *     static const struct crunch htdocs = {
 *         .files = htdocs_files, .file_count = &htdocs_file_count
 *     };
 *     struct kv_ro pages = { &crunch_ops, &htdocs };
 */
#pragma once
#include "sig/kv_ro.h"

struct crunch_file {
    struct bytes name; /* its key */
    struct bytes octets;
    const char *media_type; /* NULL: not known */
    uint8_t digest[16];
};

struct crunch {
    const struct crunch_file *files; /* in the order of crunch_compare, without doubles */
    const size_t *file_count;        /* of another file, hence not the number itself */
};

extern const struct kv_ro_ops crunch_ops;

/*
 * The order of names: octet order segment by segment, as if a slash were less than all else. So
 * what is below a dictionary stands together, and dictionaries where their own names belong.
 */
int crunch_compare(struct bytes a, struct bytes b);

/* The digest of a file's octets. Files are ours, not a peer's, so the hash need not be a secret. */
void crunch_digest(struct bytes octets, uint8_t out[static 16]);
