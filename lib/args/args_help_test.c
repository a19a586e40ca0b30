/* SPDX-License-Identifier: ISC */
/* args_help_test.c - the whole help of a table that has each kind of row, to the character. */
#include "lib/args/args.h"
#include "test/test.h"
#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static const struct arg table[] = {
    { .type = ARGS_PORT,
        .name = "port",
        .section = "NETWORK",
        .fallback = "8080",
        .doc = "TCP port to listen on" },
    { .type = ARGS_STRING,
        .name = "logs",
        .letter = 'l',
        .repeated = true,
        .doc = "What to log, by source and by level; the most talkative level is debug "
               "and the "
               "least is quiet" },
    { .type = ARGS_BOOL,
        .name = "tls",
        .section = "NETWORK",
        .fallback = "true",
        .doc = "Serve HTTPS" },
    { .type = ARGS_BOOL,
        .name = "verbose",
        .letter = 'v',
        .fallback = "false",
        .doc = "Say more" },
    { .type = ARGS_ONE_OF,
        .name = "net",
        .group = "dmz",
        .section = "NETWORK",
        .choices = "host|direct",
        .required = true,
        .doc = "Which stack" },
    { .type = ARGS_PREFIX,
        .name = "rather_long_name",
        .section = "NETWORK",
        .doc = "Ours" },
    { .type = ARGS_STRING,
        .name = "title",
        .section = "NETWORK",
        .fallback = "My site",
        .doc = "12345678901234567890123456789012345678901234567890123" },
    { .type = ARGS_STRING,
        .name = "empty",
        .section = "NETWORK",
        .fallback = "",
        .doc = "\xc3\xa4\xc3\xb6\xc3\xbc 4567890123456789012345678901234567890123456 "
               "90123" },
};

/* clang-format off */
static const char expected[] =
    "Usage: www [ARGUMENT]...\n"
    "\n"
    "NETWORK\n"
    "  --port=PORT             TCP port to listen on. Default: 8080.\n"
    "  --[no-]tls              Serve HTTPS. Default: true.\n"
    "  --dmz-net=CHOICE        Which stack. One of: host, direct. Required.\n"
    "  --rather-long-name=PREFIX\n"
    "                          Ours.\n"
    "  --title=STRING          12345678901234567890123456789012345678901234567890123.\n"
    "                          Default: My site.\n"
    "  --empty=STRING          \xc3\xa4\xc3\xb6\xc3\xbc 4567890123456789012345678901234567890123456 90123.\n"
    "\n"
    "OPTIONS\n"
    "  -l, --logs=STRING,...   What to log, by source and by level; the most\n"
    "                          talkative level is debug and the least is quiet. May\n"
    "                          be repeated.\n"
    "  -v, --[no-]verbose      Say more.\n"
    "  --help                  Print this and end.\n";

static const char expected_of_nothing[] =
    "Usage: noop [ARGUMENT]...\n"
    "\n"
    "OPTIONS\n"
    "  --help                  Print this and end.\n";
/* clang-format on */

static void expect_help(
    const char *name, const struct arg *rows, size_t count, const char *text)
{
    uint8_t space[2048];
    struct writer w = writer_of((struct bytes_mut){ space, sizeof space });

    args_help(&w, name, rows, count);
    expect(!w.bad);
    if (!bytes_equal(written(&w), bytes_of_text(text)))
        printf("%.*s", (int)w.len, (const char *)space);
    expect(bytes_equal(written(&w), bytes_of_text(text)));
}

int main(void)
{
    test("sections in order, two columns, wrapped at 80")
        expect_help("www", table, COUNT(table), expected);
    test("a unikernel without arguments has --help")
        expect_help("noop", NULL, 0, expected_of_nothing);
    return test_result();
}
