/* SPDX-License-Identifier: ISC */
/*
 * signals.h - what the host asks of a unikernel by signals, and reports of its faults.
 */
#pragma once
#include "lib/base/err.h"
#include <stdbool.h>

/* Sets the handlers; *wakes is a descriptor that becomes readable at each signal. */
enum err signals_start(int *wakes);
void signals_stop(void);

/* Does what signals asked for since the last call; false: nothing. */
bool signals_handle(void);
