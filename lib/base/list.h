/* SPDX-License-Identifier: ISC */
/*
 * list.h - intrusive, circular, doubly linked lists.
 *
 * A `struct link` inside the element; a list is a link of its own. An element that is on no list
 * points at itself, so that list_remove is always allowed. No call allocates or fails.
 *
 *     LIST_EACH(struct fiber, f, &nursery->fibers, siblings)
 *         fiber_wake(f, ERR_CANCELLED);
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

struct link {
    struct link *next, *previous;
};

static inline void list_init(struct link *l)
{
    l->next = l;
    l->previous = l;
}

static inline bool list_is_empty(const struct link *l)
{
    return l->next == l;
}

/* Puts `e`, which is on no list, last. */
static inline void list_append(struct link *list, struct link *e)
{
    e->previous = list->previous;
    e->next = list;
    list->previous->next = e;
    list->previous = e;
}

/* Puts `e`, which is on no list, first. */
static inline void list_prepend(struct link *list, struct link *e)
{
    list_append(list->next, e);
}

/* Takes `e` off its list, if it is on one. */
static inline void list_remove(struct link *e)
{
    e->previous->next = e->next;
    e->next->previous = e->previous;
    list_init(e);
}

/* The struct that `link` is the member `member` of. */
#define LIST_OF(type, link, member) \
    ((type *)(void *)((char *)(link)-offsetof(type, member)))

/* Each element in order; the body may remove the element it is given, and no other. */
#define LIST_EACH(type, e, list, member)                                                 \
    for (struct link *e##_at = (list)->next, *e##_next = e##_at->next; e##_at != (list); \
         e##_at = e##_next, e##_next = e##_at->next)                                     \
        for (type *e = LIST_OF(type, e##_at, member); e != NULL; e = NULL)
