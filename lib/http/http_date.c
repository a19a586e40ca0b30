/* SPDX-License-Identifier: ISC */
/*
 * http_date.c - a pattern for each of the three forms of RFC 9110 5.6.7, MUST-5, read by one
 * function.
 */
#include "lib/http/http_date.h"
#include "lib/base/civil.h"
#include "lib/base/text.h"

static const char weekdays[] = "SunMonTueWedThuFriSat";
static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

static void put_number(struct writer *w, unsigned value, unsigned digits)
{
    unsigned scale = 1;

    for (unsigned i = 1; i < digits; i++)
        scale *= 10;
    for (; scale > 0; scale /= 10)
        put_u8(w, (uint8_t)('0' + value / scale % 10));
}

static void put_name(struct writer *w, const char *names, unsigned which)
{
    put_bytes(w, bytes_part(bytes_of_text(names), which * (size_t)3, 3));
}

/* RFC 9110 5.6.7, MUST-6. */
void http_date_put(struct writer *w, int64_t s)
{
    struct civil c = civil_of(s);

    put_name(w, weekdays, c.weekday);
    put_text(w, ", ");
    put_number(w, c.day, 2);
    put_u8(w, ' ');
    put_name(w, months, c.month - 1u);
    put_u8(w, ' ');
    put_number(w, (unsigned)c.year, 4);
    put_u8(w, ' ');
    put_number(w, c.hour, 2);
    put_u8(w, ':');
    put_number(w, c.minute, 2);
    put_u8(w, ':');
    put_number(w, c.second, 2);
    put_text(w, " GMT");
}

/* The next `digits` digits; blanks for leading zeros where `blank` allows one. */
static unsigned take_number(struct reader *r, unsigned digits, bool blank)
{
    unsigned value = 0;

    if (blank && take_if(r, ' '))
        digits--;
    for (unsigned i = 0; i < digits; i++) {
        uint8_t digit = take_u8(r);

        if (!is_digit(digit))
            *r = (struct reader){ .bad = true };
        value = value * 10 + (unsigned)(digit - '0');
    }
    return r->bad ? 0 : value;
}

/* Which of the three-letter names comes next, from 1 on. */
static unsigned take_name(struct reader *r, const char *names)
{
    struct bytes name = take_bytes(r, 3), all = bytes_of_text(names);

    for (unsigned i = 0; name.len == 3 && i < all.len / 3; i++)
        if (bytes_equal(name, bytes_part(all, i * (size_t)3, 3)))
            return i + 1;
    *r = (struct reader){ .bad = true };
    return 0;
}

/* Past the weekday of any form, which is as long as its letters go. */
static void skip_weekday(struct reader *r)
{
    (void)take_name(r, weekdays);
    while (r->rest.len > 0 && r->rest.at[0] >= 'a' && r->rest.at[0] <= 'z')
        (void)take_u8(r);
}

/*
 * In a pattern d is a day, b one that may begin with a blank, m a month, Y and y a year of four and
 * two digits, t a time of day; anything else is itself.
 */
static void take_pattern(struct reader *r, const char *pattern, struct civil *c)
{
    for (const char *p = pattern; *p != '\0' && !r->bad; p++) {
        switch (*p) {
        case 'd':
        case 'b':
            c->day = (uint8_t)take_number(r, 2, *p == 'b');
            break;
        case 'm':
            c->month = (uint8_t)take_name(r, months);
            break;
        case 'Y':
            c->year = (int32_t)take_number(r, 4, false);
            break;
        case 'y':
            c->year = (int32_t)take_number(r, 2, false);
            c->year += c->year < 70 ? 2000 : 1900;
            break;
        case 't':
            c->hour = (uint8_t)take_number(r, 2, false);
            take_octet(r, ':');
            c->minute = (uint8_t)take_number(r, 2, false);
            take_octet(r, ':');
            c->second = (uint8_t)take_number(r, 2, false);
            break;
        default:
            take_octet(r, (uint8_t)*p);
        }
    }
}

enum err http_date_parse(struct bytes text, int64_t *s)
{
    static const char *const patterns[] = { ", d m Y t GMT", ", d-m-y t GMT",
        " m b t Y" };

    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        struct reader r = reader_of(text);
        struct civil c = { 0 };

        skip_weekday(&r);
        take_pattern(&r, patterns[i], &c);
        if (all_taken(&r))
            return civil_seconds(c, s) ? OK : ERR_MALFORMED;
    }
    return ERR_MALFORMED;
}
