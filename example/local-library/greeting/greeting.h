/* SPDX-License-Identifier: ISC */
/* greeting.h - what to say at an hour of the day. */
#pragma once

/* "good morning" and so on; `hour` counts from midnight. */
const char *greeting_at(unsigned hour);
