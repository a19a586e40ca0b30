/* SPDX-License-Identifier: ISC */
/* emit_c.c - the pieces of C that main.c and jobs.h are made of, each as a text. */
#include "bin/graph/emit_c.h"
#include <string.h>

enum { WIDTH = 90 };

#define TYPE_CTYPE(name, text, ctype) [name] = #ctype,
static const char *const ctypes[] = { ARGS_TYPES(TYPE_CTYPE) };

const char *c_arg_type(const struct mirage_option *o)
{
    return ctypes[o->type];
}

const char *c_declaration(const char *ctype, const char *name)
{
    bool is_pointer = ctype[strlen(ctype) - 1] == '*';

    return graph_text("%s%s%s", ctype, is_pointer ? "" : " ", name);
}

const char *c_type(const struct node *n)
{
    if (n->kind == NODE_ARG)
        return n->arg->repeated ? "const struct arg_list *" : c_arg_type(n->arg);
    if (n->device.ops != NULL)
        return graph_text("struct %s", n->signature);
    return graph_text("const %s *", n->device.type);
}

const char *c_handle(const struct node *n)
{
    const char *self = n->device.type == NULL ? "NULL" : graph_text("&%s", n->instance);

    return n->device.ops == NULL ? self : graph_text("{ &%s, %s }", n->device.ops, self);
}

const char *c_value(const struct node *n)
{
    if (n->kind == NODE_ARG)
        return graph_text(
            "%sgiven.%s", n->arg->repeated ? "&" : "", arg_variable(n->arg));
    if (n->device.ops == NULL)
        return c_handle(n);
    return graph_text("(struct %s)%s", n->signature, c_handle(n));
}

void put_c_string(FILE *out, const char *text)
{
    fputc('"', out);
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;

        /* -std=c2x still has trigraphs, hence the question mark. */
        if (c == '"' || c == '\\' || c == '?')
            fprintf(out, "\\%c", c);
        else if (c == '\n')
            fputs("\\n", out);
        else if (c < ' ' || c == 0x7f)
            fprintf(out, "\\%03o", c);
        else
            fputc(c, out);
    }
    fputc('"', out);
}

void put_c_comment(FILE *out, const char *text)
{
    fputs("/* ", out);
    for (; *text != '\0'; text++) {
        fputc(*text == '\n' ? ' ' : *text, out);
        if (text[0] == '*' && text[1] == '/')
            fputc(' ', out);
    }
    fputs(" */\n", out);
}

/* How much deeper in brackets a character leads, or less. */
static int depth_of(char c)
{
    if (c == '(' || c == '{')
        return 1;
    return c == ')' || c == '}' ? -1 : 0;
}

/* Octets up to the next comma that is in no brackets of its own. */
static size_t part_len(const char *text)
{
    size_t len = 0;

    for (int depth = 0; text[len] != '\0' && (depth > 0 || text[len] != ','); len++)
        depth += depth_of(text[len]);
    return len;
}

void put_c_statement(FILE *out, const char *text, size_t indent)
{
    size_t column = indent;
    int depth = 0;

    fprintf(out, "%*s", (int)indent, "");
    for (; *text != '\0'; text++) {
        fputc(*text, out);
        column++;
        depth += depth_of(*text);
        if (*text == ',' && depth == 1 && column + part_len(text + 1) + 1 > WIDTH) {
            fprintf(out, "\n%*s", (int)indent + 4, "");
            column = indent + 4;
            text += text[1] == ' ' ? 1 : 0;
        }
    }
    fputc('\n', out);
}

void c_add_once(struct items *headers, const char *header)
{
    for (size_t i = 0; header != NULL && i < headers->count; i++)
        if (strcmp(headers->at[i], header) == 0)
            return;
    if (header != NULL)
        items_append(headers, graph_copy(header));
}

void put_c_includes(FILE *out, const struct items *headers)
{
    for (size_t i = 0; i < headers->count; i++)
        fprintf(out, "#include \"%s\"\n", (const char *)headers->at[i]);
}

const char *c_device_header(const struct node *n)
{
    return n->device.library == NULL ? NULL : library_header(n->device.library);
}
