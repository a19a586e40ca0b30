/* SPDX-License-Identifier: ISC */
/* escape.h - names of files inside of what is generated, whatever octets they have. */
#pragma once
#include <stdbool.h>
#include <stdio.h>

/* Between the quotes of a string of C, or of the assembler's: both read \ooo. */
void escape_string(FILE *out, const char *name);

/* Whether make can take the name as a prerequisite and as a target. */
bool escape_make_can(const char *name);
void escape_make(FILE *out, const char *name);
