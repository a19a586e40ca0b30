/* SPDX-License-Identifier: ISC */
/*
 * doctor.c - what this machine can build and run, and what is missing with the command that helps.
 */
#define _GNU_SOURCE /* POSIX, under -std=c2x */
#include "bin/mirage/tool.h"
#include <glob.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static enum status doctor(struct tool *t, const struct tool_line *line);

static const struct example examples[] = {
    { "mirage doctor", "Print a line or more for each target." },
    { NULL, NULL },
};

const struct command doctor_command = {
    .name = "doctor",
    .summary = "say which targets this machine can build and run",
    .operands = "",
    .description = "Prints for each target if images for it can be built and run on "
                   "this machine, and if not, what is missing and the command that "
                   "installs it. Fails if a target that this version can build lacks "
                   "something.",
    .examples = examples,
    .see_also = "mirage mirage-configure mirage-run",
    .run = doctor,
};

/* Something on this machine: a program that the shell would find, or a file by its pattern. */
struct part {
    const char *name, *package;
    bool is_file;
};

static const struct part unix_parts[] = {
    { "gcc", "gcc", false },
    { "make", "make", false },
    { "strip", "binutils", false },
    { "objcopy", "binutils", false },
    { "/usr/lib/*-linux-musl/rcrt1.o", "musl-dev", true },
    { NULL, NULL, false },
};

static bool is_here(struct tool *t, const struct part *p)
{
    glob_t found = { 0 };

    if (!p->is_file)
        return program_path(t, p->name) != NULL;
    bool here = glob(p->name, 0, NULL, &found) == 0;
    globfree(&found);
    return here;
}

static enum status check_unix(struct tool *t)
{
    const char *missing = "", *packages = "";

    for (const struct part *p = unix_parts; p->name != NULL; p++) {
        if (is_here(t, p))
            continue;
        missing = text(t, "%s%s%s", missing, *missing == '\0' ? "" : ", ", p->name);
        if (strstr(packages, p->package) == NULL)
            packages = text(t, "%s %s", packages, p->package);
    }
    if (*missing == '\0') {
        puts("unix     can be built and run");
        return DONE;
    }
    printf("unix     cannot be built; missing: %s\n         help: %sapt-get install%s\n",
        missing, geteuid() == 0 ? "" : "sudo ", packages);
    return FAILED;
}

static void print_others(struct tool *t)
{
    const char *names = option_target.choices;

    while (*names != '\0') {
        size_t len = strcspn(names, "|");
        const char *name = text(t, "%.*s", (int)len, names);

        if (!options_target_is_built(name))
            printf("%-8s is not built in this version\n", name);
        names += names[len] == '\0' ? len : len + 1;
    }
}

/* What later targets will want, and what single commands do. */
static void print_rest(struct tool *t)
{
    const char *qemu = program_path(t, "qemu-system-x86_64");
    const char *dot = program_path(t, "dot");

    puts("\nBeside the targets:");
    if (access("/dev/kvm", F_OK) != 0)
        puts("  /dev/kvm is not here: hvt and virtio will not be accelerated");
    else if (access("/dev/kvm", R_OK | W_OK) != 0)
        puts("  /dev/kvm is not yours to use; help: sudo usermod -aG kvm $USER");
    else
        puts("  /dev/kvm can be used: for hvt and virtio");
    if (qemu == NULL)
        puts("  qemu-system-x86_64 is not here: for virtio; help: apt-get install "
             "qemu-system-x86");
    else
        printf("  %s is here: for virtio\n", qemu);
    if (dot == NULL)
        puts("  dot is not here: for 'mirage describe --svg'; help: apt-get install "
             "graphviz");
    else
        printf("  %s is here: for 'mirage describe --svg'\n", dot);
}

static enum status doctor(struct tool *t, const struct tool_line *line)
{
    if (line->operands.count > 0)
        return fail_usage(t, "doctor", "unexpected word '%s'", line->operands.at[0]);
    enum status s = check_unix(t);
    print_others(t);
    print_rest(t);
    return s;
}
