/* SPDX-License-Identifier: ISC */
/* log_test.c - rules of -l, which lines they show, and how a line looks at its limits. */
#include "lib/base/log.h"
#include "test/test.h"

static char line[LOG_LINE_MAX + 1];
static size_t line_len;
static unsigned lines;

static void keep(struct bytes b)
{
    line_len = bytes_copy((struct bytes_mut){ (uint8_t *)line, sizeof line - 1 }, b);
    line[line_len] = 0;
    lines++;
}

/* What follows the time stamp, as far as it looks like one. */
static const char *behind_time(void)
{
    static const char shape[] = "dddd-dd-ddTdd:dd:dd.dddZ ";

    for (size_t i = 0; i < sizeof shape - 1; i++) {
        bool digit = line[i] >= '0' && line[i] <= '9';
        if (shape[i] == 'd' ? !digit : line[i] != shape[i])
            return "no time stamp";
    }
    return line + sizeof shape - 1;
}

static bool shows(const struct log *log, enum log_level level, const char *source)
{
    unsigned before = lines;

    log_to(log, level, source, "x");
    return lines > before;
}

/* The level that a source has: the last that is shown. */
static enum log_level level_of(const struct log *log, const char *source)
{
    for (enum log_level level = LOG_DEBUG; level > LOG_QUIET; level--)
        if (shows(log, level, source))
            return level;
    return LOG_QUIET;
}

static void test_rules(void)
{
    static const struct {
        const char *rule;
        enum err result;
        enum log_level others, http, tcp;
    } rows[] = {
        { "info", OK, LOG_INFO, LOG_INFO, LOG_INFO },
        { "quiet", OK, LOG_QUIET, LOG_QUIET, LOG_QUIET },
        { "*:debug", OK, LOG_DEBUG, LOG_DEBUG, LOG_DEBUG },
        { "http:debug", OK, LOG_WARNING, LOG_DEBUG, LOG_WARNING },
        { "http:quiet", OK, LOG_WARNING, LOG_QUIET, LOG_WARNING },
        { "app,http:debug,tcp:error", OK, LOG_APP, LOG_DEBUG, LOG_ERROR },
        { "http:debug,error", OK, LOG_ERROR, LOG_DEBUG, LOG_ERROR },
        { "http:debug,http:info", OK, LOG_WARNING, LOG_INFO, LOG_WARNING },
        { "http:debug,http:error,tcp:quiet", OK, LOG_WARNING, LOG_ERROR, LOG_QUIET },
        { "", ERR_MALFORMED, LOG_WARNING, LOG_WARNING, LOG_WARNING },
        { "loud", ERR_MALFORMED, LOG_WARNING, LOG_WARNING, LOG_WARNING },
        { "Info", ERR_MALFORMED, LOG_WARNING, LOG_WARNING, LOG_WARNING },
        { ":info", ERR_MALFORMED, LOG_WARNING, LOG_WARNING, LOG_WARNING },
        { "http:", ERR_MALFORMED, LOG_WARNING, LOG_WARNING, LOG_WARNING },
        { "a:b:info", ERR_MALFORMED, LOG_WARNING, LOG_WARNING, LOG_WARNING },
        { "info,", ERR_MALFORMED, LOG_WARNING, LOG_WARNING, LOG_WARNING },
        { ",info", ERR_MALFORMED, LOG_WARNING, LOG_WARNING, LOG_WARNING },
        { "debug,loud", ERR_MALFORMED, LOG_WARNING, LOG_WARNING, LOG_WARNING },
    };

    test("rules, which are taken whole or not at all")
    {
        for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
            struct log log;
            log_init(&log, keep);
            expect(log_configure(&log, bytes_of_text(rows[i].rule)) == rows[i].result);
            expect(level_of(&log, "other") == rows[i].others);
            expect(level_of(&log, "http") == rows[i].http);
            expect(level_of(&log, "tcp") == rows[i].tcp);
        }
    }
    test("rules add up over several options")
    {
        struct log log;
        log_init(&log, keep);
        expect(log_configure(&log, BYTES("http:debug")) == OK);
        expect(log_configure(&log, BYTES("quiet")) == OK);
        expect(level_of(&log, "http") == LOG_DEBUG && level_of(&log, "tcp") == LOG_QUIET);
        expect(log_configure(&log, BYTES("http:app")) == OK);
        expect(level_of(&log, "http") == LOG_APP && log.level_max == LOG_APP);
    }
}

