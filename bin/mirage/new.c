/* SPDX-License-Identifier: ISC */
/*
 * new.c - makes a folder with a first unikernel in it.
 *
 * What it holds are the real files of HOME/bin/mirage/new/KIND, in which @NAME@ stands for the
 * name. A name that begins with a dot is kept there without it ("gitignore"), or it would apply to
 * the tree itself. Their first line, which names our licence, is left out: what comes of them is
 * the user's own.
 */
#define _GNU_SOURCE /* POSIX, under -std=c2x */
#include "bin/mirage/tool.h"
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const struct option *const options[] = { &option_example, NULL };

static const struct example examples[] = {
    { "mirage new hello", "Make the folder hello; its README.md says how to go on." },
    { "mirage new www --example website", "Begin with a web site." },
    { NULL, NULL },
};

static enum status make_new(struct tool *t, const struct tool_line *line);

const struct command new_command = {
    .name = "new",
    .summary = "make a folder with a first unikernel",
    .operands = "NAME",
    .description = "Makes the folder NAME with a commented config.c, unikernel.c, "
                   "README.md and .gitignore that configure, build and run as they "
                   "are. NAME is also the image's name: letters, digits, '-' and '_', "
                   "the first a letter.",
    .options = options,
    .examples = examples,
    .see_also = "mirage mirage-build mirage-configure mirage-run mirage-config",
    .run = make_new,
};

/* A longer one would not fit where names of files and hosts go. */
enum { NAME_LEN_MAX = 63 };

static bool is_name(const char *name)
{
    if (!isalpha((unsigned char)name[0]) || strlen(name) > NAME_LEN_MAX)
        return false;
    for (const char *c = name; *c != '\0'; c++)
        if (!isalnum((unsigned char)*c) && *c != '-' && *c != '_')
            return false;
    return true;
}

static void write_filled_in(FILE *out, struct bytes rest, const char *name)
{
    static const char place[] = "@NAME@";
    enum { PLACE_LEN = sizeof place - 1 };
    const uint8_t *at;

    while (
        rest.at != NULL && (at = memmem(rest.at, rest.len, place, PLACE_LEN)) != NULL) {
        size_t before = (size_t)(at - rest.at);

        (void)fwrite(rest.at, 1, before, out);
        fputs(name, out);
        rest = bytes_part(rest, before + PLACE_LEN, rest.len);
    }
    if (rest.len > 0)
        (void)fwrite(rest.at, 1, rest.len, out);
}

static enum status copy_file(
    struct tool *t, const char *from, const char *to, const char *name)
{
    size_t len;
    const char *all = file_text(t, from, &len);

    if (all == NULL)
        return fail(t, "cannot read %s: %s", from, strerror(errno));
    FILE *out = fopen(to, "wxe");
    if (out == NULL)
        return fail(t, "cannot write %s: %s", to, strerror(errno));
    struct bytes rest = { (const uint8_t *)all, len };
    if (bytes_start_with(rest, BYTES("/* SPDX-License-Identifier:")))
        (void)bytes_split(&rest, '\n');
    write_filled_in(out, rest, name);
    bool failed = ferror(out) != 0;
    if (fclose(out) != 0 || failed)
        return fail(t, "cannot write %s", to);
    return DONE;
}

static enum status copy_folder(
    struct tool *t, const char *from, const char *to, const char *name)
{
    struct dirent **entries;
    enum status s = DONE;
    int count = scandir(from, &entries, NULL, alphasort);

    if (count < 0)
        return fail(t, "cannot read %s: %s", from, strerror(errno));
    if (mkdir(to, 0777) != 0)
        s = fail(t, "cannot make the folder %s: %s", to, strerror(errno));
    for (int i = 0; i < count; free(entries[i++])) {
        const char *entry = entries[i]->d_name;
        const char *source = text(t, "%s/%s", from, entry);
        const char *target =
            text(t, "%s/%s%s", to, strcmp(entry, "gitignore") == 0 ? "." : "", entry);

        if (s != DONE || entry[0] == '.')
            continue;
        s = file_is_directory(source) ? copy_folder(t, source, target, name)
                                      : copy_file(t, source, target, name);
    }
    free(entries);
    return s;
}

static enum status make_new(struct tool *t, const struct tool_line *line)
{
    const char *kind = line_value(line, &option_example);
    const char *from = text(t, "%s/bin/mirage/new", t->home);

    if (line->operands.count != 1)
        return fail_usage(t, "new", "exactly one NAME is needed");
    const char *name = line->operands.at[0];
    if (!is_name(name))
        return fail_usage(t, "new",
            "'%s' cannot be a name: letters, digits, '-' and '_', the first a letter, at "
            "most %d",
            name, NAME_LEN_MAX);
    if (file_exists(name))
        return fail(t, "there is a file or folder '%s' already", name);
    enum status s =
        copy_folder(t, text(t, "%s/%s", from, kind == NULL ? "hello" : kind), name, name);
    if (s == DONE)
        say(t,
            "Made %s/. Now: cd %s && mirage configure -t unix && make depends && make && "
            "dist/main",
            name, name);
    return s;
}
