/* SPDX-License-Identifier: ISC */
/*
 * writer.h - fills a range of octets and remembers that it overflowed.
 *
 * Put straight down and ask `bad` once, at the end: after an overflow every put writes nothing.
 *
 *     struct writer w = writer_of(out);
 *     put_be16(&w, version);
 *     struct writer names = put_vector16(&w);
 *     ...
 *     put_end16(&w, &names);
 *     if (w.bad)
 *         return ERR_TOO_LARGE;
 *     result = written(&w);
 */
#pragma once
#include "lib/base/bytes.h"
#include "lib/base/invariant.h"

struct writer {
    struct bytes_mut space; /* all of it, written or not */
    size_t len;             /* written */
    bool bad;
};

/*@ predicate ready(struct writer *w) = \valid(w) && writable(w->space) &&
        w->len <= w->space.len && \separated(w, w->space.at + (0 .. w->space.len - 1)); */

/*@ requires writable(space);
    assigns \nothing;
    ensures \result.space == space && \result.len == 0 && !\result.bad; */
static inline struct writer writer_of(struct bytes_mut space)
{
    return (struct writer){ .space = space };
}

/* What was written so far. */
/*@ requires ready(w);
    assigns \nothing;
    ensures readable(\result) && \result.len == w->len; */
static inline struct bytes written(const struct writer *w)
{
    return (struct bytes){ w->space.at, w->len };
}

/*
 * Room for `n` octets, one at least, which the caller fills at once; NULL, and a bad writer, if
 * there is less.
 */
/*@ requires ready(w) && n > 0;
    assigns *w;
    ensures ready(w) && w->space == \old(w->space);
    ensures \result == \null ==> w->bad && w->len == \old(w->len);
    ensures \result != \null ==> !w->bad && w->len == \old(w->len) + n;
    ensures \result != \null ==> \result == w->space.at + \old(w->len); */
static inline uint8_t *put_room(struct writer *w, size_t n)
{
    if (w->bad || n > w->space.len - w->len) {
        w->bad = true;
        return NULL;
    }
    uint8_t *room = w->space.at + w->len;
    /*@ assert \valid(room); */
    w->len += n;
    return room;
}

/* put_u8(&w, v), put_be16(&w, v), ...: one for each of WIRE_INTEGERS. */
/* The formatter takes contracts in macros apart. */
/* clang-format off */
#define WRITER_INTEGER_(name, type, octets)                                 \
    /*@ requires ready(w);                                                  \
        assigns *w, w->space.at[w->len .. w->space.len - 1];                \
        ensures ready(w) && w->space == \old(w->space);                     \
        ensures w->bad ? w->len == \old(w->len) : w->len > \old(w->len); */ \
    static inline void put_##name(struct writer *w, type v)                 \
    {                                                                       \
        uint8_t *room = put_room(w, octets);                                \
        if (room != NULL)                                                   \
            set_##name(room, v);                                            \
    }
WIRE_INTEGERS(WRITER_INTEGER_)
/* clang-format on */

/* `b` lies outside the space. */
/*@ requires ready(w) && readable(b);
    requires \separated(w->space.at + (0 .. w->space.len - 1), b.at + (0 .. b.len - 1));
    assigns *w, w->space.at[w->len .. w->space.len - 1];
    ensures ready(w) && w->space == \old(w->space);
    ensures w->bad ? w->len == \old(w->len) : w->len == \old(w->len) + b.len; */
static inline void put_bytes(struct writer *w, struct bytes b)
{
    uint8_t *room = b.len == 0 ? NULL : put_room(w, b.len);
    if (room != NULL)
        octets_copy(room, b.at, b.len);
}

/* As much of `b` as there is room for; the writer is bad if that is not all of it. */
/*@ requires ready(w) && readable(b);
    requires \separated(w->space.at + (0 .. w->space.len - 1), b.at + (0 .. b.len - 1));
    assigns *w, w->space.at[w->len .. w->space.len - 1];
    ensures ready(w) && w->space == \old(w->space);
    ensures \old(w->len) <= w->len <= \old(w->len) + b.len;
    ensures !w->bad ==> w->len == \old(w->len) + b.len; */
