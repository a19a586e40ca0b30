/* SPDX-License-Identifier: ISC */
/*
 * key.c - keys: what `mirage configure` was told, by name and type.
 *
 * A key is looked up among the words when config() asks for it, so a key that a device declares
 * only when it is made works like one at file scope. What no key has taken after config() is an
 * unknown option. A value of its own word may not start with two dashes (--key=--x may), and so a
 * word that does is always a name, whoever asks first.
 */
#include "bin/graph/graph.h"
#include <stdlib.h>
#include <string.h>

_Static_assert((int)MIRAGE_BOOL == ARGS_BOOL && (int)MIRAGE_PORT == ARGS_PORT &&
                   (int)MIRAGE_MAC == ARGS_MAC && (int)MIRAGE_PATH == ARGS_PATH,
    "mirage.h lists the types in the order of lib/args");

/* --- Names and values ------------------------------------------------------------------------ */

const char *option_full_name(const struct mirage_option *o)
{
    char *name =
        o->group == NULL ? graph_copy(o->name) : graph_text("%s-%s", o->group, o->name);

    for (char *c = name; *c != '\0'; c++)
        if (*c == '_')
            *c = '-';
    return name;
}

static enum err check_value(
    const struct mirage_option *o, const char *text, struct args_problem *problem)
{
    union {
        int64_t integer;
        const char *text;
        struct ip_prefix prefix;
        struct ip_address address;
        struct mac_address mac;
    } value;

    return arg_value_parse((enum arg_type)o->type, o->choices, text, &value, problem);
}

static enum err list_texts(const struct mirage_option *o, const char *text,
    struct items *texts, struct args_problem *problem)
{
    size_t max = 1, text_max = strlen(text) + 2;

    for (const char *c = text; *c != '\0'; c++)
        max += *c == ',' ? 1 : 0;
    struct arg_list list = { .values = graph_take(max * sizeof(char *)),
        .max = max,
        .text = graph_take(text_max),
        .text_max = text_max };
    TRY(arg_list_parse(ARGS_STRING, NULL, text, &list, problem));
    for (size_t i = 0; i < list.count; i++) {
        TRY(check_value(o, ((const char **)list.values)[i], problem));
        items_append(texts, graph_copy(((const char **)list.values)[i]));
    }
    return OK;
}

enum err option_texts(const struct mirage_option *o, const char *text,
    struct items *texts, struct args_problem *problem)
{
    if (o->repeated)
        return list_texts(o, text, texts, problem);
    items_append(texts, graph_copy(text));
    return check_value(o, text, problem);
}

char *option_joined(const struct items *texts)
{
    char *all = graph_copy("");

    for (size_t i = 0; i < texts->count; i++) {
        const char *text = texts->at[i];
        char *escaped = graph_take(2 * strlen(text) + 1);
        size_t len = 0;

        for (; *text != '\0'; text++) {
            if (*text == ',' || *text == '\\')
                escaped[len++] = '\\';
            escaped[len++] = *text;
        }
        all = graph_text("%s%s%s", all, i == 0 ? "" : ",", escaped);
    }
    return all;
}

/* --- Look-up --------------------------------------------------------------------------------- */

/* Underlines may be typed as they stand in config.c. */
static bool starts_with_name(const char *word, const char *name)
{
    for (; *name != '\0'; word++, name++)
        if (*word != *name && !(*word == '_' && *name == '-'))
            return false;
    return true;
}

/* What `word` gives the key: "V" of --name=V, "" of --name, "false" of --no-name; NULL: another. */
static const char *value_in_word(const struct key *k, const char *name, const char *word)
{
    size_t len = strlen(name);

    if (strncmp(word, "--", 2) != 0)
        return NULL;
    word += 2;
    if (starts_with_name(word, name) && (word[len] == '\0' || word[len] == '='))
        return word + len;
    if (k->option->type == MIRAGE_BOOL && strncmp(word, "no-", 3) == 0 &&
        starts_with_name(word + 3, name) && word[3 + len] == '\0')
        return "=false";
    return NULL;
}

/* The value that word `i` and perhaps the next give; both are then used. */
static const char *take_value(
    const struct key *k, struct words *w, size_t i, const char *after)
{
    w->used[i] = true;
    if (*after == '=')
        return after + 1;
    if (k->option->type == MIRAGE_BOOL && !k->option->repeated)
        return "true";
    if (i + 1 == w->count || w->used[i + 1] || strncmp(w->at[i + 1], "--", 2) == 0)
        return NULL;
    w->used[i + 1] = true;
    return w->at[i + 1];
}

static enum err resolve_given(
    struct key *k, struct words *w, struct args_problem *problem)
{
    const char *name = option_full_name(k->option);

    for (size_t i = 0; i < w->count; i++) {
        const char *after = w->used[i] ? NULL : value_in_word(k, name, w->at[i]);
        struct args_problem why = { 0 };

        if (after == NULL)
            continue;
        if (k->is_given && !k->option->repeated) {
            snprintf(problem->text, sizeof problem->text, "--%s is given twice", name);
            return ERR_MALFORMED;
        }
        k->is_given = true;
        const char *value = take_value(k, w, i, after);
        if (value == NULL) {
            snprintf(problem->text, sizeof problem->text, "--%s needs a value", name);
            return ERR_MALFORMED;
        }
        if (option_texts(k->option, value, &k->texts, &why) != OK) {
            snprintf(problem->text, sizeof problem->text, "--%s: %s", name, why.text);
            return ERR_MALFORMED;
        }
    }
    return OK;
}

enum err key_resolve(struct key *k, struct words *w, struct args_problem *problem)
{
    const struct mirage_option *o = k->option;

