/* SPDX-License-Identifier: ISC */
/*
 * compile.c - makes the program mirage/config of config.c and the *_device.c in folders beside it.
 *
 * It is compiled again only when something that it was made of has changed: mirage/host/inputs
 * keeps the command and, of each file that the compiler read, its time and size. Times are
 * compared for being the same, not for order, since an older file may replace a newer one. The
 * compiler is run in the folder of config.c, so that its messages have the names that the user
 * knows; they go straight to the terminal.
 */
#define _GNU_SOURCE /* POSIX, under -std=c2x */
#include "bin/mirage/tool.h"
#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/*
 * -O0 and a frame pointer let the graph find the line of config.c that made a device. Mistakes
 * that C allows but that cannot be meant are errors; the others are only told.
 */
static const char flags[] =
    "-std=c2x -g -O0 -fno-omit-frame-pointer -fno-pie -Wall -Wextra "
    "-Werror=incompatible-pointer-types -Werror=int-conversion "
    "-Werror=implicit-function-declaration";

struct compile {
    struct tool *t;
    const char *into;     /* "mirage", or a scratch folder */
    const char *inputs;   /* mirage/host/inputs */
    struct words sources; /* config.c first */
    struct words command; /* without what differs from source to source */
};

enum status enter_config_folder(struct tool *t, const struct tool_line *line)
{
    const char *file = line_value(line, &option_file);

    t->config = file == NULL ? "config.c" : file;
    const char *slash = strrchr(t->config, '/');
    const char *folder =
        slash == NULL ? NULL : text(t, "%.*s", (int)(slash - t->config + 1), t->config);
    if (file_is_directory(t->config))
        return fail(t, "'%s' is a directory; -f wants the config.c in it", t->config);
    if (!file_exists(t->config))
        return fail(t, "configuration file %s missing", t->config);
    if (folder != NULL && chdir(folder) != 0)
        return fail(t, "cannot enter %s: %s", folder, strerror(errno));
    if (slash != NULL)
        t->config = slash + 1;
    return DONE;
}

static void find_sources(struct compile *c)
{
    glob_t found = { 0 };

    words_add(c->t, &c->sources, c->t->config);
    if (glob("*/*_device.c", 0, NULL, &found) != 0)
        return;
    for (size_t i = 0; i < found.gl_pathc; i++)
        words_add(c->t, &c->sources, text(c->t, "%s", found.gl_pathv[i]));
    globfree(&found);
}

/* The compiler's words: $CC, or whichever C compiler there is. */
static enum status find_compiler(struct compile *c)
{
    static const char *const usual[] = { "gcc", "cc", "clang" };
    const char *chosen = getenv("CC");

    for (size_t i = 0; (chosen == NULL || *chosen == '\0') && i < 3; i++)
        if (program_path(c->t, usual[i]) != NULL)
            chosen = usual[i];
    if (chosen == NULL || *chosen == '\0')
        return fail(c->t, "there is no C compiler; 'apt-get install gcc' gives one");
    words_add_split(c->t, &c->command, chosen);
    if (c->command.count == 0 || program_path(c->t, c->command.at[0]) == NULL)
        return fail(c->t, "there is no C compiler '%s', which CC names", chosen);
    return DONE;
}

static void add_flags(struct compile *c)
{
    words_add_split(c->t, &c->command, flags);
    words_add(c->t, &c->command, "-I");
    words_add(c->t, &c->command, text(c->t, "%s/include", c->t->home));
    words_add(c->t, &c->command, "-I.");
}

/* All that decides what the compiler would do, as one line. */
static const char *command_line(struct compile *c)
{
    const char *line = "command";

    for (size_t i = 0; i < c->command.count; i++)
        line = text(c->t, "%s %s", line, c->command.at[i]);
    for (size_t i = 0; i < c->sources.count; i++)
        line = text(c->t, "%s %s", line, c->sources.at[i]);
    return line;
}

/* "input TIME SIZE PATH"; where there is no such file, a line that describes none. */
static const char *input_line(struct tool *t, const char *path)
{
    struct stat s;

    if (stat(path, &s) != 0)
        return text(t, "input - - %s", path);
    return text(t, "input %lld.%09ld %lld %s", (long long)s.st_mtim.tv_sec,
        s.st_mtim.tv_nsec, (long long)s.st_size, path);
}

/* Whether a file has changed since `began`, when the compiler may already have read it. */
static bool changed_since(const char *path, struct timespec began)
{
    struct stat s;

    if (stat(path, &s) != 0)
        return true;
    if (s.st_mtim.tv_sec != began.tv_sec)
        return s.st_mtim.tv_sec > began.tv_sec;
    return s.st_mtim.tv_nsec > began.tv_nsec;
}

/* A file that changed meanwhile gets a line that no file will ever have. */
static void remember_input(
    struct compile *c, FILE *out, const char *path, struct timespec began)
{
    fprintf(out, "%s\n",
        changed_since(path, began) ? "input changed" : input_line(c->t, path));
}

static bool is_fresh(struct compile *c)
{
    char *rest = file_text(c->t, c->inputs, NULL);
    char *line;

    if (rest == NULL || access(c->t->program, X_OK) != 0)
        return false;
    (void)next_line(&rest); /* the mark */
    line = next_line(&rest);
    if (line == NULL || strcmp(line, command_line(c)) != 0)
        return false;
    while ((line = next_line(&rest)) != NULL) {
        const char *path = line;

        for (int blanks = 0; blanks < 3 && *path != '\0'; path++)
            blanks += *path == ' ' ? 1 : 0;
        if (strcmp(line, input_line(c->t, path)) != 0)
            return false;
    }
    return true;
}

