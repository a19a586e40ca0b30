/* SPDX-License-Identifier: ISC */
/* tally_device.h - what config.c can say about TALLY. */
#pragma once
#include <mirage.h>

SIGNATURE(tally)

/* A server of counters on a UDP port of `net`. */
tally tally_over(stack net, arg_port port);
