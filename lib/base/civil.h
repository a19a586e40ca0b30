/* SPDX-License-Identifier: ISC */
/*
 * civil.h - dates and times of day in UTC, of the proleptic Gregorian calendar.
 *
 * What logs, HTTP dates, certificates and file systems print and read. Leap seconds do not exist
 * here, as they do not in a struct wall_time.
 *
 *     struct civil c = civil_of(clock_wall().s);
 *     format(&w, "%04d-%02u-%02uT%02u:%02u:%02uZ", c.year, c.month, c.day, ...);
 */
#pragma once
#include "lib/base/time.h"

struct civil {
    int32_t year;
    uint8_t month;   /* 1 to 12 */
    uint8_t day;     /* 1 to 31 */
    uint8_t hour;    /* 0 to 23 */
    uint8_t minute;  /* 0 to 59 */
    uint8_t second;  /* 0 to 59 */
    uint8_t weekday; /* 0, Sunday, to 6 */
};

/* Of `s` seconds since 1970. Beyond the years -9999 to 9999, their first or last second. */
struct civil civil_of(int64_t s);

/* The seconds since 1970 of `c`, whatever its weekday says. False: there is no such date or time. */
bool civil_seconds(struct civil c, int64_t *s);
