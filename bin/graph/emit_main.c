/* SPDX-License-Identifier: ISC */
/*
 * emit_main.c - mirage/main.c: the wiring of the unikernel as C that a person reads.
 *
 * From top to bottom it has the boot arguments, the devices (each after those it stands on), the
 * jobs, and the tables of all three for lib/boot. Nothing of this machine gets in, neither paths
 * nor times: the same config.c gives the same image everywhere.
 */
#include "bin/graph/emit_c.h"
#include <string.h>

/* Values of a list argument, and octets of their text. */
enum { LIST_VALUES = 64, LIST_TEXT = 2048 };

#define TYPE_NAME(name, text, ctype) [name] = #name,
static const char *const type_names[] = { ARGS_TYPES(TYPE_NAME) };

/* The member of struct arg's union. */
static const char *const members[] = {
    [MIRAGE_BOOL] = "boolean",
    [MIRAGE_INT] = "integer",
    [MIRAGE_STRING] = "string",
    [MIRAGE_PORT] = "port",
    [MIRAGE_DURATION] = "duration_ns",
    [MIRAGE_IP] = "ip",
    [MIRAGE_IPV4] = "ip",
    [MIRAGE_IPV6] = "ip",
    [MIRAGE_PREFIX] = "prefix",
    [MIRAGE_MAC] = "mac",
    [MIRAGE_HOST] = "string",
    [MIRAGE_ONE_OF] = "string",
    [MIRAGE_PATH] = "string",
};

static bool is_text(const struct mirage_option *o)
{
    return strcmp(members[o->type], "string") == 0;
}

/* --- Boot arguments ------------------------------------------------------------------ */

static void put_given_member(FILE *out, const struct mirage_option *o)
{
    const char *name = arg_variable(o);

    if (!o->repeated) {
        fprintf(out, "    %s;\n", c_declaration(c_arg_type(o), name));
        return;
    }
    fprintf(out, "    struct arg_list %s;\n", name);
    fprintf(out, "    %s[%d];\n",
        c_declaration(c_arg_type(o), graph_text("%s_values", name)), LIST_VALUES);
    if (is_text(o))
        fprintf(out, "    char %s_text[%d];\n", name, LIST_TEXT);
}

static void put_given_list(FILE *out, const struct mirage_option *o)
{
    const char *name = arg_variable(o);

    fprintf(
        out, "    .%s = { .values = given.%s_values, .max = %d", name, name, LIST_VALUES);
    if (is_text(o))
        fprintf(out, ",\n        .text = given.%s_text, .text_max = %d", name, LIST_TEXT);
    fputs(" },\n", out);
}

static void put_given(FILE *out)
{
    bool has_lists = false;

    fputs("/* What they were given as, or their defaults. */\nstatic struct {\n", out);
    for (size_t i = 0; i < graph.args.count; i++) {
        const struct node *n = graph.args.at[i];

        put_given_member(out, n->arg);
        has_lists = has_lists || n->arg->repeated;
    }
    fputs(has_lists ? "} given = {\n" : "} given", out);
    for (size_t i = 0; i < graph.args.count; i++) {
        const struct node *n = graph.args.at[i];

        if (n->arg->repeated)
            put_given_list(out, n->arg);
    }
    fputs(has_lists ? "};\n\n" : ";\n\n", out);
}

static void put_text_field(FILE *out, const char *field, const char *text)
{
    if (text == NULL)
        return;
    fprintf(out, "        .%s = ", field);
    put_c_string(out, text);
    fputs(",\n", out);
}

static void put_arg_row(FILE *out, const struct mirage_option *o)
{
    fprintf(out, "    {\n        .type = %s,\n", type_names[o->type]);
    put_text_field(out, "name", o->name);
    put_text_field(out, "group", o->group);
    put_text_field(out, "section", o->section);
    put_text_field(out, "doc", o->doc);
    put_text_field(out, "fallback", o->required ? NULL : o->fallback);
    put_text_field(out, "choices", o->type == MIRAGE_ONE_OF ? o->choices : NULL);
    if (o->required)
        fputs("        .required = true,\n", out);
    if (o->repeated)
        fputs("        .repeated = true,\n", out);
    fprintf(out, "        .value.%s = &given.%s,\n    },\n",
        o->repeated ? "list" : members[o->type], arg_variable(o));
}

