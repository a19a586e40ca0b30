/* SPDX-License-Identifier: ISC */
/* bytes_test.c - ranges: each function at both sides of each edge, empty ranges included. */
#include "lib/base/bytes.h"
#include "test/test.h"
#include <limits.h>

static const struct bytes nothing = { 0 };

static bool is(struct bytes b, const char *text)
{
    return bytes_equal(b, bytes_of_text(text));
}

static const uint8_t octets[] = { 1, 2, 3, 4, 5, 6, 7, 8 };

static void test_integers(void)
{
    uint8_t o[8];

    test("loads")
    {
        expect(u8(octets) == 1);
        expect(be16(octets) == 0x0102);
        expect(be24(octets) == 0x010203);
        expect(be32(octets) == 0x01020304);
        expect(be64(octets) == 0x0102030405060708);
        expect(le16(octets) == 0x0201);
        expect(le32(octets) == 0x04030201);
        expect(le64(octets) == 0x0807060504030201);
    }
    test("loads of the largest value")
    {
        memset(o, 0xff, sizeof o);
        expect(be16(o) == UINT16_MAX && le16(o) == UINT16_MAX);
        expect(be24(o) == 0xffffff);
        expect(be32(o) == UINT32_MAX && le32(o) == UINT32_MAX);
        expect(be64(o) == UINT64_MAX && le64(o) == UINT64_MAX);
    }
    test("stores write their own octets and no other")
    {
#define STORE(name, type, octets_)                \
    memset(o, 0xee, sizeof o);                    \
    set_##name(o, name(octets));                  \
    expect(memcmp(o, octets, octets_) == 0);      \
    for (size_t i = (octets_); i < sizeof o; i++) \
        expect(o[i] == 0xee);
        WIRE_INTEGERS(STORE)
    }
}

static void test_parts(void)
{
    struct bytes b = BYTES("abcdef");

    test("parts")
    {
        expect(is(bytes_part(b, 0, 6), "abcdef"));
        expect(is(bytes_part(b, 0, 7), "abcdef"));
        expect(is(bytes_part(b, 2, 3), "cde"));
        expect(is(bytes_part(b, 5, 1), "f"));
        expect(is(bytes_part(b, 5, 2), "f"));
        expect(is(bytes_part(b, 5, SIZE_MAX), "f"));
        expect(is(bytes_part(b, 6, 1), ""));
        expect(is(bytes_part(b, 7, 1), ""));
        expect(is(bytes_part(b, SIZE_MAX, SIZE_MAX), ""));
        expect(is(bytes_part(b, 1, 0), ""));
        expect(is(bytes_part(nothing, 0, 1), ""));
    }
    test("find")
    {
        expect(bytes_find(b, 'a') == 0);
        expect(bytes_find(b, 'f') == 5);
        expect(bytes_find(b, 'g') == 6);
        expect(bytes_find(bytes_part(b, 0, 5), 'f') == 5);
        expect(bytes_find(BYTES("aXbX"), 'X') == 1);
        expect(bytes_find(nothing, 0) == 0);
        expect(bytes_find((struct bytes){ (const uint8_t *)"abcdefg\0ijk", 11 }, 0) == 7);
    }
    test("find in each length and place")
    {
        uint8_t many[40];
        for (size_t len = 0; len <= sizeof many; len++)
            for (size_t at = 0; at <= len; at++) {
                memset(many, 0x7f, sizeof many);
                if (at < sizeof many)
                    many[at] = 0x80;
                expect(bytes_find((struct bytes){ many, len }, 0x80) == at);
            }
    }
    test("split")
    {
        struct bytes rest = BYTES("a,,bc,");
        expect(is(bytes_split(&rest, ','), "a") && is(rest, ",bc,"));
        expect(is(bytes_split(&rest, ','), "") && is(rest, "bc,"));
        expect(is(bytes_split(&rest, ','), "bc") && is(rest, ""));
        expect(is(bytes_split(&rest, ','), "") && is(rest, ""));
        rest = BYTES("abc");
        expect(is(bytes_split(&rest, ','), "abc") && is(rest, ""));
    }
    test("copy")
    {
        char space[4] = "....";
        struct bytes_mut target = { (uint8_t *)space, 3 };
        expect(bytes_copy(target, BYTES("ab")) == 2 && memcmp(space, "ab..", 4) == 0);
        expect(bytes_copy(target, BYTES("cdefg")) == 3 && memcmp(space, "cde.", 4) == 0);
        expect(bytes_copy(target, nothing) == 0 && memcmp(space, "cde.", 4) == 0);
        expect(bytes_copy((struct bytes_mut){ 0 }, BYTES("a")) == 0);
    }
}

static void test_comparisons(void)
{
    static const struct {
        const char *a, *b;
        bool nocase, start; /* b begins a */
        int order;
    } rows[] = {
        { "", "", true, true, 0 },
        { "a", "", false, true, 1 },
        { "", "a", false, false, -1 },
        { "abc", "abc", true, true, 0 },
        { "abc", "abd", false, false, -1 },
        { "abc", "ab", false, true, 1 },
        { "abc", "ABC", true, false, 1 },
        { "az", "AZ", true, false, 1 },
        { "@[", "`{", false, false, -1 },
        { "\xc4", "\xe4", false, false, -1 },
        { "\x7f", "\x80", false, false, -1 },
    };

    test("comparisons")
    {
        for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
            struct bytes a = bytes_of_text(rows[i].a), b = bytes_of_text(rows[i].b);
            int order = bytes_compare(a, b), back = bytes_compare(b, a);
            expect((order > 0) - (order < 0) == rows[i].order);
            expect((back > 0) - (back < 0) == -rows[i].order);
            expect(bytes_equal(a, b) == (rows[i].order == 0));
            expect(bytes_equal_secret(a, b) == (rows[i].order == 0));
            expect(bytes_equal_nocase(a, b) == rows[i].nocase);
            expect(bytes_start_with(a, b) == rows[i].start);
        }
        expect(bytes_equal(nothing, BYTES("")) && bytes_compare(nothing, nothing) == 0);
    }
    test("a secret's difference in any bit of any octet")
    {
        uint8_t a[4] = { 0 };
        for (unsigned bit = 0; bit < 32; bit++) {
            static const uint8_t zeros[4];
            a[bit / 8] = (uint8_t)(1u << bit % 8);
            expect(
                !bytes_equal_secret((struct bytes){ a, 4 }, (struct bytes){ zeros, 4 }));
            a[bit / 8] = 0;
        }
    }
}

int main(void)
{
    test_integers();
    test_parts();
    test_comparisons();
    test("texts")
    {
        expect(bytes_of_text(NULL).len == 0);
        expect(bytes_of_text("ab").len == 2);
        expect(BYTES("ab\0c").len == 4);
    }
    test("wipe")
    {
        uint8_t secret[] = { 1, 2, 3, 4 };
        bytes_wipe((struct bytes_mut){ secret, 3 });
        expect(secret[0] == 0 && secret[1] == 0 && secret[2] == 0 && secret[3] == 4);
        bytes_wipe((struct bytes_mut){ 0 });
    }
    test("lengths for printf")
    {
        expect(bytes_int(0) == 0);
        expect(bytes_int(INT_MAX) == INT_MAX);
        expect(bytes_int((size_t)INT_MAX + 1) == INT_MAX);
        expect(bytes_int(SIZE_MAX) == INT_MAX);
    }
    return test_result();
}
