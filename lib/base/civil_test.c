/* SPDX-License-Identifier: ISC */
/*
 * civil_test.c - known dates, both sides of each kind of leap day, and then every day of 800 years
 * by counting.
 */
#include "lib/base/civil.h"
#include "test/test.h"

static const struct {
    int64_t s;
    struct civil civil;
} rows[] = {
    { 0, { 1970, 1, 1, 0, 0, 0, 4 } },
    { -1, { 1969, 12, 31, 23, 59, 59, 3 } },
    { -86400, { 1969, 12, 31, 0, 0, 0, 3 } },
    { -86401, { 1969, 12, 30, 23, 59, 59, 2 } },
    { 951782399, { 2000, 2, 28, 23, 59, 59, 1 } },
    { 951782400, { 2000, 2, 29, 0, 0, 0, 2 } },
    { 951868800, { 2000, 3, 1, 0, 0, 0, 3 } },
    { 1709164800, { 2024, 2, 29, 0, 0, 0, 4 } },
    { 4107542399, { 2100, 2, 28, 23, 59, 59, 0 } },
    { 4107542400, { 2100, 3, 1, 0, 0, 0, 1 } },
    { 1735689599, { 2024, 12, 31, 23, 59, 59, 2 } },
    { 1735689600, { 2025, 1, 1, 0, 0, 0, 3 } },
    { 784111777, { 1994, 11, 6, 8, 49, 37, 0 } }, /* RFC 9110 5.6.7's example */
    { 2147483648, { 2038, 1, 19, 3, 14, 8, 2 } },
    { -2203891200, { 1900, 3, 1, 0, 0, 0, 4 } },
    { -62162121600, { 0, 2, 29, 0, 0, 0, 2 } },
    { -62162035200, { 0, 3, 1, 0, 0, 0, 3 } },
    { -62167219201, { -1, 12, 31, 23, 59, 59, 5 } },
    { 253402300799, { 9999, 12, 31, 23, 59, 59, 5 } },
    { -377705116800, { -9999, 1, 1, 0, 0, 0, 1 } },
};

static bool equal(struct civil a, struct civil b)
{
    return a.year == b.year && a.month == b.month && a.day == b.day && a.hour == b.hour &&
           a.minute == b.minute && a.second == b.second && a.weekday == b.weekday;
}

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/* Counts from 1600 to 2400. */
static void test_each_day(void)
{
    static const uint8_t lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    int64_t s = -11676096000;
    uint8_t weekday = 6;
    bool right = true;

    for (int year = 1600; year < 2400; year++)
        for (uint8_t month = 1; month <= 12; month++) {
            uint8_t days = (uint8_t)(lengths[month - 1] + (month == 2 && is_leap(year)));
            for (uint8_t day = 1; day <= days; day++) {
                struct civil c = { year, month, day, 12, 34, 56, weekday };
                int64_t back = 0;
                right = right && equal(civil_of(s + 45296), c);
                right = right && civil_seconds(c, &back) && back == s + 45296;
                s += 86400;
                weekday = (uint8_t)((weekday + 1) % 7);
            }
        }
    expect(right);
}

int main(void)
{
    test("known dates")
    {
        for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
            int64_t back = 0;
            expect(equal(civil_of(rows[i].s), rows[i].civil));
            expect(civil_seconds(rows[i].civil, &back) && back == rows[i].s);
        }
    }
    test("each day")
    {
        test_each_day();
    }
    test("times beyond the calendar are its ends")
    {
        expect(equal(civil_of(253402300800), civil_of(253402300799)));
        expect(equal(civil_of(INT64_MAX), civil_of(253402300799)));
        expect(equal(civil_of(-377705116801), civil_of(-377705116800)));
        expect(equal(civil_of(INT64_MIN), civil_of(-377705116800)));
    }
    test("dates and times that there are not")
    {
        static const struct civil none[] = {
            { 10000, 1, 1, 0, 0, 0, 0 },
            { -10000, 1, 1, 0, 0, 0, 0 },
            { 2024, 0, 1, 0, 0, 0, 0 },
            { 2024, 13, 1, 0, 0, 0, 0 },
            { 2024, 1, 0, 0, 0, 0, 0 },
            { 2024, 1, 32, 0, 0, 0, 0 },
            { 2024, 4, 31, 0, 0, 0, 0 },
            { 2024, 2, 30, 0, 0, 0, 0 },
            { 2023, 2, 29, 0, 0, 0, 0 },
            { 2100, 2, 29, 0, 0, 0, 0 },
            { 2024, 1, 1, 24, 0, 0, 0 },
            { 2024, 1, 1, 0, 60, 0, 0 },
            { 2024, 1, 1, 0, 0, 60, 0 },
        };
        int64_t s = 42;
        for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
            expect(!civil_seconds(none[i], &s) && s == 42);
    }
    return test_result();
}
