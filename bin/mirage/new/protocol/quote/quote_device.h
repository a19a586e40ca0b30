/* SPDX-License-Identifier: ISC */
/* quote_device.h - what config.c can say about QUOTE. */
#pragma once
#include <mirage.h>

SIGNATURE(quote)

/* A server of sayings on a UDP port of `net`. */
quote quote_over(stack net, arg_port port);
