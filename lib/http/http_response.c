/* SPDX-License-Identifier: ISC */
/*
 * http_response.c - status lines and fields. The line of the most frequent status is one constant.
 */
#include "lib/http/http_response.h"
#include "lib/http/http_octets.h"
#include "sig/clock.h"

static const struct {
    unsigned status;
    const char *reason;
} reasons[] = {
    { 200, "OK" },
    { 204, "No Content" },
    { 301, "Moved Permanently" },
    { 304, "Not Modified" },
    { 400, "Bad Request" },
    { 404, "Not Found" },
    { 405, "Method Not Allowed" },
    { 408, "Request Timeout" },
    { 412, "Precondition Failed" },
    { 413, "Content Too Large" },
    { 414, "URI Too Long" },
    { 417, "Expectation Failed" },
    { 431, "Request Header Fields Too Large" },
    { 500, "Internal Server Error" },
    { 501, "Not Implemented" },
    { 503, "Service Unavailable" },
    { 505, "HTTP Version Not Supported" },
};

const char *http_reason(unsigned status)
{
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (reasons[i].status == status)
            return reasons[i].reason;
    return "";
}

static void put_decimal(struct writer *w, uint64_t value)
{
    uint8_t digits[20];
    size_t at = sizeof digits;

    do {
        digits[--at] = (uint8_t)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    put_bytes(w, bytes_part((struct bytes){ digits, sizeof digits }, at, sizeof digits));
}

void http_put_status(struct writer *w, unsigned status)
{
    if (status == 200) {
        put_bytes(w, BYTES("HTTP/1.1 200 OK\r\n"));
        return;
    }
    put_bytes(w, BYTES("HTTP/1.1 "));
    put_decimal(w, status);
    put_u8(w, ' ');
    put_text(w, http_reason(status));
    put_bytes(w, BYTES("\r\n"));
}

void http_put_reason(struct writer *w, unsigned status)
{
    put_decimal(w, status);
    put_u8(w, ' ');
    put_text(w, http_reason(status));
    put_u8(w, '\n');
}

/* A status has three digits. */
size_t http_reason_len(unsigned status)
{
    return sizeof "404 \n" - 1 + bytes_of_text(http_reason(status)).len;
}

void http_put_field(struct writer *w, struct bytes name, struct bytes value)
{
    if (http_run(name, HTTP_TCHAR) != name.len || http_value_run(value) != value.len)
        w->bad = true;
    put_bytes(w, name);
    put_bytes(w, BYTES(": "));
    put_bytes(w, value);
    put_bytes(w, BYTES("\r\n"));
}

void http_put_decimal_field(struct writer *w, struct bytes name, uint64_t value)
{
    put_bytes(w, name);
    put_bytes(w, BYTES(": "));
    put_decimal(w, value);
    put_bytes(w, BYTES("\r\n"));
}

void http_put_date_field(struct writer *w, struct bytes name, int64_t s)
{
    put_bytes(w, name);
    put_bytes(w, BYTES(": "));
    http_date_put(w, s);
    put_bytes(w, BYTES("\r\n"));
}

void http_put_date(struct writer *w, struct http_date_cache *cache, instant now)
{
    struct bytes_mut text = { cache->text, sizeof cache->text };

    if (!instant_before(now, cache->until)) {
        struct wall_time wall = clock_wall();
        struct writer line = writer_of(text);

        http_put_date_field(&line, BYTES("Date"), wall.s);
        cache->s = wall.s;
        cache->until = instant_after(now, SECONDS(1) - wall.ns);
    }
    put_bytes(w, bytes_const(text));
}
