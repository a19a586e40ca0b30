/* SPDX-License-Identifier: ISC */
/*
 * options.c - options that are the tool's own affair; those that mirage/config shares are in
 * bin/graph/options.c.
 */
#include "bin/mirage/tool.h"

const struct option option_publish = {
    .letter = 'p',
    .name = "publish",
    .value = "HOST:GUEST",
    .doc = "Make port GUEST of the unikernel reachable as port HOST of this "
           "machine. With -t unix the unikernel uses the host's own ports, so "
           "this sets the one boot argument of type PORT whose default is "
           "GUEST to HOST. May be repeated.",
};

const struct option option_example = {
    .letter = 'e',
    .name = "example",
    .value = "KIND",
    .choices = "hello|website|echo|protocol",
    .doc = "What to begin with: hello (logs a greeting; the default), website "
           "(serves the files of htdocs over HTTP), echo (a TCP echo server) "
           "or protocol (a protocol of your own, with its device, test and "
           "fuzz target).",
};

const struct option option_man_format = {
    .name = "man-format",
    .value = "FORMAT",
    .choices = "plain|groff",
    .doc = "plain text, or groff: the man page's source.",
};

const struct option option_version = {
    .name = "version",
    .doc = "Print the version.",
};

const struct option *const common_options[] = { &option_quiet, &option_verbose,
    &option_verbosity, &option_color, &option_help, &option_version, NULL };
