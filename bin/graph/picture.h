/* SPDX-License-Identifier: ISC */
/* picture.h - hands the drawing to another program. */
#pragma once
#include <stdio.h>

/*
 * Runs a command of the shell with what `draw` writes as its input, and its output on our stdout.
 * Reports if there is no such command, or it fails.
 */
void picture_pipe(void (*draw)(FILE *out), const char *command);
