/* SPDX-License-Identifier: ISC */
/*
 * clock.h - CLOCK: names that each target defines once an image.
 */
#pragma once
#include "lib/base/time.h"

/* Never goes back; at a resolution of a microsecond or better. */
instant clock_monotonic(void);

/* Civil time as the host or hypervisor tells it. May jump. */
struct wall_time clock_wall(void);
