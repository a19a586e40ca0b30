/* SPDX-License-Identifier: ISC */
/*
 * http_conditions.c - entity tags are compared, dates are ordered, and what is not well-formed does
 * not hold: a list stops where it cannot be read on, a date that is none is as if absent.
 */
#include "lib/http/http_conditions.h"
#include "lib/base/text.h"
#include "lib/http/http_date.h"
#include "lib/http/http_octets.h"

/* RFC 9110 8.8.3: takes W/ if it is there and the tag with its quotes; empty if it is none. */
static struct bytes take_etag(struct bytes *list, bool *weak)
{
    struct bytes rest = *list;

    *weak = bytes_start_with(rest, BYTES("W/"));
    if (*weak)
        rest = bytes_part(rest, 2, rest.len);
    *list = rest;
    if (rest.len == 0 || rest.at[0] != '"')
        return (struct bytes){ 0 };
    size_t inside = bytes_find(bytes_part(rest, 1, rest.len), '"');
    if (inside + 1 >= rest.len)
        return (struct bytes){ 0 };
    *list = bytes_part(rest, inside + 2, rest.len);
    return bytes_part(rest, 0, inside + 2);
}

/* Whether `etag` is in the list, or the list is `*`. A weak one only counts in weak comparison. */
static bool list_matches(struct bytes value, struct bytes etag, bool strong)
{
    struct bytes list = value;

    if (bytes_equal(value, BYTES("*")))
        return true;
    while (list.len > 0) {
        bool weak;

        list = http_trimmed(list);
        if (list.len > 0 && list.at[0] == ',') {
            list = bytes_part(list, 1, list.len);
            continue;
        }
        struct bytes tag = take_etag(&list, &weak);
        if (tag.len == 0)
            return false;
        if (!(strong && weak) && bytes_equal(tag, etag))
            return true;
    }
    return false;
}

/* What a field said; more than one of a name are one list (RFC 9110 5.3). */
struct list_condition {
    bool present, matches;
};

static struct list_condition list_condition(
    const struct http_request *r, struct bytes name, struct bytes etag, bool strong)
{
    struct list_condition c = { 0 };

    for (size_t i = 0; i < r->field_count; i++) {
        if (!bytes_equal_nocase(r->fields[i].name, name))
            continue;
        c.present = true;
        c.matches = c.matches || list_matches(r->fields[i].value, etag, strong);
    }
    return c;
}

/* Whether the field is there, is a date, and the resource was modified after it. */
static bool modified_since(
    const struct http_request *r, struct bytes name, int64_t modified_s, bool *applies)
{
    struct bytes value = http_request_field(r, name);
    int64_t since_s = 0;

    *applies = modified_s != 0 && value.len > 0 && http_date_parse(value, &since_s) == OK;
    return *applies && modified_s > since_s;
}

/*
 * RFC 9110 13.2.2, MUST-25, step by step: RFC 9110 13.1.1, MUST-19; RFC 9110 13.1.4, MUST-23;
 * RFC 9110 13.1.2, MUST-20; RFC 9110 13.1.3, MUST-21, MUST-22.
 */
unsigned http_conditions_status(
    const struct http_request *r, struct bytes etag, int64_t modified_s)
{
    struct list_condition match = list_condition(r, BYTES("If-Match"), etag, true);
    bool applies, modified;

    if (match.present) {
        if (!match.matches)
            return 412;
    } else {
        modified = modified_since(r, BYTES("If-Unmodified-Since"), modified_s, &applies);
        if (applies && modified)
            return 412;
    }
    struct list_condition none = list_condition(r, BYTES("If-None-Match"), etag, false);
    if (none.present)
        return none.matches ? 304 : 200;
    modified = modified_since(r, BYTES("If-Modified-Since"), modified_s, &applies);
    return applies && !modified ? 304 : 200;
}
