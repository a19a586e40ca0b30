/* SPDX-License-Identifier: ISC */
/*
 * device.c - nodes of the graph, as the constructors of mirage.h make them.
 *
 * A handle in config.c is a pointer to a node, or to the option of a boot argument; anything else
 * is a mistake. A description is copied, since a constructor may have put its strings together on
 * its stack. Equal descriptions with equal inputs are one node: config.c may call a constructor as
 * often as it likes. Inputs exist before what is made of them, so there are no cycles.
 */
#include "bin/graph/graph.h"
#include <string.h>

static const char *ordinal(size_t n)
{
    const char *ending = n % 10 == 1 && n != 11   ? "st"
                         : n % 10 == 2 && n != 12 ? "nd"
                         : n % 10 == 3 && n != 13 ? "rd"
                                                  : "th";

    return graph_text("%zu%s", n, ending);
}

const char *node_title(const struct node *n)
{
    if (n->kind == NODE_JOB)
        return graph_text("the job %s", n->function);
    if (n->kind == NODE_ARG)
        return graph_text("the boot argument --%s", option_full_name(n->arg));
    if (strcmp(n->signature, n->device.name) == 0)
        return graph_text("the device %s", n->signature);
    return graph_text("the %s %s", n->signature, n->device.name);
}

static struct node *node_of(const void *handle)
{
    for (size_t i = 0; i < graph.nodes.count; i++) {
        struct node *n = graph.nodes.at[i];

        if (n == handle || (n->kind == NODE_ARG && n->arg == handle))
            return n;
    }
    return NULL;
}

static void add_input(struct node *n, const void *handle)
{
    size_t at = n->input_count + 1;

    if (handle == NULL)
        report_at(&n->trace, "%s: its %s device is missing", node_title(n), ordinal(at));
    struct node *input = node_of(handle);
    if (input == NULL)
        report_at(&n->trace, "%s: its %s device was not made by a constructor",
            node_title(n), ordinal(at));
    n->inputs[n->input_count++] = input;
}

