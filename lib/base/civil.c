/* SPDX-License-Identifier: ISC */
/*
 * civil.c - days to dates and back without a table of years.
 *
 * Both count in years that begin on 1 March, so that a leap day is the last of its year, and from
 * 0000-03-01, so that the 400-year cycle of the calendar begins there. The lengths of the months
 * from March on are those of the line (153 m + 2) / 5.
 */
#include "lib/base/civil.h"
#include <stddef.h>

enum {
    DAY_S = 86400,
    CYCLE_YEARS = 400,
    CYCLE_DAYS = 146097,
    EPOCH_DAYS = 719468, /* from 0000-03-01 to 1970-01-01 */
    EPOCH_WEEKDAY = 4,   /* a Thursday */
    YEAR_MAX = 9999,
};

/* Of -9999-01-01T00:00:00Z and 9999-12-31T23:59:59Z. */
#define CIVIL_FIRST (-377705116800)
#define CIVIL_LAST  253402300799

/* Division that rounds down, also below zero. */
static int64_t divide_down(int64_t a, int64_t by)
{
    return a / by - (a % by < 0 ? 1 : 0);
}

static bool is_leap(int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static unsigned month_days(int64_t year, unsigned month)
{
    static const uint8_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

    return days[month - 1] + (month == 2 && is_leap(year) ? 1u : 0u);
}

struct civil civil_of(int64_t s)
{
    s = s < CIVIL_FIRST ? CIVIL_FIRST : s > CIVIL_LAST ? CIVIL_LAST : s;

    int64_t days = divide_down(s, DAY_S);
    int64_t second = s - days * DAY_S;
    int64_t cycle = divide_down(days + EPOCH_DAYS, CYCLE_DAYS);
    int64_t day = days + EPOCH_DAYS - cycle * CYCLE_DAYS;
    int64_t year = (day - day / 1460 + day / 36524 - day / (CYCLE_DAYS - 1)) / 365;
    day -= 365 * year + year / 4 - year / 100;
    int64_t month = (5 * day + 2) / 153; /* 0: March */

    return (struct civil){
        .year = (int32_t)(cycle * CYCLE_YEARS + year + (month >= 10 ? 1 : 0)),
        .month = (uint8_t)(month < 10 ? month + 3 : month - 9),
        .day = (uint8_t)(day - (153 * month + 2) / 5 + 1),
        .hour = (uint8_t)(second / 3600),
        .minute = (uint8_t)(second / 60 % 60),
        .second = (uint8_t)(second % 60),
        .weekday =
            (uint8_t)(days + EPOCH_WEEKDAY - 7 * divide_down(days + EPOCH_WEEKDAY, 7)),
    };
}

bool civil_seconds(struct civil c, int64_t *s)
{
    if (c.year < -YEAR_MAX || c.year > YEAR_MAX || c.month < 1 || c.month > 12)
        return false;
    if (c.day < 1 || c.day > month_days(c.year, c.month))
        return false;
    if (c.hour > 23 || c.minute > 59 || c.second > 59)
        return false;

    int64_t year = c.month > 2 ? c.year : c.year - 1;
    int64_t month = c.month > 2 ? c.month - 3 : c.month + 9;
    int64_t leaps =
        divide_down(year, 4) - divide_down(year, 100) + divide_down(year, 400);
    int64_t days = 365 * year + leaps + (153 * month + 2) / 5 + c.day - 1 - EPOCH_DAYS;
    *s = days * DAY_S + c.hour * (int64_t)3600 + c.minute * (int64_t)60 + c.second;
    return true;
}
