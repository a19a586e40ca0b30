/* SPDX-License-Identifier: ISC */
/* reader_test.c - each take from a message of each length: what fits is taken, what does not sticks. */
#include "lib/base/reader.h"
#include "test/test.h"

static const uint8_t octets[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 };

static struct reader reader_of_len(size_t len)
{
    return reader_of((struct bytes){ octets, len });
}

static void test_integers(void)
{
    test("integers from messages of each length")
    {
#define TAKE(name, type, size)                                        \
    for (size_t len = 0; len <= sizeof octets; len++) {               \
        struct reader r = reader_of_len(len);                         \
        type v = take_##name(&r);                                     \
        expect(v == (len < (size) ? 0 : name(octets)));               \
        expect(r.bad == (len < (size)));                              \
        expect(reader_left(&r) == (len < (size) ? 0 : len - (size))); \
        expect(all_taken(&r) == (len == (size)));                     \
    }
        WIRE_INTEGERS(TAKE)
    }
    test("a failure sticks")
    {
        struct reader r = reader_of_len(3);
        expect(take_be32(&r) == 0 && r.bad);
        expect(take_u8(&r) == 0 && take_bytes(&r, 0).len == 0 && r.bad);
        expect(!all_taken(&r) && peek_u8(&r) == 0 && reader_left(&r) == 0);
    }
}

static void test_ranges(void)
{
    test("ranges")
    {
        struct reader r = reader_of_len(4);
        expect(take_bytes(&r, 0).len == 0 && !r.bad);
        expect(bytes_equal(take_bytes(&r, 3), (struct bytes){ octets, 3 }));
        expect(peek_u8(&r) == 4 && peek_u8(&r) == 4 && reader_left(&r) == 1);
        struct reader short_by_one = r;
        expect(take_bytes(&short_by_one, 2).len == 0 && short_by_one.bad);
        expect(take_bytes(&r, 1).len == 1 && all_taken(&r));
        expect(take_bytes(&r, SIZE_MAX).len == 0 && r.bad);
    }
    test("until")
    {
        struct reader r = reader_of(BYTES("a: b"));
        expect(bytes_equal(take_until(&r, ':'), BYTES("a")));
        expect(bytes_equal(take_until(&r, ' '), BYTES("")));
        struct reader at_end = r;
        expect(bytes_equal(take_until(&at_end, 'b'), BYTES("")) && all_taken(&at_end));
        expect(take_until(&r, 'x').len == 0 && r.bad);
        expect(take_until(&r, 'b').len == 0 && r.bad);
    }
    test("nothing")
    {
        struct reader r = reader_of((struct bytes){ 0 });
        expect(all_taken(&r) && peek_u8(&r) == 0);
        expect(take_bytes(&r, 0).len == 0 && all_taken(&r));
        expect(take_until(&r, 0).len == 0 && r.bad);
    }
}

static void test_vectors(void)
{
    static const struct {
        struct bytes message;
        unsigned bits;
        size_t len, left; /* of the vector; behind it */
        bool bad;
    } rows[] = {
        { BYTES_STATIC("\x00"), 8, 0, 0, false },
        { BYTES_STATIC("\x02"
                       "abc"),
            8, 2, 1, false },
        { BYTES_STATIC("\x03"
                       "abc"),
            8, 3, 0, false },
        { BYTES_STATIC("\x04"
                       "abc"),
            8, 0, 0, true },
        { BYTES_STATIC(""), 8, 0, 0, true },
        { BYTES_STATIC("\x00\x03"
                       "abc"),
            16, 3, 0, false },
        { BYTES_STATIC("\x00\x04"
                       "abc"),
            16, 0, 0, true },
        { BYTES_STATIC("\x01\x00"
                       "abc"),
            16, 0, 0, true },
        { BYTES_STATIC("\x00"), 16, 0, 0, true },
        { BYTES_STATIC("\x00\x00\x03"
                       "abc"),
            24, 3, 0, false },
        { BYTES_STATIC("\x00\x00\x04"
                       "abc"),
            24, 0, 0, true },
        { BYTES_STATIC("\x00\x00"), 24, 0, 0, true },
    };

    test("vectors")
    {
        for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
            struct reader r = reader_of(rows[i].message);
            struct reader v = rows[i].bits == 8    ? take_vector8(&r)
                              : rows[i].bits == 16 ? take_vector16(&r)
                                                   : take_vector24(&r);
            expect(r.bad == rows[i].bad && v.bad == rows[i].bad);
            expect(reader_left(&v) == rows[i].len);
            expect(reader_left(&r) == rows[i].left);
        }
    }
    test("a vector's failure is its own")
    {
        struct reader r = reader_of(BYTES("\x01"
                                          "ab"));
        struct reader v = take_vector8(&r);
        expect(
            take_be16(&v) == 0 && v.bad && !r.bad && take_u8(&r) == 'b' && all_taken(&r));
    }
}

int main(void)
{
    test_integers();
    test_ranges();
    test_vectors();
    return test_result();
}
