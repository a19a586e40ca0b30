/* SPDX-License-Identifier: ISC */
/*
 * http_request.c - one pass over the head, then the rules that need all of it.
 *
 * Each step takes octets off a reader that ends at the limit or at the end of what has arrived,
 * whichever is first. A reader that went bad ran out of octets: that is ERR_SHORT or "too long",
 * and is looked at before anything else is concluded from what a take gave. So a prefix of a
 * request never gets another answer than ERR_SHORT or that of the whole.
 *
 * A step returns 0, or the status to answer; STEP_SHORT if the reader ran out.
 */
#include "lib/http/http_request.h"
#include "lib/base/reader.h"
#include "lib/http/http_octets.h"
#include "lib/uri/uri.h"

enum { STEP_OK = 0, STEP_SHORT = 1 };

/* What a step returns that has not found what it needs. */
static unsigned refused(const struct reader *r, unsigned status)
{
    return r->bad ? STEP_SHORT : status;
}

/* RFC 9112 2.2, MUST-1: a line ends with CRLF; a bare CR or LF is refused. */
static unsigned take_line_end(struct reader *r)
{
    uint8_t cr = take_u8(r);
    if (cr != '\r')
        return refused(r, 400);
    uint8_t lf = take_u8(r);
    return lf == '\n' ? STEP_OK : refused(r, 400);
}

static unsigned take_empty_lines(struct reader *r)
{
    for (unsigned i = 0; r->rest.len > 0 && r->rest.at[0] == '\r'; i++) {
        if (i == HTTP_EMPTY_LINES_MAX)
            return 400;
        unsigned status = take_line_end(r);
        if (status != STEP_OK)
            return status;
    }
    return STEP_OK;
}

/* --- The request line ------------------------------------------------------------------------ */

/* RFC 9112 3.1, MUST-5: as written, in upper case. */
static enum http_method method_of(struct bytes name)
{
#define HTTP_METHOD_BYTES(method, text) BYTES_STATIC(text),
    static const struct bytes names[] = { HTTP_METHODS(HTTP_METHOD_BYTES) };

    for (unsigned i = 0; i < HTTP_METHOD_UNKNOWN; i++)
        if (bytes_equal(name, names[i]))
            return (enum http_method)i;
    return HTTP_METHOD_UNKNOWN;
}

/*
 * RFC 9110 4.2.1, MUST-1; RFC 9110 7.2, MUST-9: host and perhaps port, without user information;
 * the host is not empty.
 */
static bool is_authority(struct bytes b)
{
    struct uri_authority a;

    return uri_authority_parse(b, &a) == OK && !a.has_userinfo && a.host.len > 0;
}

static void split_path(struct bytes path_and_query, struct http_request *out)
{
    size_t mark = bytes_find(path_and_query, '?');

    out->has_query = mark < path_and_query.len;
    out->path = bytes_part(path_and_query, 0, mark);
    out->query = bytes_part(path_and_query, mark + 1, path_and_query.len);
}

/* RFC 9112 3.2.2, MUST-9. The scheme is one that this server may be asked for behind a proxy. */
static bool split_absolute(struct http_request *out)
{
    struct bytes rest = out->target;
    struct bytes scheme = bytes_split(&rest, ':');

    if (!bytes_equal_nocase(scheme, BYTES("http")) &&
        !bytes_equal_nocase(scheme, BYTES("https")))
        return false;
    if (!bytes_start_with(rest, BYTES("//")))
        return false;
    rest = bytes_part(rest, 2, rest.len);
    size_t slash = bytes_find(rest, '/'), mark = bytes_find(rest, '?');
    size_t end = slash < mark ? slash : mark;
    out->authority = bytes_part(rest, 0, end);
    split_path(bytes_part(rest, end, rest.len), out);
    if (out->path.len == 0)
        out->path = BYTES("/");
    return is_authority(out->authority);
}

/* RFC 9112 3.2.3, MUST-11; RFC 9112 3.2.4, MUST-12: each form belongs to its methods. */
static bool split_target(struct http_request *out)
{
    struct bytes target = out->target;

    if (out->method == HTTP_CONNECT) {
        struct uri_authority a;

        out->form = HTTP_AUTHORITY;
        out->authority = target;
        return is_authority(target) && uri_authority_parse(target, &a) == OK &&
               a.port.len > 0;
    }
    if (target.at[0] == '/') {
        out->form = HTTP_ORIGIN;
        split_path(target, out);
        return true;
    }
    if (bytes_equal(target, BYTES("*"))) {
        out->form = HTTP_ASTERISK;
        return out->method == HTTP_OPTIONS;
    }
    out->form = HTTP_ABSOLUTE;
    return split_absolute(out);
}

