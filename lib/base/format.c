/* SPDX-License-Identifier: ISC */
/*
 * format.c - printf for slices.
 *
 * A conversion becomes four runs: spaces, a prefix (sign or base), zeros and a body; only where the
 * zeros or spaces go differs. What does not fit is cut where the space ends, so that a log line
 * keeps its beginning. A conversion that is not known is a bug of the caller, whom the compiler has
 * warned.
 */
#include "lib/base/format.h"
#include "lib/base/invariant.h"
#include <limits.h>
#include <stddef.h>

enum length {
    LENGTH_INT,
    LENGTH_CHAR,
    LENGTH_SHORT,
    LENGTH_LONG,
    LENGTH_LONG_LONG,
    LENGTH_SIZE,
    LENGTH_MAX,
    LENGTH_PTRDIFF
};

/* Largest body of an integer: 22 octal digits of 64 bits. */
enum { DIGITS_MAX = 22 };

struct conversion {
    bool left, zero, plus, space, alternate;
    bool precise; /* there is a precision */
    size_t width, precision;
    enum length length;
    char kind;
};

static void put_run(struct writer *w, uint8_t octet, size_t n)
{
    size_t left = w->bad ? 0 : w->space.len - w->len;
    size_t fits = n < left ? n : left;
    uint8_t *room = fits == 0 ? NULL : put_room(w, fits);

    if (room != NULL)
        memset(room, octet, fits);
    w->bad = w->bad || fits < n;
}

static const char *conversion_flags(struct conversion *c, const char *text)
{
    for (;; text++) {
        if (*text == '-')
            c->left = true;
        else if (*text == '0')
            c->zero = true;
        else if (*text == '+')
            c->plus = true;
        else if (*text == ' ')
            c->space = true;
        else if (*text == '#')
            c->alternate = true;
        else
            return text;
    }
}

/* Digits, or `*` for the next argument. More than INT_MAX is as good as INT_MAX. */
static const char *conversion_number(int *value, const char *text, va_list *args)
{
    *value = 0;
    if (*text == '*') {
        *value = va_arg(*args, int);
        return text + 1;
    }
    for (; *text >= '0' && *text <= '9'; text++)
        *value = *value > (INT_MAX - 9) / 10 ? INT_MAX : *value * 10 + (*text - '0');
    return text;
}

static const char *conversion_length(enum length *length, const char *text)
{
    static const struct {
        char first, second;
        enum length length;
    } lengths[] = {
        { 'h', 'h', LENGTH_CHAR },
        { 'h', 0, LENGTH_SHORT },
        { 'l', 'l', LENGTH_LONG_LONG },
        { 'l', 0, LENGTH_LONG },
        { 'z', 0, LENGTH_SIZE },
        { 'j', 0, LENGTH_MAX },
        { 't', 0, LENGTH_PTRDIFF },
    };

    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        if (text[0] != lengths[i].first)
            continue;
        if (lengths[i].second != 0 && text[1] != lengths[i].second)
            continue;
        *length = lengths[i].length;
        return text + (lengths[i].second != 0 ? 2 : 1);
    }
    return text;
}

/* Reads what follows the '%' and returns what follows the conversion. */
static const char *conversion_parse(struct conversion *c, const char *text, va_list *args)
{
    int number;

    text = conversion_flags(c, text);
    text = conversion_number(&number, text, args);
    if (number < 0)
        c->left = true;
    c->width = number < 0 ? 0u - (unsigned)number : (unsigned)number;
    if (*text == '.') {
        text = conversion_number(&number, text + 1, args);
        c->precise = number >= 0;
        c->precision = number >= 0 ? (size_t)number : 0;
    }
    text = conversion_length(&c->length, text);
    c->kind = *text;
    return *text == 0 ? text : text + 1;
}

static void put_conversion(struct writer *w, const struct conversion *c,
    struct bytes prefix, size_t zeros, struct bytes body)
{
    size_t len = prefix.len + zeros + body.len;
    size_t spaces = c->width > len ? c->width - len : 0;

    put_run(w, ' ', c->left ? 0 : spaces);
    put_cut(w, prefix);
    put_run(w, '0', zeros);
    put_cut(w, body);
    put_run(w, ' ', c->left ? spaces : 0);
}

static void put_number(struct writer *w, const struct conversion *c, struct bytes prefix,
    uintmax_t value, unsigned base)
{
    const char *letters = c->kind == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
    uint8_t digits[DIGITS_MAX];
    size_t first = sizeof digits;
    size_t zeros = 0;

    for (uintmax_t rest = value; rest > 0; rest /= base)
        digits[--first] = (uint8_t)letters[rest % base];

    size_t len = sizeof digits - first;
    size_t len_min = c->precise ? c->precision : 1;

    /* '#' makes an octal number begin with a zero, and adds one only if it does not yet. */
    if (c->alternate && base == 8 && len_min <= len)
        len_min = len + 1;
    if (c->zero && !c->left && !c->precise && c->width > prefix.len &&
        c->width - prefix.len > len_min)
        len_min = c->width - prefix.len;
    if (len_min > len)
        zeros = len_min - len;
    put_conversion(w, c, prefix, zeros, (struct bytes){ digits + first, len });
}

