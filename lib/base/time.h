/* SPDX-License-Identifier: ISC */
/*
 * time.h - points on the monotonic clock and lengths of time.
 *
 * An `instant` is a struct so that no unit and no length can be mistaken for it. Lengths are
 * nanoseconds in a uint64_t, written SECONDS(5) or MILLISECONDS(20).
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

/* Nanoseconds since some moment before the unikernel started. */
typedef struct {
    uint64_t ns;
} instant;

/* Later than everything: the deadline of a wait that may last for ever. */
#define NEVER           ((instant){ UINT64_MAX })
#define SECONDS(n)      ((uint64_t)(n)*1000000000u)
#define MILLISECONDS(n) ((uint64_t)(n)*1000000u)

static inline bool instant_before(instant a, instant b)
{
    return a.ns < b.ns;
}

static inline instant instant_earlier(instant a, instant b)
{
    return a.ns < b.ns ? a : b;
}

/* `t` and `ns` nanoseconds more; NEVER rather than a wrap. */
static inline instant instant_after(instant t, uint64_t ns)
{
    return ns > UINT64_MAX - t.ns ? NEVER : (instant){ t.ns + ns };
}

/* Nanoseconds from `earlier` to `later`; 0 if they are the other way round. */
static inline uint64_t instant_since(instant later, instant earlier)
{
    return later.ns > earlier.ns ? later.ns - earlier.ns : 0;
}

/* A point of civil time: seconds since 1970-01-01T00:00:00Z without leap seconds. */
struct wall_time {
    int64_t s;
    uint32_t ns;
};
