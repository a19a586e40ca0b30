/* SPDX-License-Identifier: ISC */
/*
 * writer_test.c - writes one message into spaces of each size, so that the overflow comes at each
 * of its octets once: the writer must then be bad, whatever fitted must be right, and nothing
 * behind the space may change.
 */
#include "lib/base/reader.h"
#include "lib/base/writer.h"
#include "test/test.h"

static const struct bytes expected = BYTES_STATIC("\x01"
                                                  "\x02\x03"
                                                  "\x04\x05\x06"
                                                  "\x07\x08\x09\x0a"
                                                  "\x0b\x0c\x0d\x0e\x0f\x10\x11\x12"
                                                  "\x14\x13"
                                                  "\x18\x17\x16\x15"
                                                  "\x20\x1f\x1e\x1d\x1c\x1b\x1a\x19"
                                                  "octets"
                                                  "text"
                                                  "\x04"
                                                  "in08"
                                                  "\x00\x09"
                                                  "\x00\x00\x06"
                                                  "nested");

static struct writer write_message(struct bytes_mut space)
{
    struct writer w = writer_of(space);

    put_u8(&w, 0x01);
    put_be16(&w, 0x0203);
    put_be24(&w, 0x040506);
    put_be32(&w, 0x0708090a);
    put_be64(&w, 0x0b0c0d0e0f101112);
    put_le16(&w, 0x1314);
    put_le32(&w, 0x15161718);
    put_le64(&w, 0x191a1b1c1d1e1f20);
    put_bytes(&w, BYTES("octets"));
    put_text(&w, "text");
    struct writer in8 = put_vector8(&w);
    put_text(&in8, "in08");
    put_end8(&w, &in8);
    struct writer in16 = put_vector16(&w);
    struct writer in24 = put_vector24(&in16);
    put_text(&in24, "nested");
    put_end24(&in16, &in24);
    put_end16(&w, &in16);
    return w;
}

static void test_vector_lengths(void)
{
    static uint8_t space[3 + (1 << 16)];

    test("the largest vector of 8 bits, and one octet more")
    {
        for (size_t len = 255; len <= 256; len++) {
            struct writer w = writer_of((struct bytes_mut){ space, sizeof space });
            struct writer inner = put_vector8(&w);
            for (size_t i = 0; i < len; i++)
                put_u8(&inner, 0);
            put_end8(&w, &inner);
            expect(w.bad == (len == 256));
            expect(w.bad || (space[0] == 255 && w.len == 256));
        }
    }
    test("the largest vector of 16 bits, and one octet more")
    {
        for (size_t len = 65535; len <= 65536; len++) {
            struct writer w = writer_of((struct bytes_mut){ space, sizeof space });
            struct writer inner = put_vector16(&w);
            for (size_t i = 0; i < len; i++)
                put_u8(&inner, 0);
            put_end16(&w, &inner);
            expect(w.bad == (len == 65536));
            expect(w.bad || (be16(space) == 65535 && w.len == 65537));
        }
    }
}

int main(void)
{
    test("a message into spaces of each size")
    {
        for (size_t size = 0; size <= expected.len + 1; size++) {
            uint8_t space[128];
            memset(space, 0xee, sizeof space);
            struct writer w = write_message((struct bytes_mut){ space, size });
            expect(w.bad == (size < expected.len));
            expect(w.len <= size);
            expect(w.bad || bytes_equal(written(&w), expected));
            for (size_t i = size; i < sizeof space; i++)
                expect(space[i] == 0xee);
        }
    }
    test("an overflow sticks, and what fitted stays")
    {
        uint8_t space[4];
        struct writer w = writer_of((struct bytes_mut){ space, sizeof space });
        put_be16(&w, 0x0102);
        put_be32(&w, 0);
        put_u8(&w, 3);
        put_bytes(&w, (struct bytes){ 0 });
        expect(w.bad && bytes_equal(written(&w), BYTES("\x01\x02")));
    }
    test("room")
    {
        uint8_t space[4];
        struct writer w = writer_of((struct bytes_mut){ space, sizeof space });
        expect(put_room(&w, 3) == space && put_room(&w, 1) == space + 3 && !w.bad);
        expect(put_room(&w, 1) == NULL && w.bad);
        w = writer_of((struct bytes_mut){ space, sizeof space });
        expect(put_room(&w, SIZE_MAX) == NULL && w.bad);
    }
    test("cut")
    {
        uint8_t space[4];
        struct writer w = writer_of((struct bytes_mut){ space, sizeof space });
        put_cut(&w, BYTES("abc"));
        expect(!w.bad && w.len == 3);
        struct writer exact = w;
        put_cut(&exact, BYTES("d"));
        expect(!exact.bad && exact.len == 4);
        put_cut(&w, BYTES("xyz"));
        expect(w.bad && bytes_equal(written(&w), BYTES("abcx")));
        put_cut(&w, BYTES("q"));
        expect(w.bad && w.len == 4);
    }
    test_vector_lengths();
    return test_result();
}
