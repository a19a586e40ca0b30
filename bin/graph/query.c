/* SPDX-License-Identifier: ISC */
/*
 * query.c - any one artefact or fact on stdout, for people and scripts, or as JSON.
 *
 * As text each thing is a line, and where it has several parts they are separated by tabs. A
 * generated file is printed as it would be written; as JSON it is a string.
 */
#include "bin/graph/graph.h"
#include <string.h>

/* A value of JSON, or the lines of the same. */
struct answer {
    FILE *out;
    bool as_json;
    bool has_rows;
};

static void put_fact(struct answer *a, const char *text)
{
    if (a->as_json)
        put_json_string(a->out, text);
    else
        fprintf(a->out, "%s\n", text);
}

static void begin_rows(struct answer *a)
{
    a->has_rows = false;
    if (a->as_json)
        fputc('[', a->out);
}

static void begin_row(struct answer *a)
{
    if (a->as_json)
        fputs(a->has_rows ? ",\n " : "", a->out);
    a->has_rows = true;
}

static void end_rows(struct answer *a)
{
    if (a->as_json)
        fputc(']', a->out);
}

/* One part of a row: "name": "text", or the text behind a tab. A NULL is null, or nothing. */
static void put_part(struct answer *a, bool is_first, const char *name, const char *text)
{
    if (!a->as_json) {
        fprintf(a->out, "%s%s", is_first ? "" : "\t", text == NULL ? "" : text);
        return;
    }
    fprintf(a->out, "%s\"%s\": ", is_first ? "{ " : ", ", name);
    if (text == NULL)
        fputs("null", a->out);
    else
        put_json_string(a->out, text);
}

static void end_row(struct answer *a)
{
    fputs(a->as_json ? " }" : "\n", a->out);
}

static void put_bool(struct answer *a, const char *name, bool value)
{
    if (a->as_json)
        fprintf(a->out, ", \"%s\": %s", name, value ? "true" : "false");
    else if (value)
        fprintf(a->out, "\t%s", name);
}

static void answer_name(struct answer *a)
{
    put_fact(a, graph_image());
}

static void answer_target(struct answer *a)
{
    put_fact(a, graph.target);
}

static void answer_libraries(struct answer *a)
{
    begin_rows(a);
    for (size_t i = 0; i < graph.libraries.count; i++) {
        const struct library *l = graph.libraries.at[i];

        begin_row(a);
        put_part(a, true, "name", l->name);
        put_part(a, false, "reason", l->reason);
        put_bool(a, "local", l->is_local);
        end_row(a);
    }
    end_rows(a);
}

static void answer_packages(struct answer *a)
{
    begin_rows(a);
    for (size_t i = 0; i < graph.packages.count; i++) {
        begin_row(a);
        put_fact(a, graph.packages.at[i]);
    }
    end_rows(a);
}

static void answer_files(struct answer *a)
{
    struct items all = artefacts();

    begin_rows(a);
    for (size_t i = 0; i < all.count; i++) {
        begin_row(a);
        put_fact(a, ((const struct artefact *)all.at[i])->path);
    }
    end_rows(a);
}

static void put_artefact(struct answer *a, void (*emit)(FILE *out))
{
    struct artefact text = artefact_of("", emit);

    if (a->as_json)
        put_json_string(a->out, text.text);
    else
        fputs(text.text, a->out);
}

static void answer_main(struct answer *a)
{
    put_artefact(a, emit_main);
}

static void answer_jobs(struct answer *a)
{
    put_artefact(a, emit_jobs);
}

static void answer_make(struct answer *a)
{
    put_artefact(a, emit_make);
}

static void answer_compile_commands(struct answer *a)
{
    put_artefact(a, emit_compile_commands);
}

static void put_option(struct answer *a, const struct mirage_option *o)
{
    begin_row(a);
    put_part(a, true, "name", option_full_name(o));
    put_part(a, false, "form", key_forms(o));
    put_part(a, false, "default", o->required ? NULL : o->fallback);
    put_part(a, false, "doc", o->doc);
    put_bool(a, "required", o->required);
}

static void answer_keys(struct answer *a)
{
    begin_rows(a);
    for (size_t i = 0; i < graph.keys.count; i++) {
        const struct key *k = graph.keys.at[i];

        put_option(a, k->option);
        put_part(
            a, false, "value", k->texts.count == 0 ? NULL : option_joined(&k->texts));
        put_bool(a, "given", k->is_given);
        end_row(a);
    }
    end_rows(a);
}

static void answer_args(struct answer *a)
{
    begin_rows(a);
    for (size_t i = 0; i < graph.args.count; i++) {
        put_option(a, ((const struct node *)graph.args.at[i])->arg);
        end_row(a);
    }
    end_rows(a);
}

static const char *node_name(const struct node *n)
{
    return n->kind == NODE_ARG ? graph_text("--%s", option_full_name(n->arg))
                               : n->instance;
}

static void answer_devices(struct answer *a)
{
    begin_rows(a);
    for (size_t i = 0; i < graph.order.count; i++) {
        const struct node *n = graph.order.at[i];

        begin_row(a);
        put_part(a, true, "name", n->instance);
        put_part(a, false, "signature", n->signature);
        put_part(a, false, "library", n->device.library);
        fputs(a->as_json ? ", \"inputs\": [" : "\t", a->out);
        for (size_t j = 0; j < n->input_count; j++) {
            fputs(j == 0 ? "" : a->as_json ? ", " : " ", a->out);
            if (a->as_json)
                put_json_string(a->out, node_name(n->inputs[j]));
            else
                fputs(node_name(n->inputs[j]), a->out);
        }
        fputs(a->as_json ? "]" : "", a->out);
        end_row(a);
    }
    end_rows(a);
}

static const struct {
    const char *name;
    void (*answer)(struct answer *a);
} infos[] = {
    { "name", answer_name },
    { "target", answer_target },
    { "libraries", answer_libraries },
    { "packages", answer_packages },
    { "files", answer_files },
    { "keys", answer_keys },
    { "args", answer_args },
    { "devices", answer_devices },
    { "main.c", answer_main },
    { "jobs.h", answer_jobs },
    { "Makefile", answer_make },
    { "compile_commands.json", answer_compile_commands },
};

const char query_infos[] =
    "name, target, libraries, packages, files, keys, args, devices, main.c, "
    "jobs.h, Makefile and compile_commands.json";

bool query(FILE *out, const char *info, bool as_json)
{
    struct answer a = { .out = out, .as_json = as_json };

    for (size_t i = 0; i < sizeof infos / sizeof infos[0]; i++) {
        if (strcmp(infos[i].name, info) != 0)
            continue;
        infos[i].answer(&a);
        if (as_json)
            fputc('\n', out);
        return true;
    }
    return false;
}

void query_all(FILE *out)
{
    struct answer a = { .out = out, .as_json = true };

    for (size_t i = 0; i < sizeof infos / sizeof infos[0]; i++) {
        fprintf(out, "%s\"%s\": ", i == 0 ? "{ " : ",\n  ", infos[i].name);
        infos[i].answer(&a);
    }
    fputs(" }\n", out);
}
