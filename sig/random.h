/* SPDX-License-Identifier: ISC */
/*
 * random.h - RANDOM: a name that each target defines once an image.
 */
#pragma once
#include "lib/base/bytes.h"

/* Fills `out` with octets fit for keys. Never fails: a target without entropy does not start. */
void random_fill(struct bytes_mut out);
