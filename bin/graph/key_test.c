/* SPDX-License-Identifier: ISC */
/*
 * key_test.c - goal: a key gets the value that was typed, or the reason why not. Method: a row for
 * each way to write a value of each kind of key, and for each way to get it wrong.
 */
#include "bin/graph/graph.h"
#include "test/test.h"
#include <string.h>

static const struct mirage_option drafts = {
    .type = MIRAGE_BOOL, .name = "drafts", .fallback = "false", .doc = "drafts"
};
static const struct mirage_option shards = {
    .type = MIRAGE_INT, .name = "shards", .group = "dmz", .fallback = "4", .doc = "shards"
};
static const struct mirage_option title = {
    .type = MIRAGE_STRING, .name = "my_title", .doc = "title"
};
static const struct mirage_option names = { .type = MIRAGE_HOST,
    .name = "names",
    .fallback = "a,b",
    .repeated = true,
    .doc = "names" };
static const struct mirage_option texts = {
    .type = MIRAGE_STRING, .name = "texts", .repeated = true, .doc = "texts"
};
static const struct mirage_option needed = {
    .type = MIRAGE_PORT, .name = "needed", .required = true, .doc = "a port"
};

enum { WORDS_MAX = 6 };

/* What the words give a key: its value, or the problem; and whether a word is left over. */
static const struct {
    const struct mirage_option *option;
    const char *words[WORDS_MAX];
    const char *value, *problem;
    const char *as_word; /* NULL: it was not given */
    size_t left;
} rows[] = {
    { &drafts, { NULL }, "false", NULL, NULL, 0 },
    { &drafts, { "--drafts" }, "true", NULL, "--drafts", 0 },
    { &drafts, { "--no-drafts" }, "false", NULL, "--no-drafts", 0 },
    { &drafts, { "--drafts=false" }, "false", NULL, "--no-drafts", 0 },
    { &drafts, { "--drafts", "true" }, "true", NULL, "--drafts", 1 },
    { &drafts, { "--drafts=" }, NULL, "--drafts: \"\" is not a BOOL", NULL, 0 },
    { &drafts, { "--no-drafts=true" }, "false", NULL, NULL, 1 },
    { &drafts, { "--drafts", "--drafts" }, NULL, "--drafts is given twice", NULL, 1 },
    { &drafts, { "--draft" }, "false", NULL, NULL, 1 },
    { &drafts, { "--draftss" }, "false", NULL, NULL, 1 },
    { &drafts, { "drafts" }, "false", NULL, NULL, 1 },
    { &shards, { NULL }, "4", NULL, NULL, 0 },
    { &shards, { "--dmz-shards=-9223372036854775808" }, "-9223372036854775808", NULL,
        "--dmz-shards=-9223372036854775808", 0 },
    { &shards, { "--dmz-shards=9223372036854775808" }, NULL, "--dmz-shards: ", NULL, 0 },
    { &shards, { "--dmz_shards", "-1" }, "-1", NULL, "--dmz-shards=-1", 0 },
    { &shards, { "--shards=1" }, "4", NULL, NULL, 1 },
    { &shards, { "--dmz-shards" }, NULL, "--dmz-shards needs a value", NULL, 0 },
    { &shards, { "--dmz-shards", "--1" }, NULL, "--dmz-shards needs a value", NULL, 1 },
    { &shards, { "--no-dmz-shards" }, "4", NULL, NULL, 1 },
    { &title, { NULL }, "", NULL, NULL, 0 },
    { &title, { "--my-title=--x=y" }, "--x=y", NULL, "--my-title=--x=y", 0 },
    { &title, { "--my_title", "a b" }, "a b", NULL, "--my-title=a b", 0 },
    { &title, { "--my-title=" }, "", NULL, "--my-title=", 0 },
    { &names, { NULL }, "a,b", NULL, NULL, 0 },
    { &names, { "--names=c,d", "x", "--names", "e" }, "c,d,e", NULL, "--names=c,d,e", 1 },
    { &names, { "--names=" }, "", NULL, "--names=", 0 },
    { &names, { "--names=c,,d" }, NULL, "--names: \"\" is not a HOST", NULL, 0 },
    { &texts, { "--texts=a\\,b,c\\\\" }, "a\\,b,c\\\\", NULL, "--texts=a\\,b,c\\\\", 0 },
    { &texts, { "--texts=a\\" }, NULL, "--texts: ", NULL, 0 },
    { &needed, { "--needed=65535" }, "65535", NULL, "--needed=65535", 0 },
    { &needed, { "--needed=65536" }, NULL, "--needed: \"65536\" is not a PORT", NULL, 0 },
    { &needed, { NULL }, NULL, "--needed is missing: a port", NULL, 0 },
};

static bool starts_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

static void check_row(size_t i)
{
    const char *typed[WORDS_MAX];
    bool used[WORDS_MAX] = { false };
    struct words w = { .at = typed, .used = used };
    struct key k = { .option = rows[i].option };
    struct args_problem problem = { 0 };
    size_t left = 0;

    for (; w.count < WORDS_MAX && rows[i].words[w.count] != NULL; w.count++)
        typed[w.count] = rows[i].words[w.count];
    enum err e = key_resolve(&k, &w, &problem);
    expect((e == OK) == (rows[i].problem == NULL));
    if (e != OK) {
        expect(
            starts_with(problem.text, rows[i].problem == NULL ? "?" : rows[i].problem));
        return;
    }
    expect(rows[i].value != NULL && strcmp(option_joined(&k.texts), rows[i].value) == 0);
    expect(k.is_given == (rows[i].as_word != NULL));
    if (k.is_given)
        expect(strcmp(key_word(&k), rows[i].as_word) == 0);
    for (size_t j = 0; j < w.count; j++)
        left += used[j] ? 0 : 1;
    expect(left == rows[i].left);
}

int main(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        test(graph_text("%s, row %zu", option_full_name(rows[i].option), i))
        {
            check_row(i);
        }
    test("a word is used once")
    {
        const char *typed[] = { "--needed", "80", "81" };
        bool used[3] = { false };
        struct words w = { typed, used, 3 };
        struct key k = { .option = &needed };
        struct args_problem problem = { 0 };

        expect(key_resolve(&k, &w, &problem) == OK);
        expect(strcmp(words_take_operand(&w), "81") == 0);
        expect(words_take_operand(&w) == NULL);
    }
    int result = test_result();
    graph_give_all();
    return result;
}
