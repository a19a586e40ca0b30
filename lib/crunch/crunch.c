/* SPDX-License-Identifier: ISC */
/*
 * crunch.c - finds keys in a sorted table of files.
 *
 * The first name that is not before a key is the key itself, if it is a value; or starts with the
 * key and a slash, if it is a dictionary; or it is neither, and so is the key. Since names are
 * whole keys of files, no other key needs to be refused.
 */
#include "lib/crunch/crunch.h"

static uint8_t rank(uint8_t c)
{
    return c == '/' ? 0 : c;
}

int crunch_compare(struct bytes a, struct bytes b)
{
    size_t len = a.len < b.len ? a.len : b.len;

    for (size_t i = 0; i < len; i++)
        if (a.at[i] != b.at[i])
            return rank(a.at[i]) < rank(b.at[i]) ? -1 : 1;
    return a.len == b.len ? 0 : a.len < b.len ? -1 : 1;
}

/* Where the first name is that is not before `key`; the count if there is none. */
static size_t first_from(const struct crunch *c, struct bytes key)
{
    size_t from = 0, until = *c->file_count;

    while (from < until) {
        size_t middle = from + (until - from) / 2;

        if (crunch_compare(c->files[middle].name, key) < 0)
            from = middle + 1;
        else
            until = middle;
    }
    return from;
}

/* What of a file's name is below the dictionary `key`; false if it is not below it. */
static bool is_below(const struct crunch_file *f, struct bytes key, struct bytes *rest)
{
    if (key.len == 0) {
        *rest = f->name;
        return true;
    }
    *rest = bytes_part(f->name, key.len + 1, f->name.len);
    return bytes_start_with(f->name, key) && f->name.len > key.len &&
           f->name.at[key.len] == '/';
}

/* The value at `key`. ERR_NOT_A_VALUE: it is a dictionary; *at is where that starts. */
static enum err find(const struct crunch *c, struct bytes key, size_t *at)
{
    struct bytes rest;

    *at = first_from(c, key);
    if (key.len == 0)
        return ERR_NOT_A_VALUE;
    if (*at == *c->file_count)
        return ERR_NOT_FOUND;
    if (bytes_equal(c->files[*at].name, key))
        return OK;
    return is_below(&c->files[*at], key, &rest) ? ERR_NOT_A_VALUE : ERR_NOT_FOUND;
}

static enum err crunch_info(const void *self, struct bytes key, struct kv_info *out)
{
    const struct crunch *c = self;
    size_t at;
    enum err e = find(c, key, &at);

    *out = (struct kv_info){ .kind = KV_DICTIONARY };
    if (e == ERR_NOT_A_VALUE)
        return OK;
    TRY(e);
    const struct crunch_file *f = &c->files[at];

    *out = (struct kv_info){
        .kind = KV_VALUE, .size = f->octets.len, .media_type = f->media_type
    };
    bytes_copy((struct bytes_mut){ out->digest, sizeof out->digest },
        (struct bytes){ f->digest, sizeof f->digest });
    return OK;
}

static enum err crunch_read(
    const void *self, struct bytes key, uint64_t offset, size_t len, struct piece *out)
{
    const struct crunch *c = self;
    size_t at;

    TRY(find(c, key, &at));
    struct bytes octets = c->files[at].octets;
    size_t from = offset < octets.len ? (size_t)offset : octets.len;

    *out = (struct piece){ bytes_part(octets, from, len), PIECE_FOREVER };
    return OK;
}

static enum err crunch_list(const void *self, struct bytes key,
    enum err (*each)(void *arg, struct bytes name, enum kv_kind kind), void *arg)
{
    const struct crunch *c = self;
    struct bytes rest, last = { 0 };
    size_t at;
    enum err e = find(c, key, &at);

    if (e != ERR_NOT_A_VALUE)
        return e == OK ? ERR_NOT_A_VALUE : e;
    for (; at < *c->file_count && is_below(&c->files[at], key, &rest); at++) {
        struct bytes name = bytes_part(rest, 0, bytes_find(rest, '/'));

        if (bytes_equal(name, last))
            continue;
        TRY(each(arg, name, name.len < rest.len ? KV_DICTIONARY : KV_VALUE));
        last = name;
    }
    return OK;
}

const struct kv_ro_ops crunch_ops = {
    .info = crunch_info,
    .read = crunch_read,
    .list = crunch_list,
};