static void test_rule_limits(void)
{
    struct log log;
    char rule[] = "a:info";

    log_init(&log, keep);
    test("as many rules as there may be, and one more")
    {
        for (int i = 0; i < LOG_RULES_MAX; i++) {
            rule[0] = (char)('a' + i);
            expect(log_configure(&log, bytes_of_text(rule)) == OK);
        }
        expect(log_configure(&log, BYTES("zzz:info")) == ERR_TOO_LARGE);
        expect(log_configure(&log, BYTES("b:debug,quiet")) == OK);
        expect(level_of(&log, "b") == LOG_DEBUG && level_of(&log, "zzz") == LOG_QUIET);
    }
    test("the longest source, and one octet more")
    {
        log_init(&log, keep);
        expect(log_configure(&log, BYTES("0123456789012345678901234567890:debug")) == OK);
        expect(level_of(&log, "0123456789012345678901234567890") == LOG_DEBUG);
        expect(log_configure(&log, BYTES("01234567890123456789012345678901:debug")) ==
               ERR_TOO_LARGE);
    }
    test("a NUL in a source")
    {
        expect(log_configure(&log, BYTES("a\0b:debug")) == ERR_MALFORMED);
    }
}

static void test_lines(void)
{
    struct log log;

    log_init(&log, keep);
    (void)!log_configure(&log, BYTES("debug"));
    test("a line")
    {
        log_to(&log, LOG_INFO, "http", "listening on port %u", 8080u);
        expect(strcmp(behind_time(), "INFO  [http] listening on port 8080\n") == 0);
        log_to(&log, LOG_WARNING, "a", "b");
        expect(strcmp(behind_time(), "WARNING [a] b\n") == 0);
        log_to(&log, LOG_APP, "a", "%s", "");
        expect(strcmp(behind_time(), "APP   [a] \n") == 0);
    }
    test("a unikernel's name")
    {
        memcpy(log.name, "www", 4);
        log_to(&log, LOG_ERROR, "a", "b");
        expect(strcmp(behind_time(), "www ERROR [a] b\n") == 0);
        log.name[0] = 0;
    }
    test("no peer forges a line or commands the terminal")
    {
        log_to(&log, LOG_INFO, "a", "b%s", "\r\n\t\x1b[2J\x01\x1f\x7f");
        expect(strcmp(behind_time(),
                   "INFO  [a] b\\x0d\\x0a\\x09\\x1b[2J\\x01\\x1f\\x7f\n") == 0);
        log_to(&log, LOG_INFO, "a",
            "\xc2\x9b"
            "2J \xc3\x9b \xc2\xa0~ %c",
            0);
        expect(strcmp(behind_time(), "INFO  [a] \xc2\\x9b"
                                     "2J \xc3\x9b \xc2\xa0~ \\x00\n") == 0);
    }
    test("outside a unikernel nothing is printed")
    {
        unsigned before = lines;
        log_info("a", "b");
        expect(lines == before && !log_shows(LOG_ERROR, "a"));
        log_to(NULL, LOG_ERROR, "a", "b");
        expect(lines == before);
    }
}

/* A message of `n` octets, each of which takes `size` in the line. */
static void test_length(size_t n, char octet, size_t size)
{
    static const size_t head = sizeof "2026-01-31T12:00:00.123Z INFO  [a] " - 1;
    char message[LOG_LINE_MAX * 2];
    struct log log;

    log_init(&log, keep);
    (void)!log_configure(&log, BYTES("debug"));
    memset(message, octet, n);
    message[n] = 0;
    log_to(&log, LOG_INFO, "a", "%s", message);
    size_t whole = head + n * size + 1;
    expect(line_len <= LOG_LINE_MAX && line[line_len - 1] == '\n');
    expect(whole > LOG_LINE_MAX || line_len == whole);
    expect(whole <= LOG_LINE_MAX || line_len > LOG_LINE_MAX - size);
    expect((line_len - 1 - head) % size == 0);
}

int main(void)
{
    test_rules();
    test_rule_limits();
    test_lines();
    test("lines of each length, cut between characters")
    {
        for (size_t n = 0; n < LOG_LINE_MAX * 2; n++) {
            test_length(n, 'x', 1);
            test_length(n, '\n', 4);
        }
    }
    return test_result();
}