    if (k->is_resolved)
        return OK;
    k->is_resolved = true;
    TRY(resolve_given(k, w, problem));
    if (k->is_given)
        return OK;
    if (o->required) {
        snprintf(problem->text, sizeof problem->text, "--%s is missing: %s",
            option_full_name(o), o->doc);
        return ERR_MALFORMED;
    }
    return o->fallback == NULL ? OK : option_texts(o, o->fallback, &k->texts, problem);
}

char *key_word(const struct key *k)
{
    const char *name = option_full_name(k->option);

    if (k->option->repeated)
        return graph_text("--%s=%s", name, option_joined(&k->texts));
    if (k->option->type == MIRAGE_BOOL)
        return graph_text(strcmp(k->texts.at[0], "true") == 0 ? "--%s" : "--no-%s", name);
    return graph_text("--%s=%s", name, (const char *)k->texts.at[0]);
}

/* --- What config() calls --------------------------------------------------------------------- */

void mirage_declare_key(const struct mirage_option *o)
{
    struct key *k = graph_take(sizeof *k);

    k->option = o;
    items_append(&graph.keys, k);
}

static struct key *key_of(const struct mirage_option *o)
{
    for (size_t i = 0; i < graph.keys.count; i++) {
        struct key *k = graph.keys.at[i];

        if (k->option == o)
            return k;
    }
    mirage_declare_key(o);
    return graph.keys.at[graph.keys.count - 1];
}

static void resolve_or_report(struct key *k)
{
    struct args_problem problem = { 0 };

    if (key_resolve(k, &graph.words, &problem) != OK)
        report_words("configure", "%s", problem.text);
}

/* The value as its C type. It was checked, so it parses. */
static void value_of(const struct mirage_option *o, void *into)
{
    struct key *k = key_of(o);
    struct args_problem problem = { 0 };

    resolve_or_report(k);
    if (arg_value_parse(
            (enum arg_type)o->type, o->choices, k->texts.at[0], into, &problem) != OK)
        report_words("configure", "%s", problem.text);
}

bool mirage_key_boolean(const struct mirage_option *o)
{
    bool value = false;

    value_of(o, &value);
    return value;
}

int64_t mirage_key_integer(const struct mirage_option *o)
{
    int64_t value = 0;

    value_of(o, &value);
    return value;
}

uint16_t mirage_key_port(const struct mirage_option *o)
{
    uint16_t value = 0;

    value_of(o, &value);
    return value;
}

const char *mirage_key_text(const struct mirage_option *o)
{
    struct key *k = key_of(o);

    resolve_or_report(k);
    return k->texts.count == 0 ? NULL : k->texts.at[0];
}

struct mirage_list mirage_key_list(const struct mirage_option *o)
{
    struct key *k = key_of(o);

    resolve_or_report(k);
    const char **texts = graph_take((k->texts.count + 1) * sizeof *texts);
    for (size_t i = 0; i < k->texts.count; i++)
        texts[i] = k->texts.at[i];
    return (struct mirage_list){ texts, k->texts.count };
}

/* --- What is left over ----------------------------------------------------------------------- */

/* Letters to change, add or take away until `a` is `b` (Levenshtein's distance). */
static size_t distance(const char *a, const char *b)
{
    size_t columns = strlen(b) + 1;
    size_t *row = graph_take(columns * sizeof *row);

    for (size_t j = 0; j < columns; j++)
        row[j] = j;
    for (size_t i = 0; a[i] != '\0'; i++) {
        size_t diagonal = row[0];

        row[0] = i + 1;
        for (size_t j = 1; j < columns; j++) {
            size_t best = diagonal + (a[i] == b[j - 1] ? 0 : 1);

            diagonal = row[j];
            if (row[j] + 1 < best)
                best = row[j] + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            row[j] = best;
        }
    }
    return row[columns - 1];
}

/* The key whose name is nearest to the word's, with its dashes; NULL: none is near. */
static const char *key_like(const char *word)
{
    size_t len = strcspn(word, "="), nearest = 1 + len / 3;
    char *name = graph_text("%.*s", (int)len, word);
    const char *best = NULL;

    for (size_t i = 0; i < graph.keys.count; i++) {
        const struct key *k = graph.keys.at[i];
        const char *full = option_full_name(k->option);
        const char *forms[2] = { graph_text("--%s", full), graph_text("--no-%s", full) };

        for (size_t form = 0; form < (k->option->type == MIRAGE_BOOL ? 2 : 1); form++) {
            if (distance(name, forms[form]) < nearest) {
                nearest = distance(name, forms[form]);
                best = forms[form];
            }
        }
    }
    return best;
}

const char *words_take_operand(struct words *w)
{
    for (size_t i = 0; i < w->count; i++) {
        if (!w->used[i] && w->at[i][0] != '-') {
            w->used[i] = true;
            return w->at[i];
        }
    }
    return NULL;
}

void keys_finish(const char *command)
{
    struct words *w = &graph.words;

    for (size_t i = 0; i < graph.keys.count; i++)
        resolve_or_report(graph.keys.at[i]);
    for (size_t i = 0; i < w->count; i++) {
        if (w->used[i] || (w->at[i][0] != '-' && strcmp(command, "query") == 0))
            continue;
        if (w->at[i][0] != '-')
            report_words(command, "unexpected word '%s'", w->at[i]);
        const char *like = key_like(w->at[i]);
        if (like != NULL)
            report_words(command, "unknown option %.*s; did you mean %s?",
                (int)strcspn(w->at[i], "="), w->at[i], like);
        report_words(
            command, "unknown option %.*s", (int)strcspn(w->at[i], "="), w->at[i]);
    }
}