static void put_args(FILE *out)
{
    if (graph.args.count == 0)
        return;
    fputs("\n/* --- Boot arguments "
          "------------------------------------------------------------------ */\n\n",
        out);
    put_given(out);
    fputs("static const struct arg args[] = {\n", out);
    for (size_t i = 0; i < graph.args.count; i++)
        put_arg_row(out, ((const struct node *)graph.args.at[i])->arg);
    fputs("};\n", out);
}

/* --- Devices ------------------------------------------------------------------------- */

static bool has_contents(const struct node *n)
{
    const struct mirage_device *d = &n->device;

    return d->state != NULL || d->files != NULL || d->fields != NULL || n->wire_count > 0;
}

static void put_instance(FILE *out, const struct node *n)
{
    const struct mirage_device *d = &n->device;
    const char *name = n->instance;

    if (d->files != NULL)
        fprintf(out,
            "extern const struct crunch_file %s_files[];\nextern const size_t "
            "%s_file_count;\n",
            name, name);
    if (d->state != NULL)
        fprintf(
            out, "static %s;\n", c_declaration(d->state, graph_text("%s_state", name)));
    fprintf(out, "static const %s = {", c_declaration(d->type, name));
    if (!has_contents(n)) {
        fputs(" 0 };\n", out);
        return;
    }
    fputc('\n', out);
    if (d->state != NULL)
        fprintf(out, "    .state = &%s_state,\n", name);
    if (d->files != NULL)
        fprintf(out, "    .files = %s_files,\n    .file_count = &%s_file_count,\n", name,
            name);
    if (d->fields != NULL)
        fprintf(out, "    %s,\n", d->fields);
    for (size_t i = 0; i < n->wire_count; i++)
        fprintf(out, "    .%s = %s,\n", d->wires[i].field, c_handle(n->inputs[i]));
    fputs("};\n", out);
}

static void put_connect(FILE *out, const struct node *n)
{
    const struct mirage_device *d = &n->device;
    const char *call = graph_text("return %s(mine", d->connect);

    if (d->type != NULL)
        call = graph_text("%s, &%s", call, n->instance);
    for (size_t i = n->wire_count; i < n->input_count; i++)
        call = graph_text("%s, %s", call, c_value(n->inputs[i]));
    fprintf(out, "\nstatic enum err connect_%s(struct nursery *mine)\n{\n", n->instance);
    put_c_statement(out, graph_text("%s);", call), 4);
    fputs("}\n", out);
}

static void put_device(FILE *out, const struct node *n)
{
    const struct mirage_device *d = &n->device;

    fputc('\n', out);
    if (d->why != NULL)
        put_c_comment(out, d->why);
    if (d->type != NULL)
        put_instance(out, n);
    if (d->connect != NULL)
        put_connect(out, n);
    if (d->disconnect != NULL)
        fprintf(out, "\nstatic void disconnect_%s(void)\n{\n    %s(%s%s);\n}\n",
            n->instance, d->disconnect, d->type == NULL ? "" : "&",
            d->type == NULL ? "" : n->instance);
}

static bool is_in_table(const struct node *n)
{
    return n->kind == NODE_DEVICE &&
           (n->device.connect != NULL || n->device.disconnect != NULL);
}

/* False: there is nothing to do at boot, and no table. */
static bool put_device_table(FILE *out)
{
    bool has_rows = false;

    for (size_t i = 0; i < graph.order.count; i++) {
        const struct node *n = graph.order.at[i];

        if (!is_in_table(n))
            continue;
        if (!has_rows)
            fputs("\nstatic const struct unikernel_device devices[] = {\n", out);
        has_rows = true;
        const char *row = graph_text("{ \"%s\"", n->instance);
        if (n->device.connect != NULL)
            row = graph_text("%s, .connect = connect_%s", row, n->instance);
        if (n->device.disconnect != NULL)
            row = graph_text("%s, .disconnect = disconnect_%s", row, n->instance);
        put_c_statement(out, graph_text("%s },", row), 4);
    }
    if (has_rows)
        fputs("};\n", out);
    return has_rows;
}

