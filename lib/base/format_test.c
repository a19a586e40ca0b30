/* SPDX-License-Identifier: ISC */
/*
 * format_test.c - format against the C library's printf: every mix of flags, width and precision
 * with the edges of each length, then what is ours alone: slices, NULL, and spaces too small.
 */
#include "lib/base/format.h"
#include "test/dies.h"
#include "test/test.h"
#include <limits.h>

static uint8_t space[256];
static struct bytes ours;
static bool overflowed;

[[gnu::format(printf, 1, 2)]] static void print(const char *text, ...)
{
    struct writer w = writer_of((struct bytes_mut){ space, sizeof space });
    va_list args;

    va_start(args, text);
    format_va(&w, text, args);
    va_end(args);
    ours = written(&w);
    overflowed = w.bad;
}

static bool printed(const char *text)
{
    return !overflowed && bytes_equal(ours, bytes_of_text(text));
}

/* The formats are put together at run time, which is what the warnings are there to prevent. */
#pragma GCC diagnostic ignored "-Wformat-nonliteral"

static void compare(const char *text, long long value)
{
    char theirs[256];
    struct writer w = writer_of((struct bytes_mut){ space, sizeof space });

    snprintf(theirs, sizeof theirs, text, value);
    format(&w, text, value);
    bool equal = !w.bad && bytes_equal(written(&w), bytes_of_text(theirs));
    if (!equal)
        printf("\"%s\" of %lld: \"%s\", not \"%.*s\"\n", text, value, theirs,
            BYTES_ARGS(written(&w)));
    expect(equal);
}

static void test_integers(void)
{
    static const char *const conversions[] = { "hhd", "hd", "d", "i", "ld", "lld", "zd",
        "jd", "td", "hhu", "hu", "u", "lu", "llu", "zu", "ju", "hhx", "x", "X", "lx",
        "llX", "o", "hho", "jo" };
    static const char *const widths[] = { "", "1", "4", "9", "24", ".", ".0", ".1", ".5",
        ".30", "8.5", "5.8", "30.12" };
    static const long long values[] = { 0, 1, 7, 8, -1, 9, 10, 255, 256, 127, 128, -128,
        -129, 32767, 32768, 65535, 65536, INT_MAX, INT_MIN, UINT_MAX, LLONG_MAX,
        LLONG_MIN };

    for (unsigned flags = 0; flags < 32; flags++)
        for (size_t c = 0; c < sizeof conversions / sizeof conversions[0]; c++)
            for (size_t n = 0; n < sizeof widths / sizeof widths[0]; n++) {
                char text[32];
                snprintf(text, sizeof text, "<%%%s%s%s%s%s%s%s>", flags & 1 ? "-" : "",
                    flags & 2 ? "0" : "", flags & 4 ? "+" : "", flags & 8 ? " " : "",
                    flags & 16 ? "#" : "", widths[n], conversions[c]);
                for (size_t v = 0; v < sizeof values / sizeof values[0]; v++)
                    compare(text, values[v]);
            }
}

static void test_texts(void)
{
    test("texts")
    {
        print("%s|%5s|%-5s|%.2s|%5.1s|%.0s|%.s", "abc", "abc", "abc", "abc", "abc", "abc",
            "abc");
        expect(printed("abc|  abc|abc  |ab|    a||"));
        print("%c%3c%-3c|", 'a', 'b', 'c');
        expect(printed("a  bc  |"));
        print("%c", 0);
        expect(bytes_equal(ours, BYTES("\0")));
        print("100%%");
        expect(printed("100%"));
        print("%s", "");
        expect(printed(""));
    }
    test("slices")
    {
        struct bytes b = BYTES("slice of more");
        print("[%.*s]", BYTES_ARGS(bytes_part(b, 0, 5)));
        expect(printed("[slice]"));
        print("[%8.*s]", BYTES_ARGS(bytes_part(b, 6, 2)));
        expect(printed("[      of]"));
        b = bytes_of_text(NULL);
        print("[%.*s]", BYTES_ARGS(b));
        expect(printed("[]"));

        /* No octet behind the slice is looked at: a sanitizer would say so. */
        const char unterminated[2] = { 'a', 'b' };
        print("%.*s", 2, unterminated);
        expect(printed("ab"));
    }
    test("numbers from arguments")
    {
        print("%*d|%-*d|%*d|%.*d|%.*d", 4, 1, 4, 2, -4, 3, 3, 4, -1, 5);
        expect(printed("   1|2   |3   |004|5"));
    }
    test("pointers")
    {
        print("%p", (void *)(uintptr_t)0xbeef);
        expect(printed("0xbeef"));
        print("%p", (void *)NULL);
        expect(printed("0x0"));
    }
}

static void test_space(void)
{
    static const char expected[] = "text 0042   -7 wide     |";

    test("spaces of each size keep the beginning")
    {
        for (size_t size = 0; size <= sizeof expected; size++) {
            memset(space, 0xee, sizeof space);
            struct writer w = writer_of((struct bytes_mut){ space, size });
            format(&w, "text %04d %4d %-9s|", 42, -7, "wide");
            size_t fits = size < sizeof expected - 1 ? size : sizeof expected - 1;
            expect(w.bad == (size < sizeof expected - 1));
            expect(w.len == fits && memcmp(space, expected, fits) == 0);
            expect(space[fits] == 0xee);
        }
    }
    test("the widest conversion ends")
    {
        struct writer w = writer_of((struct bytes_mut){ space, sizeof space });
        format(&w, "%*d", INT_MAX, 1);
        expect(w.bad && w.len == sizeof space && space[sizeof space - 1] == ' ');
        w = writer_of((struct bytes_mut){ space, sizeof space });
        format(&w, "%.*x", INT_MAX, 1u);
        expect(w.bad && w.len == sizeof space && space[sizeof space - 1] == '0');
        w = writer_of((struct bytes_mut){ 0 });
        format(&w, "%s", "");
        expect(!w.bad);
        format(&w, "%4d", 1);
        expect(w.bad && w.len == 0);
    }
}

static void print_unknown(void)
{
    char text[] = "%y";
    struct writer w = writer_of((struct bytes_mut){ space, sizeof space });

    format(&w, text, 1);
}

static void print_nothing(void)
{
    char text[] = "%";
    struct writer w = writer_of((struct bytes_mut){ space, sizeof space });

    format(&w, text, 1);
}

static void print_no_text(void)
{
    char text[] = "%s";
    struct writer w = writer_of((struct bytes_mut){ space, sizeof space });

    format(&w, text, NULL);
    _exit(bytes_equal(written(&w), BYTES("(null)")) ? 0 : 1);
}

int main(void)
{
    test("integers as printf has them")
    {
        test_integers();
    }
    test_texts();
    test_space();
    test("a conversion that does not exist is a bug")
    {
        expect(dies(print_unknown));
        expect(dies(print_nothing));
        expect(!dies(print_no_text));
    }
    return test_result();
}
