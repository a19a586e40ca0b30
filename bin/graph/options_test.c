/* SPDX-License-Identifier: ISC */
/*
 * options_test.c - goal: common options are taken from anywhere among the words, all else stays in
 * order. Method: rows of words, and what is left of them.
 */
#define _GNU_SOURCE /* POSIX, under -std=c2x */
#include "bin/graph/options.h"
#include "test/test.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS_MAX = 8 };

/* The words, and what was found as "target|output|file|dry-run|color|help: words left". */
static const struct {
    const char *words[WORDS_MAX];
    const char *found;
} rows[] = {
    { { NULL }, "-|-|-|-|-|-:" },
    { { "-t", "unix" }, "unix|-|-|-|-|-:" },
    { { "-thvt", "x" }, "hvt|-|-|-|-|-: x" },
    { { "--target=xen", "--target", "sim" }, "sim|-|-|-|-|-:" },
    { { "--tls", "-o", "www", "--title", "a b", "--dry-run" },
        "-|www|-||-|-: --tls --title a b" },
    { { "--config-file=a/config.c" }, "-|-|a/config.c|-|-|-:" },
    { { "-fa", "--color=never" }, "-|-|a|-|never|-:" },
    { { "--help" }, "-|-|-|-|-|:" },
    { { "--help=groff" }, "-|-|-|-|-|groff:" },
    { { "--help", "plain" }, "-|-|-|-|-|: plain" },
    { { "--dry-run", "--", "--dry-run", "-t" }, "-|-|-||-|-: -- --dry-run -t" },
    { { "--dry-runs", "-x", "-" }, "-|-|-|-|-|-: --dry-runs -x -" },
    { { "--output=" }, "-||-|-|-|-:" },
};

static const struct {
    const char *word, *problem;
} wrong[] = {
    { "-t", "option --target needs a value, TARGET" },
    { "--output", "option --output needs a value, NAME" },
    { "--dry-run=yes", "option --dry-run takes no value" },
    { "--color=blue", "option --color: 'blue' is not one of auto|always|never" },
    { "--target=foo", "option --target: 'foo' is not one of unix|" },
    { "--target=", "option --target: '' is not one of unix|" },
    { "-qv", "option --quiet takes no value" },
    { "--help=html", "option --help: 'html' is not one of plain|groff" },
};

static const char *or_dash(const char *text)
{
    return text == NULL ? "-" : text;
}

static void check_row(size_t i)
{
    const char *words[WORDS_MAX];
    struct options o = { 0 };
    struct args_problem problem = { 0 };
    char found[256];
    size_t count = 0;

    for (; count < WORDS_MAX && rows[i].words[count] != NULL; count++)
        words[count] = rows[i].words[count];
    expect(options_take(&o, words, &count, &problem) == OK);
    int len = snprintf(found, sizeof found, "%s|%s|%s|%s|%s|%s:", or_dash(o.target),
        or_dash(o.output), or_dash(o.file), or_dash(o.dry_run), or_dash(o.color),
        or_dash(o.help));
    for (size_t j = 0; j < count; j++)
        len += snprintf(found + len, sizeof found - (size_t)len, " %s", words[j]);
    expect(strcmp(found, rows[i].found) == 0);
}

static const char *target_with(const char *given, const char *mode, const char *fallback)
{
    const char *target = "refused";
    struct args_problem problem = { 0 };

    setenv("MODE", mode, 1);
    setenv("MIRAGE_DEFAULT_TARGET", fallback, 1);
    enum err e = options_target(&(struct options){ .target = given }, &target, &problem);
    expect((e == OK) == (problem.text[0] == '\0'));
    return target;
}

int main(void)
{
    test("options are taken, the rest is left")
    {
        for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
            check_row(i);
    }
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        test(wrong[i].problem)
        {
            const char *words[] = { wrong[i].word };
            struct options o = { 0 };
            struct args_problem problem = { 0 };
            size_t count = 1;

            expect(options_take(&o, words, &count, &problem) == ERR_MALFORMED);
            expect(
                strncmp(problem.text, wrong[i].problem, strlen(wrong[i].problem)) == 0);
        }
    test("-t counts more than MODE, and that more than MIRAGE_DEFAULT_TARGET")
    {
        expect(strcmp(target_with("hvt", "xen", "sim"), "hvt") == 0);
        expect(strcmp(target_with(NULL, "xen", "sim"), "xen") == 0);
        expect(strcmp(target_with(NULL, "", "sim"), "sim") == 0);
        expect(strcmp(target_with(NULL, "", ""), "unix") == 0);
        expect(strcmp(target_with(NULL, "foo", ""), "refused") == 0);
        expect(strcmp(target_with(NULL, "uni", ""), "refused") == 0);
    }
    test("choices are whole words")
    {
        expect(options_has_choice("a|bc|d", "a") && options_has_choice("a|bc|d", "bc"));
        expect(options_has_choice("a|bc|d", "d") && !options_has_choice("a|bc|d", "b"));
        expect(!options_has_choice("a|bc|d", "") && !options_has_choice("", "a"));
        expect(!options_has_choice("a|bc|d", "a|bc"));
    }
    return test_result();
}
