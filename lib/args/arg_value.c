/* SPDX-License-Identifier: ISC */
/*
 * arg_value.c - values of the argument types: from text, to text, and what to say when the text is
 * none. Each type has one spelling for a value as far as that is usual, so that a slip is reported
 * and not guessed at.
 */
#include "lib/args/arg_value.h"
#include "lib/base/format.h"
#include "lib/base/text.h"
#include "lib/base/time.h"
#include <string.h>

enum { LABEL_MAX = 63, HOST_MAX = 253, QUOTED_MAX = 60 };

struct unit {
    const char *name;
    uint64_t ns;
};

/* Each a multiple of the next. */
static const struct unit units[] = {
    { "d", SECONDS(86400) },
    { "h", SECONDS(3600) },
    { "m", SECONDS(60) },
    { "s", SECONDS(1) },
    { "ms", MILLISECONDS(1) },
    { "us", 1000 },
    { "ns", 1 },
};
enum { UNITS = sizeof units / sizeof units[0] };

#define TYPE_SIZE(name, text, ctype) [name] = sizeof(ctype),
static const size_t sizes[] = { ARGS_TYPES(TYPE_SIZE) };

#define TYPE_NAME(name, text, ctype) [name] = (text),
static const char *const names[] = { ARGS_TYPES(TYPE_NAME) };

/* What each type expects; the choices of ARGS_ONE_OF follow their words. */
static const char *const expected[] = {
    [ARGS_BOOL] = "true or false",
    [ARGS_INT] = "a whole number from -9223372036854775808 to 9223372036854775807",
    [ARGS_STRING] = "text",
    [ARGS_PORT] = "a number from 0 to 65535",
    [ARGS_DURATION] = "numbers with units (d h m s ms us ns), as in 1h30m",
    [ARGS_IP] = "an IP address, as in 192.0.2.1 or 2001:db8::1",
    [ARGS_IPV4] = "an IPv4 address, as in 192.0.2.1",
    [ARGS_IPV6] = "an IPv6 address, as in 2001:db8::1",
    [ARGS_PREFIX] = "an address and its prefix length, as in 192.0.2.1/24",
    [ARGS_MAC] = "an Ethernet address, as in 02:00:00:00:00:01",
    [ARGS_HOST] = "a host name, as in www.example.org",
    [ARGS_ONE_OF] = "one of ",
    [ARGS_PATH] = "the name of a file",
};

size_t arg_value_size(enum arg_type type)
{
    return sizes[type];
}

const char *arg_value_name(enum arg_type type)
{
    return names[type];
}

bool arg_value_is_text(enum arg_type type)
{
    return type == ARGS_STRING || type == ARGS_HOST || type == ARGS_ONE_OF ||
           type == ARGS_PATH;
}

/* --- From text ------------------------------------------------------------------------------- */

static bool read_bool(struct bytes text, bool *out)
{
    *out = bytes_equal(text, BYTES("true"));
    return *out || bytes_equal(text, BYTES("false"));
}

static bool read_int(struct bytes text, int64_t *out)
{
    struct reader r = reader_of(text);
    bool negative = take_if(&r, '-');
    uint64_t n = take_decimal(&r, (uint64_t)INT64_MAX + negative);

    /* -(2^63) has no positive counterpart, so one is taken off before and after the sign. */
    *out = negative && n > 0 ? -(int64_t)(n - 1) - 1 : (int64_t)n;
    return all_taken(&r);
}

static bool read_port(struct bytes text, uint16_t *out)
{
    struct reader r = reader_of(text);

    *out = (uint16_t)take_decimal(&r, UINT16_MAX);
    return all_taken(&r);
}

/* The letters that come next, as a row of `units` at or behind `from`; UNITS: none of them. */
static size_t take_unit(struct reader *r, size_t from)
{
    size_t len = 0;

    while (len < r->rest.len && !is_digit(r->rest.at[len]))
        len++;
    struct bytes name = take_bytes(r, len);

    while (from < UNITS && !bytes_equal(bytes_of_text(units[from].name), name))
        from++;
    return from;
}

static bool read_duration(struct bytes text, uint64_t *out)
{
    struct reader r = reader_of(text);
    uint64_t sum = 0;
    size_t unit = 0;

    do {
        uint64_t n = take_decimal(&r, UINT64_MAX);
        uint64_t ns = SECONDS(1);

        if (r.rest.len > 0) {
            unit = take_unit(&r, unit);
            if (unit == UNITS)
                return false;
            ns = units[unit++].ns;
        } else if (unit > 0) {
            return false;
        }
        if (n > (UINT64_MAX - sum) / ns)
            return false;
        sum += n * ns;
    } while (r.rest.len > 0);
    *out = sum;
    return all_taken(&r);
}

static bool is_label(struct bytes label)
{
    if (label.len == 0 || label.len > LABEL_MAX)
        return false;
    for (size_t i = 0; i < label.len; i++) {
        uint8_t c = label.at[i], lower = c | 0x20;
        bool inside = i > 0 && i < label.len - 1;

        if (!is_digit(c) && !(lower >= 'a' && lower <= 'z') && !(c == '-' && inside))
            return false;
    }
    return true;
}

