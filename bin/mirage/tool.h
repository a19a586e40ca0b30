/* SPDX-License-Identifier: ISC */
/*
 * tool.h - what the files of the `mirage` command share.
 *
 * A command is a row: its names and texts, its options, and a function. Help, man pages,
 * completion and the parser all read the same rows, so they cannot disagree. main.c finds the row,
 * line.c sorts the words by it, and the function does the work:
 *
 *     main.c      the rows' list, prefixes, --help, --version
 *     line.c      a command line by the options of its command
 *     options.c   options that are the tool's alone; the others are in bin/graph
 *     help.c      plain help and the man pages
 *     complete.c  what the shells offer after a TAB
 *     home.c      where the project's files are, and its version
 *     version.c   whether config.c is for this version
 *     compile.c   config.c into the program mirage/config
 *     graph.c     configure, describe and query, which that program does
 *     build.c, clean.c, new.c, doctor.c, run.c     one command each
 *     process.c   other programs     text.c, say.c  memory and messages
 *
 * The tool lives for a moment: what it allocates hangs off `struct tool` and is freed at its end.
 */
#pragma once
#include "bin/graph/options.h"
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/* Exit statuses. */
enum status {
    DONE = 0,
    FAILED = 1,  /* said on stderr */
    USAGE = 124, /* the command line is wrong */
    BUG = 125,   /* the tool is */
};

enum color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

struct block;

struct tool {
    const char *exe;     /* this program */
    const char *home;    /* has include/, mk/ and VERSION */
    const char *graph;   /* libmirage-graph.a */
    const char *version; /* "0.1.0" */
    const char *config;  /* once compiled: config.c's name in the current folder */
    const char *program; /* and what it was compiled to */
    const char *scratch; /* a folder to remove at the end, or NULL */
    enum color color;
    int loudness; /* -1: -q; 1, 2: -v, -v -v */
    bool dry_run;
    struct block *blocks;
};

/* --- text.c: memory, strings, lists of words, files ------------------------------------------ */

void *take(struct tool *t, size_t octets); /* zeroed; ends the tool if there is none */
void take_all_back(struct tool *t);

[[gnu::format(printf, 2, 3)]] char *text(struct tool *t, const char *format, ...);

struct words {
    const char **at; /* ends with a NULL that is not counted */
    size_t count, room;
};
void words_add(struct tool *t, struct words *w, const char *word);
void words_add_split(struct tool *t, struct words *w, const char *words); /* at blanks */

/*
 * All that comes out of `fd`, or is in a file, with a NUL behind it. `len` may be NULL. NULL, and
 * errno: it cannot be read.
 */
char *read_all(struct tool *t, int fd, size_t *len);
char *file_text(struct tool *t, const char *path, size_t *len);
bool file_exists(const char *path);
bool file_is_directory(const char *path);

/* Takes the first line off *rest and ends it with a NUL; NULL: there is none. */
char *next_line(char **rest);

/* --- say.c: what the user reads --------------------------------------------------------------- */

/* "mirage: ..." on stderr; an error also ends with the status it returns. */
[[gnu::format(printf, 2, 3)]] enum status fail(
    const struct tool *t, const char *format, ...);
[[gnu::format(printf, 3, 4)]] enum status fail_usage(
    const struct tool *t, const char *command, const char *format, ...);

/* On stdout unless -q; on stderr if -v. */
[[gnu::format(printf, 2, 3)]] void say(const struct tool *t, const char *format, ...);
[[gnu::format(printf, 2, 3)]] void say_more(
    const struct tool *t, const char *format, ...);

/* --- process.c: other programs ---------------------------------------------------------------- */

/* What became of a program. */
struct outcome {
    int status; /* its exit status; 127: it could not be started */
    int signal; /* that ended it, or 0 */
};

/* Runs a program, found as a shell would, and waits for it. */
struct outcome run(struct tool *t, const struct words *words);

/* The same, and gives what it printed on stdout. */
struct outcome run_reading(struct tool *t, const struct words *words, char **printed);

/* Becomes the program; returns only if that fails, which is said. */
enum status become(struct tool *t, const struct words *words);

