/* SPDX-License-Identifier: ISC */
/*
 * graph_main.c - main() of mirage/config: config.c, the graph, and the command that asks for it.
 *
 *     mirage/config configure|build|describe|query WORD...
 *
 * The front end starts it in the folder of config.c with MIRAGE_HOME and MIRAGE_VERSION. `build` is
 * configure for a user who wants an image: without keys and target it takes those of last time,
 * as describe and query do, and it says nothing when it has worked.
 */
#define _GNU_SOURCE /* POSIX, under -std=c2x */
#include "bin/graph/declared.h"
#include "bin/graph/filegen.h"
#include "bin/graph/graph.h"
#include "bin/graph/options.h"
#include "bin/graph/picture.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char default_context[] = "mirage/context";

struct run {
    const char *command;
    struct options options;
    bool is_quiet, is_verbose;
};

static bool is(const struct run *r, const char *command)
{
    return strcmp(r->command, command) == 0;
}

/* Takes the common options out of `words`; what is left is for keys. */
static struct words take_options(
    const struct run *r, struct options *o, const struct items *words)
{
    struct words left = { .at = graph_take((words->count + 1) * sizeof(char *)),
        .used = graph_take(words->count + 1),
        .count = words->count };
    struct args_problem problem = { 0 };

    for (size_t i = 0; i < words->count; i++) {
        left.at[i] = words->at[i];
        if (strchr(left.at[i], '\n') != NULL)
            report_words(r->command, "a word may not hold a line break");
    }
    if (options_take(o, left.at, &left.count, &problem) != OK)
        report_words(r->command, "%s", problem.text);
    return left;
}

/* The words that configure kept; each but the first line is one. */
static struct items read_context(const struct run *r)
{
    const char *path = r->options.context_file;
    struct items words = { 0 };
    char *rest = graph_file(path != NULL ? path : default_context);

    if (rest == NULL && path != NULL)
        report_error("cannot find file '%s'", path);
    strsep(&rest, "\n");
    for (char *line; (line = strsep(&rest, "\n")) != NULL;)
        if (*line != '\0')
            items_append(&words, line);
    return words;
}

static bool has_keys(const struct words *w)
{
    for (size_t i = 0; i < w->count; i++)
        if (w->at[i][0] == '-')
            return true;
    return false;
}

/* Keys and target of the last configure, where the command line has none. */
static void use_context(struct run *r, struct items *words)
{
    struct options before = { 0 };
    bool from_scratch = is(r, "configure") && r->options.context_file == NULL;

    if (from_scratch || has_keys(&graph.words) || r->options.target != NULL)
        return;
    struct items kept = read_context(r);
    (void)take_options(r, &before, &kept);
    r->options.target = before.target;
    if (graph.output == NULL)
        graph.output = before.output;
    for (size_t i = 0; i < kept.count; i++)
        items_append(words, kept.at[i]);

    /* The options among them are known by now. */
    struct options again = { 0 };
    graph.words = take_options(r, &again, words);
}

static void choose_target(const struct run *r)
{
    struct args_problem problem = { 0 };

    if (options_target(&r->options, &graph.target, &problem) != OK)
        report_words(r->command, "%s", problem.text);
    if (!options_target_is_built(graph.target))
        report_error("the target %s is not built yet; unix is", graph.target);
}

static const char *variable(const char *name)
{
    const char *value = getenv(name);

    if (value == NULL || *value == '\0')
        report_error("%s is not set; this program is started by 'mirage'", name);
    return value;
}

static struct run read_words(int argc, char **argv)
{
    struct run r = { .command = argc > 1 ? argv[1] : "" };
    struct items words = { 0 };

    for (int i = 2; i < argc; i++)
        items_append(&words, argv[i]);
    graph.words = take_options(&r, &r.options, &words);
    report_color(r.options.color);
    const char *level = r.options.verbosity == NULL ? "" : r.options.verbosity;
    r.is_quiet = r.options.quiet != NULL || strcmp(level, "quiet") == 0 ||
                 strcmp(level, "error") == 0;
    r.is_verbose = r.options.verbose != NULL || strcmp(level, "info") == 0 ||
                   strcmp(level, "debug") == 0;
    if (r.options.file != NULL) {
        const char *slash = strrchr(r.options.file, '/');

        graph.config = slash == NULL ? r.options.file : slash + 1;
    }
    graph.home = variable("MIRAGE_HOME");
    graph.version = variable("MIRAGE_VERSION");
    if (strpbrk(graph.home, " \t") != NULL)
        report_error(
            "make cannot work in a folder with blanks in its name: %s", graph.home);
    if (!is(&r, "describe"))
        graph.output = r.options.output;
    use_context(&r, &words);
    return r;
}

static int configure(const struct run *r)
{
    struct items files = artefacts();

    if (!r->is_quiet && is(r, "configure"))
        declared_warn_of_unused_args();
    filegen_write(&files, r->options.dry_run != NULL, r->is_verbose);
    if (!r->is_quiet && r->options.dry_run == NULL && is(r, "configure"))
        printf("configured %s for -t %s. Now run 'make depends' and 'make'.\n",
            graph_image(), graph.target);
    return 0;
}

static void open_output(const struct run *r)
{
    const char *path = r->options.output;

    if (path != NULL && strcmp(path, "-") != 0 && freopen(path, "w", stdout) == NULL)
        report_error("cannot write %s: %s", path, strerror(errno));
}

static int describe(const struct run *r)
{
    open_output(r);
    if (r->options.svg != NULL)
        picture_pipe(describe_dot, "dot -Tsvg");
    else if (r->options.dot_command != NULL)
        picture_pipe(describe_dot, r->options.dot_command);
    else if (r->options.dot != NULL)
        describe_dot(stdout);
    else if (r->options.json != NULL)
        query_all(stdout);
    else
        describe_text(stdout);
    return 0;
}

static int answer(const struct run *r)
{
    const char *info = words_take_operand(&graph.words);
    const char *more = words_take_operand(&graph.words);

    if (more != NULL)
        report_words(r->command, "unexpected word '%s'", more);
    if (!query(stdout, info == NULL ? "packages" : info, r->options.json != NULL))
        report_words(r->command, "there is nothing called '%s' to query; there is %s",
            info, query_infos);
    return 0;
}

int main(int argc, char **argv)
{
    static const char *const commands = "configure|build|describe|query";
    struct run r = read_words(argc, argv);

    if (!options_has_choice(commands, r.command))
        report_words("help", "mirage/config does %s", commands);
    declared_check_keys();
    if (r.options.help != NULL) {
        keys_help(stdout);
        return 0;
    }
    choose_target(&r);
    graph_build(config, r.command);
    int status = is(&r, "describe") ? describe(&r)
                 : is(&r, "query")  ? answer(&r)
                                    : configure(&r);
    if (fflush(stdout) != 0 || ferror(stdout))
        report_error("cannot write: %s", strerror(errno));
    return status;
}
