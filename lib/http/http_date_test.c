/* SPDX-License-Identifier: ISC */
/*
 * http_date_test.c - goal: the three forms of RFC 9110 5.6.7, MUST-5, MUST-6, are read, one is
 * written, and nothing else is a date. Method: the RFC's examples, tables.
 */
#include "lib/http/http_date.h"
#include "test/test.h"

enum { RFC_EXAMPLE_S = 784111777 };

static const char *const malformed[] = {
    "",
    "Sun",
    "Sun, 06 Nov 1994 08:49:37",
    "Sun, 06 Nov 1994 08:49:37 GMT ",
    "Sun, 06 Nov 1994 08:49:37 UTC",
    "Sun, 6 Nov 1994 08:49:37 GMT",
    "Sun, 06 Nov 94 08:49:37 GMT",
    "Sun 06 Nov 1994 08:49:37 GMT",
    "Xxx, 06 Nov 1994 08:49:37 GMT",
    "Sun, 06 Xxx 1994 08:49:37 GMT",
    "Sun, 00 Nov 1994 08:49:37 GMT",
    "Sun, 31 Nov 1994 08:49:37 GMT",
    "Sun, 29 Feb 1994 08:49:37 GMT",
    "Sun, 06 Nov 1994 24:49:37 GMT",
    "Sun, 06 Nov 1994 08:60:37 GMT",
    "Sun, 06 Nov 1994 -8:49:37 GMT",
    "784111777",
};

static const struct {
    const char *text;
    int64_t s;
} well_formed[] = {
    { "Sun, 06 Nov 1994 08:49:37 GMT", RFC_EXAMPLE_S },
    { "Sunday, 06-Nov-94 08:49:37 GMT", RFC_EXAMPLE_S },
    { "Sun Nov  6 08:49:37 1994", RFC_EXAMPLE_S },
    { "Sun Nov 06 08:49:37 1994", RFC_EXAMPLE_S },
    { "Thu, 01 Jan 1970 00:00:00 GMT", 0 },
    { "Thursday, 01-Jan-70 00:00:00 GMT", 0 },
    { "Tue, 31-Dec-69 23:59:59 GMT", 3155759999 },
    { "Tue, 29 Feb 2000 00:00:00 GMT", 951782400 },
    { "Fri, 31 Dec 9999 23:59:59 GMT", 253402300799 },
};

int main(void)
{
    for (size_t i = 0; i < sizeof malformed / sizeof *malformed; i++)
        test(malformed[i])
        {
            int64_t s;
            expect(http_date_parse(bytes_of_text(malformed[i]), &s) == ERR_MALFORMED);
        }
    for (size_t i = 0; i < sizeof well_formed / sizeof *well_formed; i++)
        test(well_formed[i].text)
        {
            int64_t s = -1;
            expect(http_date_parse(bytes_of_text(well_formed[i].text), &s) == OK);
            expect(s == well_formed[i].s);
        }
    test("what is put is the preferred form, in exactly its room")
    {
        uint8_t space[HTTP_DATE_LEN];
        struct writer w = writer_of((struct bytes_mut){ space, sizeof space });

        http_date_put(&w, RFC_EXAMPLE_S);
        expect(!w.bad);
        expect(bytes_equal(written(&w), BYTES("Sun, 06 Nov 1994 08:49:37 GMT")));
    }
    test("each day of 400 years and a bit is read as it was put")
    {
        for (int64_t s = 0; s < 146200LL * 86400; s += 86399) {
            uint8_t space[HTTP_DATE_LEN];
            struct writer w = writer_of((struct bytes_mut){ space, sizeof space });
            int64_t again = -1;

            http_date_put(&w, s);
            expect(http_date_parse(written(&w), &again) == OK && again == s);
        }
    }
    return test_result();
}