/* Where the shell would find `name`; NULL: nowhere. */
const char *program_path(struct tool *t, const char *name);

/* --- options.c, line.c: the command line ------------------------------------------------------ */

/* Those that mirage/config knows as well are in bin/graph/options.h. */
extern const struct option option_version, option_publish, option_example,
    option_man_format;

/* Every command has these; ends with NULL. */
extern const struct option *const common_options[];

struct example {
    const char *command, *what;
};

struct tool_line;

struct command {
    const char *name;
    const char *summary;         /* "compile config.c and ..." */
    const char *operands;        /* in the synopsis, after the options: "[NAME]" */
    const char *operand_choices; /* what an operand may be, "name|keys", or NULL */
    const char *description;     /* paragraphs, with empty lines between */
    const struct option *const *options; /* without the common ones; ends with NULL */
    const struct example *examples;      /* ends with an empty one */
    const char *see_also;                /* "mirage mirage-build" */
    bool has_keys;                       /* takes the keys of config.c as options */
    bool hidden;                         /* neither in help nor a prefix's meaning */
    enum status (*run)(struct tool *t, const struct tool_line *line);
};

/* In the order of the help; ends with NULL. */
extern const struct command *const commands[];
extern const struct command configure_command, build_command, run_command,
    describe_command, query_command, clean_command, new_command, doctor_command,
    help_command, complete_command;

struct given {
    const struct option *option;
    const char *value;
};

/* The words of a command line, sorted. */
struct tool_line {
    const struct command *command;
    struct given options[32];
    size_t option_count;
    struct words forward;  /* for mirage/config: how to configure */
    struct words operands; /* what is no option, before a -- */
    struct words rest;     /* what follows a -- */
    const char *const
        *words; /* all of them, for a hidden command; nothing else is then set */
};

/* USAGE, with the reason said, or DONE. What -q, -v, --color and --dry-run say goes into *t. */
enum status line_parse(struct tool *t, const struct command *c, const char *const words[],
    struct tool_line *out);

/* What was given last: its value, "" if it takes none; NULL: it was not given. */
const char *line_value(const struct tool_line *line, const struct option *o);

/* Whether `word` names option `o` with its dashes, as in "--fi=x"; no abbreviations. */
const struct option *option_named(const struct command *c, const char *word, size_t len);

/* The row that `word` names or abbreviates. NULL: none or several, which is said. */
const struct command *command_named(struct tool *t, const char *word);

/* The nearest of the visible commands' names, if one is near. */
const char *command_like(const char *word);

/* --- help.c ----------------------------------------------------------------------------------- */

void help_short(void); /* what `mirage` alone prints */

/* A command's page, NULL: the tool's, as text or in the language of man pages (mdoc). */
void help_plain(struct tool *t, const struct command *c);
void help_manual(struct tool *t, const struct command *c);

/* --- home.c, compile.c, graph.c, build.c ------------------------------------------------------ */

/* Fills in exe, home, graph and version. FAILED, said: the installation is broken. */
enum status find_home(struct tool *t);

/*
 * Changes to the folder of the config.c that the line names. FAILED, said: there is none.
 */
enum status enter_config_folder(struct tool *t, const struct tool_line *line);

/*
 * Makes mirage/config of the config.c that was entered, unless nothing has changed since that was
 * made; with --dry-run, and with `leave_no_trace`, elsewhere. FAILED: said, by the compiler or here.
 */
enum status compile_config(struct tool *t, bool leave_no_trace);

/* FAILED, said: the first line of the config.c that was entered asks for another version. */
enum status check_version(struct tool *t);

/* Removes what was made elsewhere. */
void remove_scratch(struct tool *t);

/* Prints the options that the config.c at hand adds to the command's, if there is one. */
enum status help_keys(struct tool *t, const struct tool_line *line);

/* Runs mirage/config `verb` with the words, and says so if it crashes. */
enum status run_graph(struct tool *t, const char *verb, const struct words *words);

/* The same, and gives what it printed. */
enum status run_graph_reading(
    struct tool *t, const char *verb, const struct words *words, char **printed);

/* Configures as before, or with the words of the line, and makes the image. */
enum status build_image(struct tool *t, const struct tool_line *line);
