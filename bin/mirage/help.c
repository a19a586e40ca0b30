/* SPDX-License-Identifier: ISC */
/*
 * help.c - what a command is and takes, made from its row: as text for the terminal, and as the
 * man page's source in mdoc. doc/man/ holds the latter; a test compares.
 *
 * Both are walks over the same page (write_page) with another set of print functions, so neither
 * can have a section that the other lacks.
 */
#include "bin/mirage/tool.h"
#include "lib/base/format.h"
#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { COLUMNS = 79, INDENT = 4 };

/* Of the man pages: changes with the release that changes the tool. */
#define PAGE_DATE "January 1, 2026"

/* How a page is printed. A paragraph may have any length. */
struct page {
    void (*title)(const char *name, const char *summary);
    void (*heading)(const char *text);
    void (*synopsis)(const struct command *c);
    void (*paragraph)(struct bytes text, bool first);
    void (*option)(const struct option *o);
    void (*item)(const char *term, const char *doc);
    void (*example)(const struct example *e);
    void (*list)(bool begins);
    void (*see_also)(struct tool *t, struct bytes names);
};

/* Takes the next word off the front of *text; empty: there is none. */
static struct bytes next_word(struct bytes *text)
{
    size_t from = 0;

    while (from < text->len && isspace(text->at[from]))
        from++;
    size_t until = from;
    while (until < text->len && !isspace(text->at[until]))
        until++;
    struct bytes word = bytes_part(*text, from, until - from);
    *text = bytes_part(*text, until, text->len);
    return word;
}

/* mirage-config is about a file, the other pages are about commands. */
static char page_section(struct bytes name)
{
    return bytes_equal(name, BYTES("mirage-config")) ? '5' : '1';
}

/* --- As text ---------------------------------------------------------------------------------- */

/* Text in lines of the terminal's width; line breaks in it are blanks. */
static void plain_wrap(struct bytes text, int indent)
{
    size_t column = 0;
    struct bytes word;

    while ((word = next_word(&text)).len > 0) {
        if (column == 0 || column + 1 + word.len > COLUMNS) {
            printf("%s%*s", column == 0 ? "" : "\n", indent, "");
            column = (size_t)indent;
        } else {
            putchar(' ');
            column++;
        }
        printf("%.*s", BYTES_ARGS(word));
        column += word.len;
    }
    putchar('\n');
}

static void plain_title(const char *name, const char *summary)
{
    printf("%s - %s\n", name, summary);
}

static void plain_heading(const char *text)
{
    printf("\n%s\n", text);
}

static void plain_synopsis(const struct command *c)
{
    if (c == NULL)
        printf("%*smirage COMMAND [OPTION]...\n", INDENT, "");
    else
        printf("%*smirage %s [OPTION]...%s%s\n", INDENT, "", c->name,
            *c->operands == '\0' ? "" : " ", c->operands);
}

static void plain_paragraph(struct bytes text, bool first)
{
    if (!first)
        putchar('\n');
    plain_wrap(text, INDENT);
}

static void plain_doc(const char *doc)
{
    plain_wrap(bytes_of_text(doc), 2 * INDENT);
}

static void plain_option(const struct option *o)
{
    const char *value = o->value == NULL ? "" : o->value;

    printf("%*s", INDENT, "");
    if (o->letter != 0)
        printf("-%c%s%s, ", o->letter, *value == '\0' ? "" : " ", value);
    printf("--%s", o->name);
    if (o->value != NULL)
        printf(o->value_optional ? "[=%s]" : "=%s", value);
    if (o->alias != NULL)
        printf(", --%s=%s", o->alias, value);
    if (o->variable != NULL)
        printf(" (environment: %s)", o->variable);
    putchar('\n');
    plain_doc(o->doc);
}

static void plain_item(const char *term, const char *doc)
{
    printf("%*s%s\n", INDENT, "", term);
    plain_doc(doc);
}

static void plain_example(const struct example *e)
{
    printf("%*s$ %s\n", INDENT, "", e->command);
    plain_doc(e->what);
}

static void plain_list(bool begins)
{
    (void)begins;
}

static void plain_see_also(struct tool *t, struct bytes names)
{
    const char *all = "";
    struct bytes name;

    while ((name = next_word(&names)).len > 0)
        all = text(t, "%s%s%.*s(%c)", all, *all == '\0' ? "" : ", ", BYTES_ARGS(name),
            page_section(name));
    plain_wrap(bytes_of_text(all), INDENT);
}

static const struct page plain = { plain_title, plain_heading, plain_synopsis,
    plain_paragraph, plain_option, plain_item, plain_example, plain_list,
    plain_see_also };

/* --- As a man page ---------------------------------------------------------------------------- */

