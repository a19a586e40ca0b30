/* SPDX-License-Identifier: ISC */
/*
 * wire_test.c - two tables: the length of views on both sides, each field where the figure has it,
 * and setters that change their own bits and no others.
 */
#include "lib/base/wire.h"
#include "test/test.h"

struct colour {
    uint8_t red, green, blue;
};
WIRE_STRUCT(colour, struct colour, 3)

#define SAMPLE_WIRE(F, m)  \
    F(m, u8, kind)         \
    F(m, be16, port)       \
    F(m, be24, label)      \
    F(m, be32, serial)     \
    F(m, be64, cookie)     \
    F(m, le16, block)      \
    F(m, le32, sector)     \
    F(m, le64, size)       \
    F(m, octets4, four)    \
    F(m, octets6, source)  \
    F(m, octets8, eight)   \
    F(m, octets16, digest) \
    F(m, colour, ink)
WIRE(sample, 69, SAMPLE_WIRE)

/* RFC 9293 3.1's thirteenth and fourteenth octet, and a field that fills its container. */
#define BITTY_WIRE(F, m)     \
    F(m, be16, offset_flags) \
    F(m, be32, whole)        \
    F(m, be64, wide)
#define BITTY_BITS(B, m)               \
    B(m, offset, offset_flags, 12, 4)  \
    B(m, reserved, offset_flags, 8, 4) \
    B(m, syn, offset_flags, 1, 1)      \
    B(m, fin, offset_flags, 0, 1)      \
    B(m, all, whole, 0, 32)            \
    B(m, top, wide, 33, 31)
WIRE(bitty, 14, BITTY_WIRE)
WIRE_BITS(bitty, BITTY_BITS)

static uint8_t octets[69];

static void test_sample(void)
{
    test("a view needs all octets")
    {
        for (size_t len = 0; len <= sizeof octets; len++) {
            expect((sample_view((struct bytes){ octets, len }) != NULL) == (len >= 69));
            expect(
                (sample_edit((struct bytes_mut){ octets, len }) != NULL) == (len >= 69));
        }
        expect(sample_view((struct bytes){ 0 }) == NULL);
    }
    test("getters")
    {
        const struct sample_wire *h =
            sample_view((struct bytes){ octets, sizeof octets });
        expect(sample_kind(h) == 0x01);
        expect(sample_port(h) == 0x0203);
        expect(sample_label(h) == 0x040506);
        expect(sample_serial(h) == 0x0708090a);
        expect(sample_cookie(h) == 0x0b0c0d0e0f101112);
        expect(sample_block(h) == 0x1413);
        expect(sample_sector(h) == 0x18171615);
        expect(sample_size(h) == 0x201f1e1d1c1b1a19);
        expect(sample_four(h).at[0] == 0x21 && sample_four(h).at[3] == 0x24);
        expect(sample_source(h).at[0] == 0x25 && sample_source(h).at[5] == 0x2a);
        expect(sample_eight(h).at[0] == 0x2b && sample_eight(h).at[7] == 0x32);
        expect(sample_digest(h).at[0] == 0x33 && sample_digest(h).at[15] == 0x42);
        expect(sample_ink(h).red == 0x43 && sample_ink(h).blue == 0x45);
    }
    test(
        "what is got and set again gives the same octets, and no setter writes elsewhere")
    {
        const struct sample_wire *h =
            sample_view((struct bytes){ octets, sizeof octets });
        uint8_t copy[69], one[69];
        memset(copy, 0, sizeof copy);
        struct sample_wire *c = sample_edit((struct bytes_mut){ copy, sizeof copy });
        struct sample_wire *o = sample_edit((struct bytes_mut){ one, sizeof one });
#define SET(m, type, field)                                                          \
    m##_set_##field(c, m##_##field(h));                                              \
    memset(one, 0, sizeof one);                                                      \
    m##_set_##field(o, m##_##field(h));                                              \
    for (size_t i = 0; i < sizeof one; i++)                                          \
        expect(one[i] ==                                                             \
               (i - offsetof(struct sample_wire, field) < sizeof(wire_layout_##type) \
                       ? octets[i]                                                   \
                       : 0));
        SAMPLE_WIRE(SET, sample)
        expect(memcmp(copy, octets, sizeof copy) == 0);
    }
}

static void test_bits(void)
{
    test("bits")
    {
        uint8_t o[14] = { 0xa5, 0x02, 1, 2, 3, 4, 0x80, 0, 0, 1, 0xff, 0xff, 0xff, 0xff };
        struct bitty_wire *h = bitty_edit((struct bytes_mut){ o, sizeof o });
        expect(bitty_view((struct bytes){ o, 13 }) == NULL);
        expect(bitty_offset(h) == 10 && bitty_reserved(h) == 5);
        expect(bitty_syn(h) == 1 && bitty_fin(h) == 0);
        expect(bitty_all(h) == 0x01020304 && bitty_top(h) == 0x40000000);
        bitty_set_offset(h, 0x1f);
        expect(o[0] == 0xf5 && o[1] == 0x02);
        bitty_set_reserved(h, 0);
        bitty_set_fin(h, 1);
        bitty_set_syn(h, 2);
        expect(o[0] == 0xf0 && o[1] == 0x01);
        bitty_set_all(h, UINT32_MAX);
        expect(o[1] == 1 && o[2] == 0xff && o[5] == 0xff && o[6] == 0x80);
        bitty_set_top(h, 3);
        expect(be64(o + 6) == 0x00000007ffffffff);
    }
}

int main(void)
{
    for (size_t i = 0; i < sizeof octets; i++)
        octets[i] = (uint8_t)(i + 1);

    test_sample();
    test("the list of fields")
    {
        size_t count = sizeof sample_fields / sizeof sample_fields[0];
        expect(count == 13 && strcmp(sample_fields[2].name, "label") == 0);
        expect(sample_fields[2].offset == 3 && sample_fields[2].size == 3);
        expect(sample_fields[12].offset == 66 && sample_fields[12].size == 3);
        expect(strcmp(bitty_fields[1].name, "whole") == 0);
    }
    test_bits();
    return test_result();
}
