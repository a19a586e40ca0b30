/* SPDX-License-Identifier: ISC */
/*
 * build.c - configure, if need be, and make.
 *
 * Configuring costs some milliseconds when config.c has not changed, and then changes no file. So
 * it is simply done each time, rather than guessing whether it is due: mirage/config's `build` is
 * its configure, but takes the words of the last one if there are none, and says nothing.
 */
#define _GNU_SOURCE /* POSIX, under -std=c2x */
#include "bin/mirage/tool.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct option *const options[] = { &option_target, &option_file,
    &option_output, &option_context_file, &option_dry_run, NULL };

static const struct example examples[] = {
    { "mirage build", "Build as configured last, or with defaults." },
    { "mirage build -t unix --no-tls", "Configure so, and build." },
    { "mirage build -- V=1", "Pass words on to make." },
    { NULL, NULL },
};

static enum status build(struct tool *t, const struct tool_line *line);

const struct command build_command = {
    .name = "build",
    .summary = "configure if need be, and make the image",
    .operands = "[--KEY=VALUE]... [-- MAKE-WORD...]",
    .description = "Configures with the options and keys of the command line, or if "
                   "there are none as it was done last, and runs make on as many "
                   "processors as there are. What follows -- is passed to make.",
    .options = options,
    .examples = examples,
    .see_also = "mirage mirage-clean mirage-configure mirage-run mirage-config",
    .has_keys = true,
    .run = build,
};

static struct words make_words(struct tool *t, const struct tool_line *line)
{
    const char *flags = getenv("MAKEFLAGS");
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    struct words words = { 0 };

    words_add(t, &words, "make");
    if (flags == NULL || strstr(flags, "--jobserver") == NULL)
        words_add(t, &words, text(t, "-j%ld", processors < 1 ? 1 : processors));
    if (t->loudness > 0)
        words_add(t, &words, "V=1");
    for (size_t i = 0; line->command == &build_command && i < line->rest.count; i++)
        words_add(t, &words, line->rest.at[i]);
    return words;
}

static enum status make(struct tool *t, const struct tool_line *line)
{
    struct words words = make_words(t, line);

    if (t->dry_run) {
        fputs("* Run", stderr);
        for (size_t i = 0; i < words.count; i++)
            fprintf(stderr, " %s", words.at[i]);
        fputc('\n', stderr);
        return DONE;
    }
    if (program_path(t, "make") == NULL)
        return fail(t, "there is no make; 'apt-get install make' gives one");
    char *unheard;
    struct outcome o =
        t->loudness < 0 ? run_reading(t, &words, &unheard) : run(t, &words);
    return o.status == 0 ? DONE : FAILED;
}

enum status build_image(struct tool *t, const struct tool_line *line)
{
    enum status s = enter_config_folder(t, line);

    if (s == DONE)
        s = compile_config(t, false);
    if (s == DONE)
        s = run_graph(t, "build", &line->forward);
    if (s == DONE)
        s = make(t, line);
    remove_scratch(t);
    return s;
}

static enum status build(struct tool *t, const struct tool_line *line)
{
    return build_image(t, line);
}