static bool needs_escape(struct bytes word, size_t i)
{
    return word.at[i] == '\\' ||
           (word.at[i] == '-' && (i == 0 || strchr("-'([/", word.at[i - 1]) != NULL));
}

/* A word of text: nothing in it is taken for a request or an escape. Returns its width. */
static size_t manual_word(struct bytes word)
{
    size_t width = word.len;

    if (word.at[0] == '.' || word.at[0] == '\'')
        width += (size_t)printf("\\&");
    for (size_t i = 0; i < word.len; i++) {
        if (needs_escape(word, i))
            width += (size_t)printf("\\");
        putchar(word.at[i] == '\\' ? 'e' : word.at[i]);
    }
    return width;
}

/* A sentence ends its line, by which troff knows it. */
static void manual_text(struct bytes text)
{
    enum { ESCAPES_MAX = 6 };
    size_t column = 0;
    struct bytes word;

    while ((word = next_word(&text)).len > 0) {
        bool ends_sentence = strchr(".?!", word.at[word.len - 1]) != NULL;

        if (column > 0 && column + 1 + word.len + ESCAPES_MAX > COLUMNS) {
            putchar('\n');
            column = 0;
        }
        column += column > 0 ? (size_t)printf(" ") : 0;
        column += manual_word(word);
        if (ends_sentence && text.len > 0) {
            putchar('\n');
            column = 0;
        }
    }
    putchar('\n');
}

static void manual_title(const char *name, const char *summary)
{
    printf(".\\\" SPDX-License-Identifier: ISC\n"
           ".\\\" Written by the tool: mirage help --man-format=groff\n"
           ".Dd " PAGE_DATE "\n.Dt ");
    for (const char *c = name; *c != '\0'; c++)
        putchar(toupper((unsigned char)*c));
    printf(" 1\n.Os\n.Sh NAME\n.Nm %s\n.Nd %s\n", name, summary);
}

static void manual_heading(const char *text)
{
    printf(".Sh %s\n", text);
}

static void manual_synopsis(const struct command *c)
{
    if (c == NULL) {
        printf(".Nm\n.Ar COMMAND\n.Op Ar OPTION ...\n");
        return;
    }
    printf(".Nm mirage %s\n.Op Ar OPTION ...\n", c->name);
    if (*c->operands != '\0')
        manual_text(bytes_of_text(c->operands));
}

static void manual_paragraph(struct bytes text, bool first)
{
    if (!first)
        puts(".Pp");
    manual_text(text);
}

static void manual_option(const struct option *o)
{
    printf(".It ");
    if (o->letter != 0)
        printf("Fl %c%s%s , ", o->letter, o->value == NULL ? "" : " Ar ",
            o->value == NULL ? "" : o->value);
    printf("Fl -%s", o->name);
    if (o->value != NULL)
        printf(o->value_optional ? " Ns Op = Ns Ar %s" : " Ns = Ns Ar %s", o->value);
    if (o->alias != NULL)
        printf(" , Fl -%s Ns = Ns Ar %s", o->alias, o->value);
    if (o->variable != NULL)
        printf(" Pq environment : Ev %s", o->variable);
    putchar('\n');
    manual_text(bytes_of_text(o->doc));
}

static void manual_item(const char *term, const char *doc)
{
    printf(".It %s\n", term);
    manual_text(bytes_of_text(doc));
}

static void manual_example(const struct example *e)
{
    fputs(".It Li \"$ ", stdout);
    for (const char *c = e->command; *c != '\0'; c++)
        printf("%s%c", *c == '-' ? "\\" : "", *c);
    puts("\"");
    manual_text(bytes_of_text(e->what));
}

static void manual_list(bool begins)
{
    puts(begins ? ".Bl -tag -width Ds" : ".El");
}

static void manual_see_also(struct tool *t, struct bytes names)
{
    struct bytes name;

    (void)t;
    while ((name = next_word(&names)).len > 0)
        printf(".Xr %.*s %c%s\n", BYTES_ARGS(name), page_section(name),
            names.len == 0 ? "" : " ,");
}

static const struct page manual = { manual_title, manual_heading, manual_synopsis,
    manual_paragraph, manual_option, manual_item, manual_example, manual_list,
    manual_see_also };

/* --- What a page says ------------------------------------------------------------------------- */

struct item {
    const char *term, *doc;
};

static const struct item statuses[] = {
    { "0", "Done." },
    { "1", "It failed; the reason is on stderr." },
    { "124", "The command line is wrong." },
    { "125", "The tool itself is: a bug to report." },
    { NULL, NULL },
};

static const struct item variables[] = {
    { "MODE", "The target, if -t does not say." },
    { "MIRAGE_DEFAULT_TARGET", "The target, if neither -t nor MODE does." },
    { "CC", "The C compiler, gcc by default: for config.c and for the image." },
    { "MIRAGE_HOME",
        "Where the project's headers, rules and sources are, if not beside the tool." },
    { "MIRAGE_CACHE",
        "Where the libraries are built for all unikernels, ~/.cache/mirage by default." },
    { NULL, NULL },
};