/* RFC 9112 2.3, MUST-3: "HTTP/", a digit, a dot, a digit. A later 1.x is read as 1.1 is. */
static unsigned take_version(struct reader *r, struct http_request *out)
{
    struct bytes name = take_bytes(r, 5);
    uint8_t major = take_u8(r), dot = take_u8(r), minor = take_u8(r);

    if (r->bad)
        return STEP_SHORT;
    if (!bytes_equal(name, BYTES("HTTP/")) || major < '0' || major > '9' || dot != '.' ||
        minor < '0' || minor > '9')
        return 400;
    out->minor = (uint8_t)(minor - '0');
    unsigned status = take_line_end(r);
    return status == STEP_OK && major != '1' ? 505 : status;
}

/* RFC 9112 3.2, MUST-6: one space between the parts, and none in them. */
static unsigned take_request_line(struct reader *r, struct http_request *out)
{
    out->method_name = take_bytes(r, http_run(r->rest, HTTP_TCHAR));
    if (take_u8(r) != ' ' || out->method_name.len == 0)
        return refused(r, 400);
    out->target = take_bytes(r, http_run(r->rest, HTTP_TARGET));
    if (take_u8(r) != ' ' || out->target.len == 0)
        return refused(r, 400);
    unsigned status = take_version(r, out);
    if (status != STEP_OK)
        return status;
    out->method = method_of(out->method_name);
    return split_target(out) ? STEP_OK : 400;
}

/* --- The fields ------------------------------------------------------------------------------ */

/*
 * RFC 9110 8.6, MUST-11; RFC 9112 6.3, MUST-21: digits alone. A length that needs more than 18 is
 * refused with the malformed.
 */
static bool parse_length(struct bytes value, uint64_t *out)
{
    uint64_t length = 0;

    if (value.len == 0 || value.len > 18)
        return false;
    for (size_t i = 0; i < value.len; i++) {
        uint8_t digit = (uint8_t)(value.at[i] - '0');

        if (digit > 9)
            return false;
        length = length * 10 + digit;
    }
    *out = length;
    return true;
}

/* RFC 9110 7.6.1, MUST-10: a list of tokens, of which two concern us. */
static void note_connection(struct http_request *out, struct bytes value)
{
    struct bytes list = value;

    while (list.len > 0) {
        struct bytes option = http_take_element(&list);

        if (bytes_equal_nocase(option, BYTES("close")))
            out->says_close = true;
        else if (bytes_equal_nocase(option, BYTES("keep-alive")))
            out->says_keep_alive = true;
    }
}

/*
 * The fields that decide where the message ends and whom it is for, told apart by their length and
 * then in either case (RFC 9110 5.1, MUST-2). Expect is ignored in HTTP/1.0 (RFC 9110 10.1.1,
 * MUST-18).
 */
static unsigned note_field(struct http_request *out, const struct http_field *f)
{
    switch (f->name.len) {
    case 4:
        if (bytes_equal_nocase(f->name, BYTES("Host"))) {
            out->hosts++;
            out->host = f->value;
        }
        return STEP_OK;
    case 6:
        if (bytes_equal_nocase(f->name, BYTES("Expect"))) {
            out->expect_continue = bytes_equal_nocase(f->value, BYTES("100-continue"));
            return out->expect_continue || out->minor == 0 ? STEP_OK : 417;
        }
        return STEP_OK;
    case 10:
        if (bytes_equal_nocase(f->name, BYTES("Connection")))
            note_connection(out, f->value);
        return STEP_OK;
    case 14:
        if (bytes_equal_nocase(f->name, BYTES("Content-Length"))) {
            out->lengths++;
            return parse_length(f->value, &out->length) ? STEP_OK : 400;
        }
        return STEP_OK;
    case 17:
        if (bytes_equal_nocase(f->name, BYTES("Transfer-Encoding"))) {
            out->codings++;
            out->coding = f->value;
        }
        return STEP_OK;
    default:
        return STEP_OK;
    }
}

/*
 * RFC 9112 5.1, MUST-13, MUST-14: a token, a colon at once after it, a value with blanks around it.
 * A line that begins with a blank has no name: RFC 9112 5.2, MUST-15; RFC 9112 2.2, MUST-2.
 */
static unsigned take_field(struct reader *r, struct http_field *out)
{
    out->name = take_bytes(r, http_run(r->rest, HTTP_TCHAR));
    if (take_u8(r) != ':' || out->name.len == 0)
        return refused(r, 400);
    out->value = http_trimmed(take_bytes(r, http_value_run(r->rest)));
    return take_line_end(r);
}