static void put_signed(struct writer *w, const struct conversion *c, va_list *args)
{
    intmax_t value = 0;

    switch (c->length) {
    case LENGTH_INT:
        value = va_arg(*args, int);
        break;
    case LENGTH_CHAR:
        value = (int)(signed char)va_arg(*args, int);
        break;
    case LENGTH_SHORT:
        value = (short)va_arg(*args, int);
        break;
    case LENGTH_LONG:
        value = va_arg(*args, long);
        break;
    case LENGTH_LONG_LONG:
        value = va_arg(*args, long long);
        break;
    case LENGTH_SIZE:
        value = va_arg(*args, ptrdiff_t);
        break;
    case LENGTH_MAX:
        value = va_arg(*args, intmax_t);
        break;
    case LENGTH_PTRDIFF:
        value = va_arg(*args, ptrdiff_t);
        break;
    }

    struct bytes sign = value < 0  ? BYTES("-")
                        : c->plus  ? BYTES("+")
                        : c->space ? BYTES(" ")
                                   : BYTES("");
    put_number(w, c, sign, value < 0 ? 0 - (uintmax_t)value : (uintmax_t)value, 10);
}

static void put_unsigned(struct writer *w, const struct conversion *c, va_list *args)
{
    uintmax_t value = 0;

    switch (c->length) {
    case LENGTH_INT:
        value = va_arg(*args, unsigned);
        break;
    case LENGTH_CHAR:
        value = (unsigned char)va_arg(*args, unsigned);
        break;
    case LENGTH_SHORT:
        value = (unsigned short)va_arg(*args, unsigned);
        break;
    case LENGTH_LONG:
        value = va_arg(*args, unsigned long);
        break;
    case LENGTH_LONG_LONG:
        value = va_arg(*args, unsigned long long);
        break;
    case LENGTH_SIZE:
        value = va_arg(*args, size_t);
        break;
    case LENGTH_MAX:
        value = va_arg(*args, uintmax_t);
        break;
    case LENGTH_PTRDIFF:
        value = va_arg(*args, size_t);
        break;
    }

    bool hex = c->kind == 'x' || c->kind == 'X';
    struct bytes prefix = !hex || !c->alternate || value == 0 ? BYTES("")
                          : c->kind == 'x'                    ? BYTES("0x")
                                                              : BYTES("0X");
    put_number(w, c, prefix, value, hex ? 16 : c->kind == 'o' ? 8 : 10);
}

/* With a precision, the text need not end with a NUL. */
static void put_string(struct writer *w, const struct conversion *c, const char *text)
{
    size_t len = 0;

    if (text == NULL && !c->precise)
        text = "(null)";
    while (text != NULL && (!c->precise || len < c->precision) && text[len] != 0)
        len++;
    put_conversion(w, c, BYTES(""), 0, (struct bytes){ (const uint8_t *)text, len });
}

static void put_converted(struct writer *w, const struct conversion *c, va_list *args)
{
    uint8_t octet = (uint8_t)c->kind;

    switch (c->kind) {
    case 'd':
    case 'i':
        put_signed(w, c, args);
        break;
    case 'u':
    case 'x':
    case 'X':
    case 'o':
        put_unsigned(w, c, args);
        break;
    case 's':
        put_string(w, c, va_arg(*args, const char *));
        break;
    case 'c':
        octet = (uint8_t)va_arg(*args, int);
        put_conversion(w, c, BYTES(""), 0, (struct bytes){ &octet, 1 });
        break;
    case 'p':
        put_number(w, c, BYTES("0x"), (uintptr_t)va_arg(*args, void *), 16);
        break;
    default:
        invariant(c->kind == '%');
        put_cut(w, (struct bytes){ &octet, 1 });
    }
}

void format_va(struct writer *w, const char *text, va_list args)
{
    va_list rest;

    va_copy(rest, args);
    while (*text != 0) {
        size_t plain = 0;
        while (text[plain] != 0 && text[plain] != '%')
            plain++;
        put_cut(w, (struct bytes){ (const uint8_t *)text, plain });
        text += plain;
        if (*text == '%') {
            struct conversion c = { 0 };
            text = conversion_parse(&c, text + 1, &rest);
            put_converted(w, &c, &rest);
        }
    }
    va_end(rest);
}

void format(struct writer *w, const char *text, ...)
{
    va_list args;

    va_start(args, text);
    format_va(w, text, args);
    va_end(args);
}