static const struct item files[] = {
    { "config.c", "The description of the unikernel: see mirage-config(5)." },
    { "Makefile",
        "Written by configure; yours, named Makefile.user, is included by it." },
    { "mirage/main.c", "The wiring of the devices, written by configure." },
    { "mirage/jobs.h", "The jobs as they have to be defined, written by configure." },
    { "dist/main", "The image, for -t unix; dist/NAME and dist/NAME.SUFFIX for others." },
    { NULL, NULL },
};

static const struct example tool_examples[] = {
    { "mirage new hello && cd hello", "Make a folder with a first unikernel." },
    { "mirage configure -t unix && make depends && make && dist/main",
        "Build and run it." },
    { NULL, NULL },
};

static const char tool_see_also[] =
    "mirage-build mirage-clean mirage-configure mirage-describe mirage-doctor "
    "mirage-help mirage-new mirage-query mirage-run mirage-config";

#define TOOL_SUMMARY "build unikernels from a config.c"

static const char tool_description[] =
    "Links an application, and of the libraries that an operating "
    "system is made of those that it uses, into one image that runs as "
    "a process, under a tender or on a hypervisor. A C program, "
    "config.c, says what the unikernel is made of; configure turns it "
    "into a Makefile and the wiring in C.\n\n"
    "A command may be shortened as long as no other begins so: mirage "
    "conf.";

static void write_items(
    const struct page *p, const char *heading, const struct item *items)
{
    p->heading(heading);
    p->list(true);
    for (; items->term != NULL; items++)
        p->item(items->term, items->doc);
    p->list(false);
}

static void write_examples(const struct page *p, const struct example *e)
{
    if (e == NULL)
        return;
    p->heading("EXAMPLES");
    p->list(true);
    for (; e->command != NULL; e++)
        p->example(e);
    p->list(false);
}

static void write_description(const struct page *p, const char *text)
{
    p->heading("DESCRIPTION");
    for (bool first = true; *text != '\0'; first = false) {
        const char *end = strstr(text, "\n\n");
        size_t len = end == NULL ? strlen(text) : (size_t)(end - text);

        p->paragraph((struct bytes){ (const uint8_t *)text, len }, first);
        text += end == NULL ? len : len + 2;
    }
}

static void write_options(const struct page *p, const struct command *c)
{
    p->heading("OPTIONS");
    p->list(true);
    for (size_t i = 0; c != NULL && c->options != NULL && c->options[i] != NULL; i++)
        p->option(c->options[i]);
    for (size_t i = 0; common_options[i] != NULL; i++)
        if (c != NULL || common_options[i] == &option_help ||
            common_options[i] == &option_version)
            p->option(common_options[i]);
    p->list(false);
}

static void write_commands(const struct page *p)
{
    p->heading("COMMANDS");
    p->list(true);
    for (size_t i = 0; commands[i] != NULL; i++)
        if (!commands[i]->hidden)
            p->item(commands[i]->name, commands[i]->summary);
    p->list(false);
}

/* The tool's own page has in addition what is true for all commands. */
static void write_page(struct tool *t, const struct page *p, const struct command *c)
{
    p->title(c == NULL ? "mirage" : text(t, "mirage-%s", c->name),
        c == NULL ? TOOL_SUMMARY : c->summary);
    p->heading("SYNOPSIS");
    p->synopsis(c);
    write_description(p, c == NULL ? tool_description : c->description);
    if (c == NULL)
        write_commands(p);
    write_options(p, c);
    if (c == NULL) {
        write_items(p, "ENVIRONMENT", variables);
        write_items(p, "FILES", files);
    }
    write_items(p, "EXIT STATUS", statuses);
    write_examples(p, c == NULL ? tool_examples : c->examples);
    p->heading("SEE ALSO");
    p->see_also(t, bytes_of_text(c == NULL ? tool_see_also : c->see_also));
}

void help_plain(struct tool *t, const struct command *c)
{
    write_page(t, &plain, c);
}

void help_manual(struct tool *t, const struct command *c)
{
    write_page(t, &manual, c);
}

void help_short(void)
{
    puts("Usage: mirage COMMAND [OPTION]...\n");
    for (size_t i = 0; commands[i] != NULL; i++)
        if (!commands[i]->hidden)
            printf("  %-10s %s\n", commands[i]->name, commands[i]->summary);
    puts("\nA first unikernel:\n\n"
         "  mirage new hello && cd hello\n"
         "  mirage configure -t unix && make depends && make && dist/main\n\n"
         "'mirage COMMAND --help' says what a command takes.");
}