/* RFC 1123 2.1. A name never ends in a number: that is an address, or a slip in one. */
static bool is_host(struct bytes text)
{
    struct bytes rest = text, last = { 0 };
    struct ip_address address;

    if (text.len == 0 || text.len > HOST_MAX || text.at[text.len - 1] == '.')
        return false;
    while (rest.len > 0) {
        last = bytes_split(&rest, '.');
        if (!is_label(last))
            return false;
    }
    for (size_t i = 0; i < last.len; i++)
        if (!is_digit(last.at[i]))
            return true;
    return ip_address_parse(text, &address) == OK;
}

static bool is_choice(struct bytes text, const char *choices)
{
    struct bytes rest = bytes_of_text(choices);

    while (rest.len > 0)
        if (bytes_equal(bytes_split(&rest, '|'), text))
            return true;
    return false;
}

/* By what it is and not by its spelling: "::ffff:192.0.2.1" is an IPV4. */
static bool read_ip(struct bytes text, enum arg_type type, struct ip_address *out)
{
    if (ip_address_parse(text, out) != OK)
        return false;
    return type == ARGS_IP || ip_address_is_v4(*out) == (type == ARGS_IPV4);
}

static bool read_value(
    enum arg_type type, const char *choices, struct bytes text, void *into)
{
    switch (type) {
    case ARGS_BOOL:
        return read_bool(text, into);
    case ARGS_INT:
        return read_int(text, into);
    case ARGS_PORT:
        return read_port(text, into);
    case ARGS_DURATION:
        return read_duration(text, into);
    case ARGS_IP:
    case ARGS_IPV4:
    case ARGS_IPV6:
        return read_ip(text, type, into);
    case ARGS_PREFIX:
        return ip_prefix_parse(text, into) == OK;
    case ARGS_MAC:
        return mac_address_parse(text, into) == OK;
    case ARGS_HOST:
        return is_host(text);
    case ARGS_ONE_OF:
        return is_choice(text, choices);
    case ARGS_PATH:
        return text.len > 0;
    case ARGS_STRING:
        return true;
    }
    return false;
}

enum err arg_value_read(enum arg_type type, const char *choices, struct bytes text,
    void *into, struct writer *why)
{
    if (read_value(type, choices, text, into)) {
        if (arg_value_is_text(type))
            *(const char **)into = text.len > 0 ? (const char *)text.at : "";
        return OK;
    }
    put_arg_quoted(why, text);
    bool vowel = names[type][0] == 'A' || names[type][0] == 'I';

    format(why, " is not %s %s: expected %s", vowel ? "an" : "a", names[type],
        expected[type]);
    for (struct bytes rest = bytes_of_text(type == ARGS_ONE_OF ? choices : NULL);
         rest.len > 0;) {
        put_bytes(why, bytes_split(&rest, '|'));
        put_text(why, rest.len > 0 ? ", " : "");
    }
    return ERR_MALFORMED;
}

enum err arg_value_parse(enum arg_type type, const char *choices, const char *text,
    void *into, struct args_problem *problem)
{
    struct writer why = arg_problem_writer(problem);

    return arg_value_read(type, choices, bytes_of_text(text), into, &why);
}

/* --- To text --------------------------------------------------------------------------------- */

static void put_duration(struct writer *w, uint64_t ns)
{
    if (ns == 0)
        put_text(w, "0s");
    for (size_t i = 0; i < UNITS; i++) {
        if (ns >= units[i].ns) {
            /* NOLINTNEXTLINE(clang-analyzer-core.DivideZero): no unit is 0 */
            format(w, "%llu%s", (unsigned long long)(ns / units[i].ns), units[i].name);
        }
        ns %= units[i].ns;
    }
}

/* NULL, which a string without a default holds, is printed as nothing. */
void put_arg_value(struct writer *w, enum arg_type type, const void *value)
{
    switch (type) {
    case ARGS_BOOL:
        put_text(w, *(const bool *)value ? "true" : "false");
        return;
    case ARGS_INT:
        format(w, "%lld", (long long)*(const int64_t *)value);
        return;
    case ARGS_PORT:
        format(w, "%u", *(const uint16_t *)value);
        return;
    case ARGS_DURATION:
        put_duration(w, *(const uint64_t *)value);
        return;
    case ARGS_IP:
    case ARGS_IPV4:
    case ARGS_IPV6:
        put_ip_address(w, *(const struct ip_address *)value);
        return;
    case ARGS_PREFIX:
        put_ip_prefix(w, *(const struct ip_prefix *)value);
        return;
    case ARGS_MAC:
        put_mac_address(w, *(const struct mac_address *)value);
        return;
    case ARGS_STRING:
    case ARGS_HOST:
    case ARGS_ONE_OF:
    case ARGS_PATH:
        put_bytes(w, bytes_of_text(*(const char *const *)value));
        return;
    }
}

void put_arg_plain(struct writer *w, struct bytes octets)
{
    for (size_t i = 0; i < octets.len && i < QUOTED_MAX; i++) {
        uint8_t c = octets.at[i];

        format(w, c < ' ' || c == 0x7f ? "\\x%02x" : "%c", c);
    }
    put_text(w, octets.len > QUOTED_MAX ? "..." : "");
}

void put_arg_quoted(struct writer *w, struct bytes octets)
{
    put_u8(w, '"');
    put_arg_plain(w, octets);
    put_u8(w, '"');
}

struct writer arg_problem_writer(struct args_problem *problem)
{
    memset(problem, 0, sizeof *problem);
    return writer_of(
        (struct bytes_mut){ (uint8_t *)problem->text, sizeof problem->text - 1 });
}
