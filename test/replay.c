/* SPDX-License-Identifier: ISC */
/*
 * replay.c - runs a fuzz target as an ordinary test: over each file of its corpus
 * test/corpus/NAME/ (the folders or files given, to be exact), over every prefix of each, and over
 * some thousands of mutations of them from a fixed seed.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { FILE_MAX = 1 << 16, MUTATIONS = 200 };

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

static unsigned inputs;

/* In memory of exactly its size, so that a sanitizer sees one octet too many. */
static void run(const uint8_t *at, size_t len)
{
    uint8_t *copy = malloc(len == 0 ? 1 : len);

    if (copy == NULL)
        abort();
    if (len > 0)
        memcpy(copy, at, len);
    LLVMFuzzerTestOneInput(copy, len);
    free(copy);
    inputs++;
}

static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

static void run_mutations(uint8_t *at, size_t len, uint32_t seed)
{
    for (unsigned i = 0; i < MUTATIONS && len > 0; i++) {
        size_t where = next_random(&seed) % len;
        uint8_t was = at[where];

        at[where] = (uint8_t)next_random(&seed);
        run(at, len);
        at[where] = was;
    }
}

static void run_file(const char *path)
{
    static uint8_t content[FILE_MAX];
    FILE *f = fopen(path, "rb");

    if (f == NULL) {
        perror(path);
        exit(1);
    }
    size_t len = fread(content, 1, sizeof content, f);
    fclose(f);
    run(content, len);
    for (size_t prefix = 0; prefix < len; prefix += 1 + len / 1024)
        run(content, prefix);
    run_mutations(content, len, (uint32_t)len + 1);
}

static void run_path(const char *path)
{
    struct stat s;
    DIR *d = opendir(path);

    if (d == NULL) {
        run_file(path);
        return;
    }
    for (struct dirent *e; (e = readdir(d)) != NULL;) {
        char file[4096];

        snprintf(file, sizeof file, "%s/%s", path, e->d_name);
        if (stat(file, &s) == 0 && S_ISREG(s.st_mode))
            run_file(file);
    }
    closedir(d);
}

int main(int argc, char **argv)
{
    run(NULL, 0);
    for (int i = 1; i < argc; i++)
        run_path(argv[i]);
    printf("%u inputs\n", inputs);
    return inputs > 1 ? 0 : 1;
}
