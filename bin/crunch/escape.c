/* SPDX-License-Identifier: ISC */
/*
 * escape.c - strings are easy: three octal digits stand for any octet. Make is not: it has no
 * escape for some characters and looks at others before it reads escapes, so only those are
 * written that are known to survive.
 */
#include "bin/crunch/escape.h"
#include <string.h>

static bool is_plain(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* '?' is written so since older C reads "??/" as a backslash. */
void escape_string(FILE *out, const char *name)
{
    for (; *name != '\0'; name++) {
        unsigned char c = (unsigned char)*name;

        if (is_plain(c) || strchr(" !#$%&'()*+,-./:;<=>@[]^_`{|}~", c) != NULL)
            fputc(c, out);
        else if (c == '"' || c == '\\')
            fprintf(out, "\\%c", c);
        else
            fprintf(out, "\\%03o", c);
    }
}

bool escape_make_can(const char *name)
{
    for (; *name != '\0'; name++) {
        unsigned char c = (unsigned char)*name;

        if (!is_plain(c) && c < 0x80 && strchr("._/+,-@ #$", c) == NULL)
            return false;
    }
    return true;
}

void escape_make(FILE *out, const char *name)
{
    for (; *name != '\0'; name++) {
        if (*name == ' ' || *name == '#')
            fputc('\\', out);
        if (*name == '$')
            fputc('$', out);
        fputc(*name, out);
    }
}
