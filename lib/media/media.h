/* SPDX-License-Identifier: ISC */
/*
 * media.h - media types of files, by the extension of their names.
 *
 * The types are IANA's (RFC 6838), with `charset=utf-8` for the kinds of text that have that
 * parameter: this project's files are UTF-8. Nothing is guessed from what is in a file.
 *
 *     const char *type = media_type_of(BYTES("assets/site.css"));
 */
#pragma once
#include "lib/base/bytes.h"

/*
 * The type of a file's name or path, in letters of either case: "text/css; charset=utf-8". NULL:
 * it has no extension, or one that is not known.
 */
const char *media_type_of(struct bytes name);
