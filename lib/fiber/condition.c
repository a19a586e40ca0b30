/* SPDX-License-Identifier: ISC */
/*
 * Conditions, and what is made of them alone: mutexes, channels, promises.
 *
 * A fiber that was signalled returns OK, even if its nursery is cancelled or its deadline passes
 * before it runs. So a signal is never lost with the fiber that it went to, and a mutex can be
 * handed from its holder straight to the first that waits.
 */
#include "lib/base/invariant.h"
#include "lib/fiber/fiber.h"
#include "lib/fiber/scheduler.h"
#include <string.h>

/* --- Conditions ------------------------------------------------------------------------------ */

void condition_init(struct condition *c)
{
    list_init(&c->waiting);
}

enum err condition_wait(struct condition *c, instant deadline)
{
    return fiber_wait(&c->waiting, deadline, FIBER_WAITS);
}

void condition_signal(struct condition *c)
{
    if (!list_is_empty(&c->waiting))
        fiber_wake(LIST_OF(struct fiber, c->waiting.next, waiting), OK);
}

void condition_broadcast(struct condition *c)
{
    while (!list_is_empty(&c->waiting))
        condition_signal(c);
}

/* --- Mutexes --------------------------------------------------------------------------------- */

void mutex_init(struct mutex *m)
{
    m->held = false;
    condition_init(&m->free);
}

enum err mutex_lock(struct mutex *m, instant deadline)
{
    if (m->held)
        return condition_wait(&m->free, deadline);
    m->held = true;
    return OK;
}

void mutex_unlock(struct mutex *m)
{
    invariant(m->held);
    if (list_is_empty(&m->free.waiting))
        m->held = false;
    else
        condition_signal(&m->free);
}

/* --- Channels -------------------------------------------------------------------------------- */

void channel_init(struct channel *c, void *storage, size_t size, size_t capacity)
{
    invariant(size > 0 && capacity > 0);
    *c = (struct channel){ .storage = storage, .size = size, .capacity = capacity };
    condition_init(&c->readable);
    condition_init(&c->writable);
}

enum err channel_send(struct channel *c, const void *message, instant deadline)
{
    while (!c->closed && c->count == c->capacity)
        TRY(condition_wait(&c->writable, deadline));
    if (c->closed)
        return ERR_CLOSED;

    size_t at = (c->first + c->count) % c->capacity;
    memcpy(c->storage + at * c->size, message, c->size);
    c->count++;
    condition_signal(&c->readable);
    return OK;
}

enum err channel_receive(struct channel *c, void *message, instant deadline)
{
    while (!c->closed && c->count == 0)
        TRY(condition_wait(&c->readable, deadline));
    if (c->count == 0)
        return ERR_CLOSED;

    memcpy(message, c->storage + c->first * c->size, c->size);
    c->first = (c->first + 1) % c->capacity;
    c->count--;
    condition_signal(&c->writable);
    return OK;
}

void channel_close(struct channel *c)
{
    c->closed = true;
    condition_broadcast(&c->readable);
    condition_broadcast(&c->writable);
}

/* --- Promises -------------------------------------------------------------------------------- */

void promise_init(struct promise *p)
{
    p->kept = false;
    p->result = OK;
    condition_init(&p->ready);
}

void promise_keep(struct promise *p, enum err result)
{
    invariant(!p->kept && "a promise is kept once");
    p->kept = true;
    p->result = result;
    condition_broadcast(&p->ready);
}

enum err promise_wait(struct promise *p, instant deadline)
{
    while (!p->kept)
        TRY(condition_wait(&p->ready, deadline));
    return p->result;
}
