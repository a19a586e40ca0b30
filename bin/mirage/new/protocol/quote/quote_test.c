/* SPDX-License-Identifier: ISC */
/*
 * quote_test.c - the core by the messages that it answers, and those next to them that it must
 * not.
 */
#include "quote/quote.h"
#include "test/test.h"

static uint8_t space[QUOTE_ANSWER_MAX];

static struct bytes ask(struct bytes message)
{
    struct writer w = writer_of((struct bytes_mut){ space, sizeof space });

    quote_input(message, &w);
    expect(!w.bad);
    return written(&w);
}

int main(void)
{
    test("a quote is its number and its text")
    {
        struct bytes first = ask(BYTES("\1\1\0\0"));

        expect(bytes_start_with(first, BYTES("\1\2\0\0Make it work")));
        expect(bytes_equal(ask(BYTES("\1\1\0\2")),
            BYTES("\1\2\0\2A fault that cannot be repeated is not yet found.")));
    }
    test("a number without a quote has no text")
    {
        expect(bytes_equal(ask(BYTES("\1\1\0\3")), BYTES("\1\2\0\3")));
        expect(bytes_equal(ask(BYTES("\1\1\377\377")), BYTES("\1\2\377\377")));
    }
    test("what is not exactly a question is not answered")
    {
        expect(ask(BYTES("")).len == 0);
        expect(ask(BYTES("\1\1\0")).len == 0);
        expect(ask(BYTES("\1\1\0\0\0")).len == 0);
        expect(ask(BYTES("\2\1\0\0")).len == 0);
        expect(ask(BYTES("\1\2\0\0")).len == 0);
    }
    return test_result();
}
