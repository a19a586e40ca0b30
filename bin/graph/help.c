/* SPDX-License-Identifier: ISC */
/* help.c - the part of `mirage configure --help` that depends on config.c: its keys. */
#include "bin/graph/graph.h"
#include <string.h>

enum { COLUMNS = 79, INDENT = 4 };

#define TYPE_TEXT(name, text, ctype) [name] = (text),
static const char *const type_texts[] = { ARGS_TYPES(TYPE_TEXT) };

const char *key_forms(const struct mirage_option *o)
{
    const char *name = option_full_name(o);

    if (o->repeated)
        return graph_text("--%s=%s,...", name, type_texts[o->type]);
    if (o->type == MIRAGE_BOOL)
        return graph_text("--%s, --no-%s", name, name);
    if (o->type == MIRAGE_ONE_OF)
        return graph_text("--%s=%s", name, o->choices);
    return graph_text("--%s=%s", name, type_texts[o->type]);
}

static void put_wrapped(FILE *out, const char *text)
{
    size_t column = 0;

    while (*(text += strspn(text, " \n")) != '\0') {
        size_t len = strcspn(text, " \n");

        if (column > 0 && column + 1 + len > COLUMNS) {
            fputc('\n', out);
            column = 0;
        }
        fprintf(out, "%*s%.*s", column == 0 ? 2 * INDENT : 1, "", (int)len, text);
        column += (column == 0 ? 2 * INDENT : 1) + len;
        text += len;
    }
    fputc('\n', out);
}

static void put_key(FILE *out, const struct mirage_option *o)
{
    bool has_default = !o->required && o->fallback != NULL;

    fprintf(out, "%*s%s\n", INDENT, "", key_forms(o));
    put_wrapped(
        out, graph_text("%s%s%s.%s", o->doc, has_default ? "; by default " : "",
                 has_default ? o->fallback : "", o->required ? " Required." : ""));
}

void keys_help(FILE *out)
{
    fprintf(out, "\nUNIKERNEL PARAMETERS\n");
    if (graph.keys.count == 0)
        fprintf(out, "%*sThe keys that %s declares are options, too; it has none.\n",
            INDENT, "", graph.config);
    for (size_t i = 0; i < graph.keys.count; i++)
        put_key(out, ((const struct key *)graph.keys.at[i])->option);
}
