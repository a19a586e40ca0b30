/* SPDX-License-Identifier: ISC */
/* declared.h - checks of all keys before config() runs, and of all boot arguments after it. */
#pragma once
#include "bin/graph/graph.h"

/* Both end the process at the first mistake. */
void declared_check_keys(void);
void declared_check_args(void);

/* Once the graph is made. */
void declared_warn_of_unused_args(void);
