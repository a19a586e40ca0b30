/* SPDX-License-Identifier: ISC */
/* direct_kv_device.c - what config.c can name: a directory of the host, read when asked. */
#include "include/mirage.h"

#include <string.h>

struct group {
    char text[256];
};

/* What may be part of a boot argument's name; "www/htdocs" is --www-htdocs-directory. */
static struct group group_of(const char *directory)
{
    struct group group = { 0 };

    if (strlen(directory) >= sizeof group.text)
        config_error("the path of the directory %s is too long", directory);
    for (size_t i = 0; directory[i] != '\0'; i++) {
        char c = directory[i];

        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        else if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9'))
            c = '-';
        group.text[i] = c;
    }
    return group;
}

kv_ro direct_kv_ro(const char *directory)
{
    struct group group = group_of(directory);

    return DEVICE(kv_ro, .name = "direct_kv", .header = "target/unix/direct_kv.h",
        .why = "files of the host", .type = "struct direct_kv", .ops = "direct_kv_ops",
        .state = "struct direct_kv_state", .connect = "direct_kv_connect",
        .disconnect = "direct_kv_disconnect",
        .parameters = { mirage_arg_of_device(MIRAGE_PATH, group.text, "directory",
            directory, "path of the directory that is served") },
        .directory = directory, .targets = "unix");
}
