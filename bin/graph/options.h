/* SPDX-License-Identifier: ISC */
/*
 * options.h - the options that `mirage` and the program mirage/config both understand.
 *
 * The front end (bin/mirage) finds config.c and prints help by these rows; the graph
 * (graph_main.c) does what they ask for. Written once, so that the two cannot disagree. What is
 * not in the table is a key of config.c, whose type only the graph knows; so options_take() leaves
 * all that it does not know, in order.
 *
 *     struct options given = { 0 };
 *     if (options_take(&given, words, &count, &problem) != OK)
 *         return usage(problem.text);
 */
#pragma once
#include "lib/args/args.h"

struct option {
    char letter;          /* 'f' for -f; 0: none */
    const char *name;     /* "file" for --file */
    const char *alias;    /* "config-file", or NULL */
    const char *value;    /* what it is called in help, "FILE"; NULL: it takes none */
    const char *choices;  /* "auto|always|never"; NULL: anything */
    const char *variable; /* of the environment, that gives the default, or NULL */
    const char *doc;
    bool value_optional; /* --help and --help=groff */
    bool forwarded;      /* mirage/config gets it, too */
};

extern const struct option option_file, option_target, option_context_file,
    option_dry_run, option_output, option_json, option_dot, option_dot_command,
    option_svg, option_quiet, option_verbose, option_verbosity, option_color, option_help;

/* What was given, the last one if several; "" for what takes no value; NULL: not given. */
struct options {
    const char *file, *target, *context_file, *dry_run, *output, *json, *dot,
        *dot_command, *svg, *quiet, *verbose, *verbosity, *color, *help;
};

/*
 * Moves what is common from `words` into *o and leaves the rest, in order, also all that follows
 * `--`. ERR_MALFORMED with the reason: a value is missing, unwanted or not one of the choices.
 */
enum err options_take(
    struct options *o, const char *words[], size_t *count, struct args_problem *problem);

/*
 * Which target is meant: what -t said, else MODE, else MIRAGE_DEFAULT_TARGET, else "unix".
 * ERR_MALFORMED with the reason: there is no such target.
 */
enum err options_target(
    const struct options *o, const char **target, struct args_problem *problem);

/* Whether `word` is one of "auto|always|never". */
bool options_has_choice(const char *choices, const char *word);

/* Whether images can be built for a target of the table. */
bool options_target_is_built(const char *target);
