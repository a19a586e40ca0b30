/* SPDX-License-Identifier: ISC */
/*
 * key_fuzz.c - any words, a line each, for a key of each kind: what is accepted, printed as a word
 * and looked up again, has the same value.
 */
#include "bin/graph/graph.h"
#include "lib/base/invariant.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

static const struct mirage_option options[] = {
    { .type = MIRAGE_BOOL, .name = "drafts", .fallback = "false", .doc = "" },
    { .type = MIRAGE_INT, .name = "shards", .fallback = "4", .doc = "" },
    { .type = MIRAGE_STRING, .name = "title", .group = "dmz", .doc = "" },
    { .type = MIRAGE_ONE_OF, .name = "style", .choices = "wide|narrow", .doc = "" },
    { .type = MIRAGE_STRING,
        .name = "words",
        .fallback = "a,b",
        .repeated = true,
        .doc = "" },
    { .type = MIRAGE_IP, .name = "d_n_s", .repeated = true, .doc = "" },
    { .type = MIRAGE_BOOL, .name = "flags", .repeated = true, .doc = "" },
};

static struct words lines(const uint8_t *at, size_t len)
{
    char *text = graph_text("%.*s", (int)len, len == 0 ? "" : (const char *)at);
    struct words w = { .at = graph_take((len + 1) * sizeof(char *)),
        .used = graph_take(len + 1) };

    for (; w.count <= len && text != NULL; w.count++) {
        char *end = strchr(text, '\n');

        w.at[w.count] = text;
        if (end != NULL)
            *end = '\0';
        text = end == NULL ? NULL : end + 1;
    }
    return w;
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    struct words w = lines(at, len);
    struct args_problem problem = { 0 };

    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
        struct key k = { .option = &options[i] }, again = k;

        if (key_resolve(&k, &w, &problem) != OK || !k.is_given)
            continue;
        const char *word = key_word(&k);
        struct words one = { .at = &word, .used = (bool[]){ false }, .count = 1 };
        invariant(key_resolve(&again, &one, &problem) == OK && again.is_given);
        invariant(strcmp(option_joined(&k.texts), option_joined(&again.texts)) == 0);
    }
    graph_give_all();
    return 0;
}
