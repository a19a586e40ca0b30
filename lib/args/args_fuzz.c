/* SPDX-License-Identifier: ISC */
/*
 * args_fuzz.c - any line is split, parsed against a table of some of each kind, and what is wrong
 * with it is said in text that ends.
 */
#include "lib/args/args.h"
#include "lib/base/invariant.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

static bool tls;
static uint16_t port;
static uint64_t idle;
static const char *host, *net, *tag_values[4];
static struct ip_prefix prefixes[2];
static char tag_text[32];
static struct arg_list prefix_list = { .values = prefixes, .max = 2 };
static struct arg_list tags = {
    .values = tag_values, .max = 4, .text = tag_text, .text_max = sizeof tag_text
};
static const struct arg table[] = {
    { .type = ARGS_BOOL, .name = "tls", .letter = 'v', .value.boolean = &tls },
    { .type = ARGS_PORT,
        .name = "port",
        .letter = 'p',
        .fallback = "80",
        .value.port = &port },
    { .type = ARGS_DURATION, .name = "idle", .group = "a_b", .value.duration_ns = &idle },
    { .type = ARGS_HOST, .name = "host", .value.string = &host },
    { .type = ARGS_ONE_OF, .name = "net", .choices = "a|b", .value.string = &net },
    { .type = ARGS_PREFIX,
        .name = "prefix",
        .repeated = true,
        .value.list = &prefix_list },
    { .type = ARGS_STRING, .name = "tag", .repeated = true, .value.list = &tags },
};
enum { ROWS = sizeof table / sizeof table[0] };

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    static const char *words[16];
    static char text[1024];
    struct args_words w = {
        .words = words, .max = 16, .text = text, .text_max = sizeof text
    };
    struct args_problem problem;

    if (args_split((struct bytes){ at, len }, &w) != OK)
        return 0;
    enum err e = args_parse(table, ROWS, words, w.count, &problem);

    invariant(memchr(problem.text, '\0', sizeof problem.text) != NULL);
    invariant((e == ERR_MALFORMED) == (problem.text[0] != '\0'));
    invariant(tags.count <= tags.max && tags.text_len <= tags.text_max);
    return 0;
}