static inline void put_cut(struct writer *w, struct bytes b)
{
    size_t room = w->bad ? 0 : w->space.len - w->len;
    put_bytes(w, bytes_part(b, 0, room));
    w->bad = w->bad || b.len > room;
}

/* The text of a C string outside the space, without its NUL. */
/*@ requires ready(w) && valid_read_string(text);
    requires \separated(w->space.at + (0 .. w->space.len - 1), text + (0 .. strlen(text)));
    assigns *w, w->space.at[w->len .. w->space.len - 1];
    ensures ready(w) && w->space == \old(w->space); */
static inline void put_text(struct writer *w, const char *text)
{
    put_bytes(w, bytes_of_text(text));
}

/* Whether `inner` began where `w` stands now, behind a length of `octets`. */
/*@ requires \valid_read(w) && \valid_read(inner) && w->len <= w->space.len;
    assigns \nothing;
    ensures \result ==> w->len >= octets;
    ensures \result ==> inner->space.at == w->space.at + w->len;
    ensures \result ==> inner->space.len == w->space.len - w->len; */
static inline bool writer_encloses(
    const struct writer *w, const struct writer *inner, size_t octets)
{
    return w->len >= octets && inner->space.at == w->space.at + w->len &&
           inner->space.len == w->space.len - w->len;
}

/*
 * Makes what `inner` wrote part of `w` and returns where its length of `octets` goes; NULL, and a
 * bad writer, if either overflowed or the length does not fit.
 */
/*@ requires ready(w) && \valid_read(inner) && inner->len <= inner->space.len;
    requires \separated(w, inner) && 0 < octets < 4;
    assigns *w;
    ensures ready(w) && w->space == \old(w->space);
    ensures \result == \null ==> w->bad && w->len == \old(w->len);
    ensures \result != \null ==> !w->bad && w->len == \old(w->len) + inner->len;
    ensures \result != \null ==> \old(w->len) >= octets &&
        \result == w->space.at + (\old(w->len) - octets); */
static inline uint8_t *writer_join(
    struct writer *w, const struct writer *inner, size_t octets)
{
    if (w->bad || inner->bad || inner->len >= (size_t)1 << 8 * octets) {
        w->bad = true;
        return NULL;
    }
    invariant(writer_encloses(w, inner, octets));
    uint8_t *length = w->space.at + w->len - octets;
    /*@ assert \valid(length); */
    w->len += inner->len;
    return length;
}

/*
 * put_vector8, 16 and 24 leave room for a length of so many bits and give a writer of what follows
 * it; put_end8, 16 and 24 store the length. Nothing is put into the outer one in between.
 */
/* clang-format off */
#define WRITER_VECTOR_(bits, integer, type)                                               \
    /*@ requires ready(w);                                                                \
        assigns *w, w->space.at[w->len .. w->space.len - 1];                              \
        ensures ready(w) && w->space == \old(w->space);                                   \
        ensures writable(\result.space) && \result.len == 0 && \result.bad == w->bad; */  \
    static inline struct writer put_vector##bits(struct writer *w)                        \
    {                                                                                     \
        put_##integer(w, 0);                                                              \
        if (w->bad)                                                                       \
            return (struct writer){ .bad = true };                                        \
        return writer_of(                                                                 \
            (struct bytes_mut){ w->space.at + w->len, w->space.len - w->len });           \
    }                                                                                     \
    /*@ requires ready(w) && ready(inner) && \separated(w, inner);                        \
        requires \separated(inner, w->space.at + (0 .. w->space.len - 1));                \
        assigns *w, w->space.at[0 .. w->space.len - 1];                                   \
        ensures ready(w) && w->space == \old(w->space);                                   \
        ensures w->bad ? w->len == \old(w->len) : w->len == \old(w->len) + inner->len; */ \
    static inline void put_end##bits(struct writer *w, const struct writer *inner)        \
    {                                                                                     \
        uint8_t *length = writer_join(w, inner, (bits) / 8);                              \
        if (length != NULL)                                                               \
            set_##integer(length, (type)inner->len);                                      \
    }
WRITER_VECTOR_(8, u8, uint8_t)
WRITER_VECTOR_(16, be16, uint16_t)
WRITER_VECTOR_(24, be24, uint32_t)
/* clang-format on */