/* Writes a line for each file that the rule in `rule`, made by the compiler's -MMD, depends on. */
static void write_inputs(
    struct compile *c, FILE *out, const char *rule, struct timespec began)
{
    char *at = file_text(c->t, rule, NULL);

    at = at == NULL ? NULL : strchr(at, ':');
    if (at == NULL)
        return;
    at++;
    while (*at != '\0') {
        char *path = take(c->t, strlen(at) + 1);
        size_t len = 0;

        while (*at == ' ' || *at == '\n' || (at[0] == '\\' && at[1] == '\n'))
            at++;
        for (; *at != '\0' && *at != ' ' && *at != '\n'; at++) {
            if ((at[0] == '\\' && (at[1] == ' ' || at[1] == '#')) ||
                (at[0] == '$' && at[1] == '$'))
                at++;
            path[len++] = *at;
        }
        if (len > 0)
            remember_input(c, out, path, began);
    }
}

static enum status remember_inputs(struct compile *c, struct timespec began)
{
    FILE *out = fopen(c->inputs, "we");

    if (out == NULL)
        return fail(c->t, "cannot write %s: %s", c->inputs, strerror(errno));
    fprintf(out,
        "# Generated by mirage %s: how mirage/config was made, and of what.\n%s\n",
        c->t->version, command_line(c));
    for (size_t i = 0; i < c->sources.count; i++)
        write_inputs(c, out, text(c->t, "%s/host/%zu.d", c->into, i), began);
    remember_input(c, out, c->t->graph, began);
    return fclose(out) == 0 ? DONE : fail(c->t, "cannot write %s", c->inputs);
}

static const char *diagnostics_color(const struct tool *t)
{
    return t->color == COLOR_ALWAYS  ? "-fdiagnostics-color=always"
           : t->color == COLOR_NEVER ? "-fdiagnostics-color=never"
                                     : "-fdiagnostics-color=auto";
}

static enum status compile_source(struct compile *c, size_t i)
{
    const char *stem = text(c->t, "%s/host/%zu", c->into, i);
    struct words words = { 0 };

    for (size_t k = 0; k < c->command.count; k++)
        words_add(c->t, &words, c->command.at[k]);
    words_add(c->t, &words, diagnostics_color(c->t));
    words_add_split(c->t, &words, "-MMD -MF");
    words_add(c->t, &words, text(c->t, "%s.d", stem));
    words_add(c->t, &words, "-c");
    words_add(c->t, &words, c->sources.at[i]);
    words_add(c->t, &words, "-o");
    words_add(c->t, &words, text(c->t, "%s.o", stem));
    return run(c->t, &words).status == 0 ? DONE : FAILED;
}

static enum status link_program(struct compile *c)
{
    struct words words = { 0 };

    for (size_t k = 0; k < c->command.count; k++)
        words_add(c->t, &words, c->command.at[k]);
    words_add(c->t, &words, "-no-pie");
    for (size_t i = 0; i < c->sources.count; i++)
        words_add(c->t, &words, text(c->t, "%s/host/%zu.o", c->into, i));
    words_add(c->t, &words, c->t->graph);
    words_add(c->t, &words, "-o");
    words_add(c->t, &words, c->t->program);
    if (run(c->t, &words).status != 0)
        return fail(
            c->t, "%s does not link; does it define void config(void)?", c->t->config);
    return DONE;
}

static enum status make_folder(struct tool *t, const char *path)
{
    if (mkdir(path, 0777) == 0 || (errno == EEXIST && file_is_directory(path)))
        return DONE;
    return fail(t, "cannot make the folder %s: %s", path, strerror(errno));
}

static enum status compile_all(struct compile *c)
{
    struct timespec began = { 0 };
    enum status s = make_folder(c->t, c->into);

    (void)clock_gettime(CLOCK_REALTIME, &began);
    if (s == DONE)
        s = make_folder(c->t, text(c->t, "%s/host", c->into));
    if (s != DONE)
        return s;
    (void)remove(c->inputs);
    for (size_t i = 0; i < c->sources.count && s == DONE; i++)
        s = compile_source(c, i);
    if (s == DONE)
        s = link_program(c);
    if (s == DONE)
        s = remember_inputs(c, began);
    return s;
}

static void place(struct compile *c, const char *into)
{
    c->into = into;
    c->inputs = text(c->t, "%s/host/inputs", into);
    c->t->program = text(c->t, "%s/config", into);
}

static enum status place_in_scratch(struct compile *c)
{
    const char *where = getenv("TMPDIR");
    char *folder = text(c->t, "%s/mirage-XXXXXX", where == NULL ? "/tmp" : where);

    if (mkdtemp(folder) == NULL)
        return fail(c->t, "cannot make the folder %s: %s", folder, strerror(errno));
    c->t->scratch = folder;
    place(c, folder);
    return DONE;
}

enum status compile_config(struct tool *t, bool leave_no_trace)
{
    struct compile c = { .t = t };
    enum status s = check_version(t);

    if (s == DONE)
        s = find_compiler(&c);
    if (s != DONE)
        return s;
    add_flags(&c);
    find_sources(&c);
    place(&c, "mirage");
    if (is_fresh(&c))
        return DONE;
    if (leave_no_trace || t->dry_run)
        s = place_in_scratch(&c);
    return s == DONE ? compile_all(&c) : s;
}

void remove_scratch(struct tool *t)
{
    struct words words = { 0 };

    if (t->scratch == NULL)
        return;
    words_add_split(t, &words, "rm -rf");
    words_add(t, &words, t->scratch);
    (void)run(t, &words);
    t->scratch = NULL;
}
