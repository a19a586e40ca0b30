/* SPDX-License-Identifier: ISC */
/*
 * text_test.c - numbers in text: each limit from both sides, and what is left behind them.
 */
#include "lib/base/text.h"
#include "test/test.h"

static const struct {
    const char *text;
    uint64_t max, value;
    bool bad;
    size_t left;
} decimals[] = {
    { "", 9, 0, true, 0 },
    { "x", 9, 0, true, 0 },
    { "-1", 9, 0, true, 0 },
    { "0", 0, 0, false, 0 },
    { "1", 0, 0, true, 0 },
    { "00", 9, 0, true, 0 },
    { "01", 9, 0, true, 0 },
    { "0x", 9, 0, false, 1 },
    { "9", 9, 9, false, 0 },
    { "9", 8, 0, true, 0 },
    { "255.", 255, 255, false, 1 },
    { "256.", 255, 0, true, 0 },
    { "18446744073709551615", UINT64_MAX, UINT64_MAX, false, 0 },
    { "18446744073709551616", UINT64_MAX, 0, true, 0 },
    { "99999999999999999999", UINT64_MAX, 0, true, 0 },
};

static const struct {
    const char *text;
    unsigned digits_max;
    uint32_t value;
    bool bad;
    size_t left;
} hexes[] = {
    { "", 4, 0, true, 0 },
    { "g", 4, 0, true, 0 },
    { "0", 4, 0, false, 0 },
    { "0009Af", 4, 9, false, 2 },
    { "fFfF", 4, 0xffff, false, 0 },
    { "deadBEEF0", 8, 0xdeadbeef, false, 1 },
    { "/:@G`g", 4, 0, true, 0 },
};

int main(void)
{
    test("decimal numbers up to a limit, without leading zeros")
    {
        for (size_t i = 0; i < sizeof decimals / sizeof decimals[0]; i++) {
            struct reader r = reader_of(bytes_of_text(decimals[i].text));

            expect(take_decimal(&r, decimals[i].max) == decimals[i].value);
            expect(r.bad == decimals[i].bad);
            expect(r.rest.len == decimals[i].left);
        }
    }
    test("hexadecimal numbers of some digits")
    {
        for (size_t i = 0; i < sizeof hexes / sizeof hexes[0]; i++) {
            struct reader r = reader_of(bytes_of_text(hexes[i].text));

            expect(take_hex(&r, hexes[i].digits_max) == hexes[i].value);
            expect(r.bad == hexes[i].bad);
            expect(r.rest.len == hexes[i].left);
        }
    }
    test("a wrong octet and the end stick, an optional one does not")
    {
        struct reader r = reader_of(BYTES("a:b"));

        expect(!take_if(&r, ':') && !r.bad);
        expect(take_if(&r, 'a') && next_is(&r, ':') && !r.bad);
        take_octet(&r, ':');
        expect(!r.bad && r.rest.len == 1);
        take_octet(&r, ':');
        expect(r.bad && !take_if(&r, 'b'));
        r = reader_of(BYTES(""));
        take_octet(&r, 0);
        expect(r.bad);
    }
    return test_result();
}