static bool is_same_text(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static bool is_same_inputs(const struct node *a, const struct node *b)
{
    if (a->input_count != b->input_count || a->wire_count != b->wire_count)
        return false;
    for (size_t i = 0; i < a->wire_count; i++)
        if (strcmp(a->device.wires[i].field, b->device.wires[i].field) != 0)
            return false;
    return memcmp(a->inputs, b->inputs, sizeof a->inputs) == 0;
}

/* The strings of a description, by their offsets. */
static const size_t texts[] = {
    offsetof(struct mirage_device, name),
    offsetof(struct mirage_device, why),
    offsetof(struct mirage_device, library),
    offsetof(struct mirage_device, header),
    offsetof(struct mirage_device, type),
    offsetof(struct mirage_device, ops),
    offsetof(struct mirage_device, state),
    offsetof(struct mirage_device, fields),
    offsetof(struct mirage_device, connect),
    offsetof(struct mirage_device, disconnect),
    offsetof(struct mirage_device, files),
    offsetof(struct mirage_device, directory),
    offsetof(struct mirage_device, targets),
    offsetof(struct mirage_device, packages),
};
enum { TEXTS = sizeof texts / sizeof texts[0] };

static const char **text_in(struct mirage_device *d, size_t which)
{
    return (const char **)(void *)((char *)d + texts[which]);
}

static bool is_same_device(struct node *a, struct node *b)
{
    if (a->kind != b->kind || strcmp(a->signature, b->signature) != 0 ||
        !is_same_inputs(a, b))
        return false;
    for (size_t i = 0; i < TEXTS; i++)
        if (!is_same_text(*text_in(&a->device, i), *text_in(&b->device, i)))
            return false;
    return true;
}

static bool is_same_job(const struct node *a, const struct node *b)
{
    return a->kind == b->kind && strcmp(a->function, b->function) == 0 &&
           is_same_inputs(a, b);
}

/* --- Devices --------------------------------------------------------------------------------- */

static void add_inputs(struct node *n, const struct mirage_device *d)
{
    size_t wires = sizeof d->wires / sizeof d->wires[0];
    size_t parameters = sizeof d->parameters / sizeof d->parameters[0];

    for (size_t i = 0; i < wires && d->wires[i].field != NULL; i++) {
        n->device.wires[i].field = graph_copy(d->wires[i].field);
        add_input(n, d->wires[i].device);
        if (n->inputs[i]->kind == NODE_ARG)
            report_at(&n->trace,
                "%s: a boot argument is not known when .%s is wired; it "
                "belongs into .parameters",
                node_title(n), d->wires[i].field);
    }
    n->wire_count = n->input_count;
    while (parameters > 0 && d->parameters[parameters - 1] == NULL)
        parameters--;
    for (size_t i = 0; i < parameters; i++)
        add_input(n, d->parameters[i]);
}

/* What whoever describes a device can get wrong. */
static void check_description(const struct node *n)
{
    const struct mirage_device *d = &n->device;
    bool has_instance = d->type != NULL;
    bool has_contents =
        d->state != NULL || d->fields != NULL || d->files != NULL || n->wire_count > 0;

    if (!has_instance && d->ops == NULL)
        report_at(
            &n->trace, "%s: its description has neither .type nor .ops", node_title(n));
    if (!has_instance && has_contents)
        report_at(&n->trace, "%s: its description has no .type to hold what it says",
            node_title(n));
    if (d->connect == NULL && n->input_count > n->wire_count)
        report_at(&n->trace,
            "%s: its description has .parameters, but no .connect to take them",
            node_title(n));
    if (d->library == NULL && d->header == NULL)
        report_at(&n->trace, "%s: its description has neither .library nor .header",
            node_title(n));
}

void *mirage_device(const char *signature, const struct mirage_device *d)
{
    struct node *n = graph_take(sizeof *n);

    n->kind = NODE_DEVICE;
    n->signature = signature;
    n->trace = trace_here(NULL);
    n->device = *d;
    for (size_t i = 0; i < TEXTS; i++)
        *text_in(&n->device, i) = graph_copy(*text_in(&n->device, i));
    if (n->device.name == NULL)
        n->device.name = n->device.files != NULL ? n->device.files : signature;
    add_inputs(n, d);
    check_description(n);
    for (size_t i = 0; i < graph.nodes.count; i++)
        if (is_same_device(graph.nodes.at[i], n))
            return graph.nodes.at[i];
    items_append(&graph.nodes, n);
    return n;
}

/* --- Boot arguments -------------------------------------------------------------------------- */

static const char *const arg_signatures[] = {
    [MIRAGE_BOOL] = "arg_bool",
    [MIRAGE_INT] = "arg_int",
    [MIRAGE_STRING] = "arg_string",
    [MIRAGE_PORT] = "arg_port",
    [MIRAGE_DURATION] = "arg_duration",
    [MIRAGE_IP] = "arg_ip",
    [MIRAGE_IPV4] = "arg_ipv4",
    [MIRAGE_IPV6] = "arg_ipv6",
    [MIRAGE_PREFIX] = "arg_prefix",
    [MIRAGE_MAC] = "arg_mac",
    [MIRAGE_HOST] = "arg_host",
    [MIRAGE_ONE_OF] = "arg_one_of",
    [MIRAGE_PATH] = "arg_path",
};

void mirage_declare_arg(const struct mirage_option *o)
{
    struct node *n = graph_take(sizeof *n);

    n->kind = NODE_ARG;
    n->signature = o->repeated ? "arg_list" : arg_signatures[o->type];
    n->arg = o;
    items_append(&graph.nodes, n);
}

const struct mirage_option *mirage_arg_of_device(enum mirage_type type, const char *group,
    const char *name, const char *fallback, const char *doc)
{
    for (size_t i = 0; i < graph.nodes.count; i++) {
        const struct mirage_option *o = ((const struct node *)graph.nodes.at[i])->arg;

        if (o != NULL && o->file == NULL && o->type == type &&
            is_same_text(o->group, group) && strcmp(o->name, name) == 0 &&
            is_same_text(o->fallback, fallback) && strcmp(o->doc, doc) == 0)
            return o;
    }
    struct mirage_option *o = graph_take(sizeof *o);
    *o = (struct mirage_option){ .type = type,
        .name = graph_copy(name),
        .group = graph_copy(group),
        .fallback = graph_copy(fallback),
        .doc = graph_copy(doc),
        .required = fallback == NULL };
    mirage_declare_arg(o);
    ((struct node *)graph.nodes.at[graph.nodes.count - 1])->trace = trace_here(NULL);
    return o;
}

/* --- Jobs ------------------------------------------------------------------------------------ */

static size_t count_types(const char *types)
{
    size_t count = *types == '\0' ? 0 : 1;

    for (; *types != '\0'; types++)
        count += *types == ',' ? 1 : 0;
    return count;
}

/* One function has one prototype. */
static void check_types(const struct node *n, const struct node *other)
{
    if (other->kind != NODE_JOB || strcmp(other->function, n->function) != 0 ||
        strcmp(other->types, n->types) == 0)
        return;
    report_position((struct position){ n->file, n->line },
        "the job %s takes (%s) here, but (%s) at %s:%d", n->function, n->types,
        other->types, other->file, other->line);
}

job mirage_job(const char *function, const char *types, const char *file, int line,
    const void *const inputs[])
{
    struct node *n = graph_take(sizeof *n);

    *n = (struct node){ .kind = NODE_JOB,
        .signature = "job",
        .function = function,
        .types = types,
        .file = file,
        .line = line,
        .trace = trace_here(__builtin_return_address(0)) };
    for (size_t i = 0; i < count_types(types); i++)
        add_input(n, inputs[i]);
    for (size_t i = 0; i < graph.nodes.count; i++) {
        check_types(n, graph.nodes.at[i]);
        if (is_same_job(graph.nodes.at[i], n))
            return graph.nodes.at[i];
    }
    items_append(&graph.nodes, n);
    return (job)(void *)n;
}

static void check_image_name(const struct trace *t, const char *name)
{
    if (name == NULL || *name == '\0')
        report_at(t, "unikernel(): the name is empty");
    if (*name == '-' || *name == '.' ||
        strspn(
            name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") !=
            strlen(name))
        report_at(t,
            "unikernel(): '%s' cannot be the name of an image; letters, digits, '.', "
            "'-' and '_' can",
            name);
}

static struct node no_job;
struct mirage_is_job *const mirage_no_job = (job)(void *)&no_job;

void mirage_unikernel(const char *name, const job jobs[])
{
    struct trace t = trace_here(NULL);

    if (graph.has_unikernel)
        report_at(&t, "unikernel() is called twice, first at %s",
            position_text(trace_position(&graph.unikernel)));
    check_image_name(&t, name);
    graph.has_unikernel = true;
    graph.unikernel = t;
    graph.name = graph_copy(name);
    for (size_t i = 0; jobs[i] != mirage_no_job; i++) {
        if (jobs[i] == NULL)
            report_at(&t, "unikernel(): its %s job is missing", ordinal(i + 1));
        struct node *n = node_of(jobs[i]);
        if (n == NULL || n->kind != NODE_JOB)
            report_at(
                &t, "unikernel(): its %s job was not made by a JOB", ordinal(i + 1));
        items_append(&graph.jobs, n);
    }
}

/* --- The rest of mirage.h -------------------------------------------------------------------- */

bool mirage_either(
    const struct mirage_option *o, const void *if_true, const void *if_false)
{
    bool value = mirage_key_boolean(o);
    struct choice *c = graph_take(sizeof *c);
    struct trace t = trace_here(NULL);

    if (if_true == NULL || if_false == NULL)
        report_at(
            &t, "either(): its %s device is missing", if_true == NULL ? "1st" : "2nd");
    c->value = value;
    c->taken = node_of(value ? if_true : if_false);
    c->other = node_of(value ? if_false : if_true);
    if (c->taken == NULL || c->other == NULL ||
        strcmp(c->taken->signature, c->other->signature) != 0)
        report_at(&t, "either(): its devices have not the same signature");
    for (size_t i = 0; i < graph.keys.count; i++)
        if (((const struct key *)graph.keys.at[i])->option == o)
            c->key = graph.keys.at[i];
    items_append(&graph.choices, c);
    return value;
}

static void add_need(struct items *to, const char *name)
{
    struct need *n = graph_take(sizeof *n);

    *n = (struct need){ graph_copy(name), trace_here(NULL) };
    items_append(to, n);
}

void need(const char *library)
{
    add_need(&graph.needed, library);
}

void need_package(const char *package)
{
    add_need(&graph.needed_packages, package);
}

const char *target(void)
{
    return graph.target;
}
