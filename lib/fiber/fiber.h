/* SPDX-License-Identifier: ISC */
/*
 * fiber.h - fibers in direct style, owned by nurseries.
 *
 * A fiber is a function with a stack of its own. It runs until it suspends, and only calls whose
 * comment says "suspends" do that; so between two such calls nothing else runs, and plain data
 * needs no lock. A nursery owns its fibers and outlives none of them: closing it cancels and joins
 * them. A call that waits for another party takes an absolute deadline last (now:
 * fiber_now(), later: from_now(SECONDS(5)), never: NEVER). A cancelled fiber gets ERR_CANCELLED
 * from each further wait, unless it runs its clean-up under a shield.
 *
 *     struct nursery *clients;
 *     TRY(nursery_open(&clients, mine, (struct nursery_limits){ .fibers_max = 1000 }));
 *     while ((e = listener_accept(l, &flow, NEVER)) == OK)
 *         if (nursery_spawn(clients, "client", serve_one, flow) != OK)
 *             shed(flow);
 *     nursery_close(clients);
 *
 * Everything that waits is made of one thing, `struct condition`.
 */
#pragma once
#include "lib/base/err.h"
#include "lib/base/list.h"
#include "lib/base/log.h"
#include "lib/base/time.h"
#include "sig/clock.h"

struct fiber;
struct nursery;

/* What a fiber runs. `mine` is the nursery that it was spawned in. */
typedef enum err fiber_fn(struct nursery *mine, void *arg);

/* What a nursery may hold; 0 stands for the default. */
struct nursery_limits {
    size_t fibers_max; /* 1,024 */

    /* Octets a fiber, rounded up to a power of two, 1.5 KiB of them ours; 64 KiB, at least 16. */
    size_t stack;

    /* Not cancelled with its parent: for what others need during their clean-up, as devices. */
    bool shielded;
};

/*
 * A nursery of the calling fiber's, below `parent`: cancelling `parent` cancels it. It must be
 * closed by the fiber that opened it before that fiber ends and before `parent` is.
 * ERR_NO_MEMORY, ERR_CANCELLED.
 */
enum err nursery_open(
    struct nursery **out, struct nursery *parent, struct nursery_limits limits);

/*
 * Starts a fiber, which first runs when the caller suspends. Keeps `name`, which must live as long
 * as the fiber (a literal). ERR_NO_MEMORY: the nursery is full or there is no stack;
 * ERR_CANCELLED: the nursery is cancelled. `run` was then not called. Not for device handlers.
 */
enum err nursery_spawn(struct nursery *n, const char *name, fiber_fn *run, void *arg);

/*
 * The same, for what would need a home of its own: `run` gets a copy of `len` octets, on its own
 * stack, of which they may take a quarter.
 *
 *     struct flow client;
 *     nursery_spawn_copy(clients, "client", serve, &client, sizeof client);
 */
enum err nursery_spawn_copy(
    struct nursery *n, const char *name, fiber_fn *run, const void *arg, size_t len);

/*
 * Suspends until all fibers of n have ended: OK if none failed. Returns sooner with the first
 * failure, the others still running, and says each failure once. That a fiber of a cancelled
 * nursery returns ERR_CANCELLED is no failure. ERR_TIMED_OUT, ERR_CANCELLED.
 */
enum err nursery_wait(struct nursery *n, instant deadline);

/* Makes every wait inside n, and in nurseries below it, return ERR_CANCELLED. */
void nursery_cancel(struct nursery *n);

/* Cancels and joins: suspends until all fibers of n have ended, deadline or not. Ends n. */
void nursery_close(struct nursery *n);

/* Fibers of n that have not ended. */
size_t nursery_count(const struct nursery *n);

/* Suspends until `t`, or as fiber_yield() does if that has passed. ERR_CANCELLED. */
enum err fiber_sleep_until(instant t);

/* Suspends once round the ready fibers. ERR_CANCELLED. */
enum err fiber_yield(void);

/* Whether the running fiber's next wait would return ERR_CANCELLED. */
bool fiber_is_cancelled(void);

/* The running fiber's name; "" outside fibers. */
const char *fiber_name(void);

/* The clock as it was when this round of the event loop began: cheap, and good for deadlines. */
instant fiber_now(void);

static inline instant from_now(uint64_t ns)
{
    return instant_after(fiber_now(), ns);
}

/*
 * Between begin and end the running fiber's waits are not cancelled until the deadline, so that
 * clean-up can flush. Shields nest; the earlier deadline counts. A fiber ends those it begins.
 */
struct shield {
    instant before; /* private */
    bool had;       /* private */
};
struct shield shield_begin(instant deadline);
void shield_end(struct shield s);

/* --- What waits are made of ------------------------------------------------------------------ */

/* Fibers that wait for something to become true, in order of arrival. */
struct condition {
    struct link waiting; /* private */
};
void condition_init(struct condition *c);

/*
 * Suspends until the condition is signalled, the deadline, or cancellation. As ever with
 * conditions, look again: what was signalled may be gone. ERR_TIMED_OUT, ERR_CANCELLED.
 */
enum err condition_wait(struct condition *c, instant deadline);

/* Makes the first waiting fiber ready, or all of them. Allowed in device handlers. */
void condition_signal(struct condition *c);
void condition_broadcast(struct condition *c);

/* Held by one fiber at a time across suspending calls, in order of arrival. */
struct mutex {
    bool held;             /* private */
    struct condition free; /* private */
};
void mutex_init(struct mutex *m);
enum err mutex_lock(struct mutex *m, instant deadline); /* suspends */
void mutex_unlock(struct mutex *m);

/*
 * A queue of fixed-size messages between fibers. `storage` has room for `capacity` of `size`
 * octets and stays the caller's.
 */
struct channel {
    uint8_t *storage;                    /* private */
    size_t size, capacity;               /* private */
    size_t first, count;                 /* private */
    bool closed;                         /* private */
    struct condition readable, writable; /* private */
};
void channel_init(struct channel *c, void *storage, size_t size, size_t capacity);

/* Both suspend while the channel is full or empty. ERR_CLOSED: closed (and, to receive, empty). */
enum err channel_send(struct channel *c, const void *message, instant deadline);
enum err channel_receive(struct channel *c, void *message, instant deadline);
void channel_close(struct channel *c);

/* A value that is set once and that many may wait for. */
struct promise {
    bool kept;              /* private */
    enum err result;        /* private */
    struct condition ready; /* private */
};
void promise_init(struct promise *p);
void promise_keep(struct promise *p, enum err result);
enum err promise_wait(
    struct promise *p, instant deadline); /* suspends; gives the kept result */

/* --- For targets ----------------------------------------------------------------------------- */

/*
 * Runs `main` in a root nursery until it and all below it have ended, and returns its result.
 * `log` is what log_current() answers meanwhile. A target calls this once an image; the simulator
 * calls it for each host. When no fiber is ready, no deadline is set and target_wait() knows of
 * nothing to wait for, none can ever run again: that is reported, and the image ends with status 1.
 */
enum err fiber_run(fiber_fn *main, void *arg, struct log *log);

/* Cancels the root nursery: what a target does when it is asked to stop. */
void fiber_stop(void);

/* Prints the tree of nurseries and fibers, with waits and stack high-water marks, on the console. */
void fiber_report(void);

/* The running fiber's stack; empty outside fibers, and on the stack of fiber_run()'s caller. */
struct bytes fiber_stack(void);
