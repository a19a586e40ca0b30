/* SPDX-License-Identifier: ISC */
/* args_split_test.c - lines and their words, each kind of quote from both sides, and the limits. */
#include "lib/args/args.h"
#include "test/test.h"
#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static const struct {
    const char *line;
    enum err result;
    size_t count;
    const char *words[4];
} lines[] = {
    { "", OK, 0, { NULL } },
    { " \t\r\n ", OK, 0, { NULL } },
    { "a", OK, 1, { "a" } },
    { " a  b\tc\n", OK, 3, { "a", "b", "c" } },
    { "--hello='Hello, world!'", OK, 1, { "--hello=Hello, world!" } },
    { "--hello=\"Hello, world!\"", OK, 1, { "--hello=Hello, world!" } },
    { "--hello=Hello,\\ world!", OK, 1, { "--hello=Hello, world!" } },
    { "'a'b\"c\"d", OK, 1, { "abcd" } },
    { "'' \"\" x", OK, 3, { "", "", "x" } },
    { "'a\\b\"c'", OK, 1, { "a\\b\"c" } },
    { "\"a\\\\b\\\"c'd\\e\"", OK, 1, { "a\\b\"c'de" } },
    { "\\'a \\\"b \\\\", OK, 3, { "'a", "\"b", "\\" } },
    { "a#b $c *", OK, 3, { "a#b", "$c", "*" } },
    { "a\\\nb", OK, 1, { "a\nb" } },
    { "\xc3\xa9 \x01", OK, 2, { "\xc3\xa9", "\x01" } },
    { "1 2 3 4", OK, 4, { "1", "2", "3", "4" } },
    { "1 2 3 4 ", OK, 4, { "1", "2", "3", "4" } },
    { "1 2 3 4 5", ERR_TOO_LARGE, 0, { NULL } },
    { "123456789012345 789012345678901", OK, 2,
        { "123456789012345", "789012345678901" } },
    { "123456789012345 7890123456789012", ERR_TOO_LARGE, 0, { NULL } },
    { "a 'b", ERR_MALFORMED, 0, { NULL } },
    { "a \"b", ERR_MALFORMED, 0, { NULL } },
    { "a \"b\\\"", ERR_MALFORMED, 0, { NULL } },
    { "a \"b\\", ERR_MALFORMED, 0, { NULL } },
    { "a b\\", ERR_MALFORMED, 0, { NULL } },
};

static const char *words[4];
static char text[32];

static struct args_words room(void)
{
    return (struct args_words){
        .words = words, .max = COUNT(words), .text = text, .text_max = sizeof text
    };
}

int main(void)
{
    test("lines and their words")
    {
        for (size_t i = 0; i < COUNT(lines); i++) {
            struct args_words w = room();
            enum err e = args_split(bytes_of_text(lines[i].line), &w);
            bool right = e == lines[i].result && (e != OK || w.count == lines[i].count);

            for (size_t j = 0; e == OK && right && j < w.count; j++)
                right = strcmp(words[j], lines[i].words[j]) == 0;
            if (!right)
                printf("line %zu: %s, %zu words\n", i, err_name(e), w.count);
            expect(right);
        }
    }
    test("a NUL is refused wherever it is")
    {
        struct args_words w = room();

        expect(args_split(BYTES("a\0b"), &w) == ERR_MALFORMED);
        expect(args_split(BYTES("a '\0'"), &w) == ERR_MALFORMED);
        expect(args_split(BYTES("\"\\\0\""), &w) == ERR_MALFORMED);
        expect(args_split(BYTES("\\\0"), &w) == ERR_MALFORMED);
        expect(args_split(BYTES("a \0"), &w) == ERR_MALFORMED);
    }
    return test_result();
}