static unsigned take_fields(struct reader *r, struct http_request *out)
{
    while (r->rest.len > 0 && r->rest.at[0] != '\r') {
        if (out->field_count == HTTP_FIELDS_MAX)
            return 431;
        struct http_field *f = &out->fields[out->field_count];
        unsigned status = take_field(r, f);
        if (status == STEP_OK)
            status = note_field(out, f);
        if (status != STEP_OK)
            return status;
        out->field_count++;
    }
    return take_line_end(r);
}

/* --- What the whole head has to obey --------------------------------------------------------- */

/*
 * RFC 9112 6.3, MUST-20, MUST-21, MUST-22, and what RFC 9112 6.1, MUST-16, MUST-18, refuse: two
 * statements about the length, a coding that HTTP/1.0 does not have, one whose end is not known, one
 * that this server cannot undo.
 */
static unsigned judge_framing(struct http_request *out)
{
    if (out->lengths > 1 || out->codings > 1 || (out->lengths > 0 && out->codings > 0))
        return 400;
    if (out->codings == 0) {
        out->framing = out->lengths > 0 ? HTTP_LENGTH : HTTP_NO_BODY;
        return STEP_OK;
    }
    out->framing = HTTP_CHUNKED;
    if (out->minor == 0)
        return 400;
    if (bytes_equal_nocase(out->coding, BYTES("chunked")))
        return STEP_OK;

    struct bytes list = out->coding, last = { 0 };
    bool chunked_before = false;
    while (list.len > 0) {
        chunked_before = chunked_before || bytes_equal_nocase(last, BYTES("chunked"));
        last = http_take_element(&list);
    }
    return bytes_equal_nocase(last, BYTES("chunked")) && !chunked_before ? 501 : 400;
}

/*
 * RFC 9112 3.2, MUST-7, MUST-8: one Host, required from 1.1 on. RFC 9112 3.2.2, MUST-10: the target's
 * own authority counts more.
 */
static unsigned judge_host(struct http_request *out)
{
    if (out->hosts > 1 || (out->hosts == 0 && out->minor > 0))
        return 400;
    if (out->hosts == 1 && !is_authority(out->host))
        return 400;
    if (out->form == HTTP_ORIGIN || out->form == HTTP_ASTERISK)
        out->authority = out->host;
    return STEP_OK;
}

/* RFC 9112 9.3, MUST-27: whether the connection is kept. */
static unsigned judge_head(struct http_request *out)
{
    unsigned status = judge_host(out);

    if (status == STEP_OK)
        status = judge_framing(out);
    out->keep_alive = !out->says_close && (out->minor > 0 || out->says_keep_alive);
    out->expect_continue =
        out->expect_continue && out->minor > 0 && out->framing != HTTP_NO_BODY;
    return status;
}

/* Runs `step` on at most `max` octets, which it runs out of only if the part is `too_long`. */
static unsigned take_part(struct reader *r, size_t max, unsigned too_long,
    unsigned (*step)(struct reader *r, struct http_request *out),
    struct http_request *out)
{
    struct bytes part = bytes_part(r->rest, 0, max);
    struct reader inner = reader_of(part);
    unsigned status = step(&inner, out);

    if (status == STEP_SHORT)
        return part.len == max ? too_long : STEP_SHORT;
    (void)take_bytes(r, part.len - inner.rest.len);
    return status;
}

enum err http_request_parse(struct bytes in, struct http_request *out, size_t *used)
{
    struct reader r = reader_of(in);

    /* All but the table of fields, which is the most of it and is written before it is read. */
    memset(out, 0, offsetof(struct http_request, fields));
    unsigned status = take_empty_lines(&r);
    if (status == STEP_OK)
        status = take_part(&r, HTTP_LINE_MAX, 414, take_request_line, out);
    if (status == STEP_OK)
        status = take_part(&r, HTTP_HEADERS_MAX, 431, take_fields, out);
    if (status == STEP_OK)
        status = judge_head(out);
    if (status == STEP_SHORT)
        return ERR_SHORT;
    out->status = status;
    *used = in.len - r.rest.len;
    return status == STEP_OK ? OK : ERR_MALFORMED;
}

struct bytes http_request_field(const struct http_request *r, struct bytes name)
{
    for (size_t i = 0; i < r->field_count; i++)
        if (bytes_equal_nocase(r->fields[i].name, name))
            return r->fields[i].value;
    return (struct bytes){ 0 };
}

void http_request_put(struct writer *w, const struct http_request *r)
{
    put_bytes(w, r->method_name);
    put_u8(w, ' ');
    put_bytes(w, r->target);
    put_text(w, " HTTP/1.");
    put_u8(w, (uint8_t)('0' + r->minor));
    put_text(w, "\r\n");
    for (size_t i = 0; i < r->field_count; i++) {
        put_bytes(w, r->fields[i].name);
        put_text(w, ": ");
        put_bytes(w, r->fields[i].value);
        put_text(w, "\r\n");
    }
    put_text(w, "\r\n");
}