static bool put_devices(FILE *out)
{
    bool is_first = true;

    for (size_t i = 0; i < graph.order.count; i++) {
        const struct node *n = graph.order.at[i];

        if (n->kind != NODE_DEVICE)
            continue;
        if (is_first)
            fputs("\n/* --- Devices "
                  "----------------------------------------------------------------------"
                  "--- */\n",
                out);
        is_first = false;
        put_device(out, n);
    }
    return put_device_table(out);
}

/* --- Jobs ---------------------------------------------------------------------------- */

static void put_jobs(FILE *out)
{
    if (graph.jobs.count == 0)
        return;
    fputs("\n/* --- Jobs "
          "---------------------------------------------------------------------------- "
          "*/\n",
        out);
    for (size_t i = 0; i < graph.order.count; i++) {
        const struct node *n = graph.order.at[i];

        if (n->kind != NODE_JOB)
            continue;
        const char *call = graph_text("return %s(mine", n->function);
        for (size_t j = 0; j < n->input_count; j++)
            call = graph_text("%s, %s", call, c_value(n->inputs[j]));
        fprintf(out,
            "\nstatic enum err run_%s(struct nursery *mine, void *arg)\n{\n"
            "    (void)arg;\n",
            n->instance);
        put_c_statement(out, graph_text("%s);", call), 4);
        fputs("}\n", out);
    }
    fputs("\nstatic const struct unikernel_job jobs[] = {\n", out);
    for (size_t i = 0; i < graph.order.count; i++) {
        const struct node *n = graph.order.at[i];

        if (n->kind == NODE_JOB)
            fprintf(out, "    { \"%s\", run_%s },\n", n->instance, n->instance);
    }
    fputs("};\n", out);
}

/* ".libraries = ", a line for each few of them. */
static void put_library_names(FILE *out)
{
    enum { PER_LINE = 10 };

    fputs("    .libraries = ", out);
    for (size_t i = 0; i < graph.libraries.count; i++) {
        const struct library *l = graph.libraries.at[i];
        bool starts = i % PER_LINE == 0, last = i + 1 == graph.libraries.count;

        fprintf(out, "%s%s%s%s", starts && i > 0 ? "\n                 " : "",
            starts ? "\"" : "", l->name, last ? "" : " ");
        if (last || i % PER_LINE == PER_LINE - 1)
            fputc('"', out);
    }
    fputs(",\n", out);
}

static void put_unikernel(FILE *out, bool has_devices)
{
    fputs("\nconst struct unikernel unikernel = {\n    .name = ", out);
    put_c_string(out, graph.name);
    fprintf(out, ",\n    .target = \"%s\",\n    .version = \"%s\",\n", graph.target,
        graph.version);
    put_library_names(out);
    if (graph.args.count > 0)
        fputs("    .args = args,\n    .arg_count = sizeof args / sizeof args[0],\n", out);
    if (has_devices)
        fputs("    .devices = devices,\n"
              "    .device_count = sizeof devices / sizeof devices[0],\n",
            out);
    if (graph.jobs.count > 0)
        fputs("    .jobs = jobs,\n    .job_count = sizeof jobs / sizeof jobs[0],\n", out);
    fputs("};\n", out);
}

void emit_main(FILE *out)
{
    struct items headers = { 0 };

    fprintf(out,
        "/* Generated by mirage %s from %s; changes will be lost. */\n"
        "/*\n"
        " * main.c - the wiring of %s for -t %s: its boot arguments, its devices,\n"
        " * each after those that it stands on, and its jobs.\n"
        " */\n",
        graph.version, graph.config, graph.name, graph.target);
    c_add_once(&headers, "mirage/jobs.h");
    c_add_once(&headers, "lib/boot/boot.h");
    for (size_t i = 0; i < graph.order.count; i++) {
        const struct node *n = graph.order.at[i];

        c_add_once(&headers, n->kind == NODE_DEVICE ? c_device_header(n) : NULL);
        c_add_once(&headers, n->kind == NODE_DEVICE ? n->device.header : NULL);
    }
    put_c_includes(out, &headers);
    put_args(out);
    bool has_devices = put_devices(out);
    put_jobs(out);
    put_unikernel(out, has_devices);
}
