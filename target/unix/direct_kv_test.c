/* SPDX-License-Identifier: ISC */
/*
 * Goal: a directory of the host is read as it is, and no key reaches anything outside it or
 * anything that is not a file. Method: a tree in a fresh temporary directory with a secret beside
 * it, and every way to it that we know; once as the kernel resolves keys, once step by step as on
 * kernels that cannot.
 */
#define _GNU_SOURCE
#include "target/unix/direct_kv.h"

#include "target/unix/unix.h"
#include "test/test.h"

#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LARGE = 100000, NAME_OCTETS = 255, TOO_MANY = 4200, HELD = 4096 };

static struct direct_kv_state state;
static const struct direct_kv files = { .state = &state };
static const struct kv_ro kv = { &direct_kv_ops, &files };
static char base[] = "/tmp/direct_kv_test.XXXXXX";
static bool stepwise;

/* --- The tree -------------------------------------------------------------------------------- */

static void make_file(const char *path, size_t len)
{
    FILE *f = fopen(path, "we");

    for (size_t i = 0; f != NULL && i < len; i++)
        fputc('a' + (int)(i % 23), f);
    expect(f != NULL && fclose(f) == 0);
}

static void make_tree(void)
{
    const char *root = "served";
    char long_name[NAME_OCTETS + 1];

    expect(chdir(base) == 0);
    make_file("secret", 6);
    expect(mkdir("served-too", 0755) == 0 && mkdir(root, 0755) == 0 && chdir(root) == 0);
    make_file("index.html", 10);
    make_file("empty.css", 0);
    make_file("large.bin", LARGE);
    make_file("%2e%2e", 3);
    make_file("..hidden", 4);
    make_file(".dot", 5);
    memset(long_name, 'n', NAME_OCTETS);
    long_name[NAME_OCTETS] = '\0';
    make_file(long_name, 1);
    expect(mkdir("a", 0755) == 0 && mkdir("a/b", 0755) == 0 && mkdir("none", 0755) == 0);
    make_file("a/b/page", 7);
    expect(symlink("b/page", "a/inside") == 0);
    expect(symlink("../index.html", "a/up") == 0);
    expect(symlink("b", "a/directory") == 0);
    expect(symlink("../secret", "escape") == 0);
    expect(symlink("..", "parent") == 0);
    expect(symlink("../served-too", "sibling") == 0);
    expect(symlink("/etc/passwd", "absolute") == 0);
    expect(symlink("/proc/self/root/etc", "magic") == 0);
    expect(symlink("loop", "loop") == 0);
    expect(symlink("missing", "dangling") == 0);
    expect(mkfifo("pipe", 0644) == 0);
}

static int remove_one(const char *path, const struct stat *s, int kind, struct FTW *where)
{
    (void)s;
    (void)kind;
    (void)where;
    return remove(path);
}

/* --- Reading --------------------------------------------------------------------------------- */

static enum err info_of(struct bytes key)
{
    struct kv_info info;

    return kv_ro_info(kv, key, &info);
}

static enum err read_of(struct bytes key)
{
    struct piece p;
    enum err e = kv_ro_read(kv, key, 0, 100, &p);

    if (e == OK)
        piece_drop(&p);
    return e;
}

static enum err ignore(void *arg, struct bytes name, enum kv_kind kind)
{
    (void)arg;
    (void)name;
    (void)kind;
    return OK;
}

static void test_escapes(void)
{
    static const struct bytes absent[] = {
        BYTES_STATIC(".."),
        BYTES_STATIC("."),
        BYTES_STATIC("../secret"),
        BYTES_STATIC("./index.html"),
        BYTES_STATIC("a/../index.html"),
        BYTES_STATIC("a/../../secret"),
        BYTES_STATIC("a/./b"),
        BYTES_STATIC("a/.."),
        BYTES_STATIC("/"),
        BYTES_STATIC("/index.html"),
        BYTES_STATIC("/etc/passwd"),
        BYTES_STATIC("//etc/passwd"),
        BYTES_STATIC("a//b"),
        BYTES_STATIC("a/"),
        BYTES_STATIC("index.html/"),
        BYTES_STATIC("a/b/page/"),
        BYTES_STATIC("index.html\0"),
        BYTES_STATIC("index.html\0.css"),
        BYTES_STATIC("\0"),
        BYTES_STATIC("a\0/b"),
        BYTES_STATIC("%2e%2e/secret"),
        BYTES_STATIC("%2E%2E/secret"),
        BYTES_STATIC("..%2fsecret"),
        BYTES_STATIC("%2e%2e%2fsecret"),
        BYTES_STATIC("..\\secret"),
        BYTES_STATIC("index%2ehtml"),
        BYTES_STATIC("escape"),
        BYTES_STATIC("parent/secret"),
        BYTES_STATIC("parent"),
        BYTES_STATIC("sibling"),
        BYTES_STATIC("absolute"),
        BYTES_STATIC("magic"),
        BYTES_STATIC("magic/passwd"),
        BYTES_STATIC("loop"),
        BYTES_STATIC("dangling"),
        BYTES_STATIC("pipe"),
        BYTES_STATIC("index.html/page"),
        BYTES_STATIC("a/nothing"),
        BYTES_STATIC("INDEX.HTML"),
    };

    for (size_t i = 0; i < sizeof absent / sizeof *absent; i++) {
        expect(info_of(absent[i]) == ERR_NOT_FOUND);
        expect(read_of(absent[i]) == ERR_NOT_FOUND);
        expect(kv_ro_list(kv, absent[i], ignore, NULL) == ERR_NOT_FOUND);
    }
    expect(info_of(BYTES("%2e%2e")) == OK);
    expect(info_of(BYTES("..hidden")) == OK);
    expect(info_of(BYTES(".dot")) == OK);
}

static void test_lengths(void)
{
    static uint8_t text[PATH_MAX + 2];

    memset(text, 'n', sizeof text);
    expect(info_of((struct bytes){ text, NAME_OCTETS }) == OK);
    expect(info_of((struct bytes){ text, NAME_OCTETS - 1 }) == ERR_NOT_FOUND);
    expect(info_of((struct bytes){ text, NAME_OCTETS + 1 }) == ERR_NOT_FOUND);
    for (size_t i = 1; i < sizeof text; i += 2)
        text[i] = '/';
    for (size_t len = PATH_MAX - 3; len <= PATH_MAX + 1; len += 2)
        expect(info_of((struct bytes){ text, len }) == ERR_NOT_FOUND);
}

static void test_links(void)
{
    enum err expected = stepwise ? ERR_NOT_FOUND : OK;

    expect(read_of(BYTES("a/inside")) == expected);
    expect(read_of(BYTES("a/up")) == expected);
    expect(read_of(BYTES("a/directory/page")) == expected);
    expect(read_of(BYTES("a/b/page")) == OK);
}

static void test_values(void)
{
    struct kv_info page, css, directory;
    struct piece p;

    expect(kv_ro_info(kv, BYTES("index.html"), &page) == OK);
    expect(page.kind == KV_VALUE && page.size == 10 && page.modified.s > 1700000000);
    expect(page.media_type != NULL && strstr(page.media_type, "text/html") != NULL);
    expect(kv_ro_info(kv, BYTES("empty.css"), &css) == OK);
    expect(css.size == 0 && memcmp(css.digest, page.digest, sizeof css.digest) != 0);
    expect(kv_ro_info(kv, BYTES("a"), &directory) == OK);
    expect(directory.kind == KV_DICTIONARY && directory.media_type == NULL);
    expect(kv_ro_info(kv, BYTES(""), &directory) == OK);
    expect(directory.kind == KV_DICTIONARY);
    expect(read_of(BYTES("a")) == ERR_NOT_A_VALUE);
    expect(read_of(BYTES("")) == ERR_NOT_A_VALUE);

    static const struct {
        uint64_t offset;
        size_t len;
        const char *octets;
    } cases[] = {
        { 0, 100, "abcdefghij" },
        { 0, 3, "abc" },
        { 8, 100, "ij" },
        { 9, 1, "j" },
        { 10, 100, "" },
        { 11, 100, "" },
        { UINT64_MAX, 100, "" },
        { 0, 0, "" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        expect(
            kv_ro_read(kv, BYTES("index.html"), cases[i].offset, cases[i].len, &p) == OK);
        expect(bytes_equal(p.octets, bytes_of_text(cases[i].octets)));
        piece_drop(&p);
    }
    expect(kv_ro_read(kv, BYTES("empty.css"), 0, 100, &p) == OK && p.octets.len == 0);
}

static void test_large(void)
{
    struct piece p;
    uint64_t at = 0;
    bool right = true;

    while (
        kv_ro_read(kv, BYTES("large.bin"), at, SIZE_MAX, &p) == OK && p.octets.len > 0) {
        for (size_t i = 0; i < p.octets.len; i++)
            right = right && p.octets.at[i] == 'a' + (at + i) % 23;
        at += p.octets.len;
        piece_drop(&p);
    }
    expect(at == LARGE && right);
    expect(state.bufs.pool.left == state.bufs.pool.count);
}

/* A digest stays while a file does, and goes with it. */
static void test_digest(void)
{
    const long ns = stepwise ? 2 : 1;
    const struct timespec times[2] = { { .tv_sec = 1 }, { .tv_sec = 1, .tv_nsec = ns } };
    struct kv_info before, same, after;

    expect(kv_ro_info(kv, BYTES(".dot"), &before) == OK);
    expect(kv_ro_info(kv, BYTES(".dot"), &same) == OK);
    expect(memcmp(before.digest, same.digest, sizeof same.digest) == 0);
    expect(utimensat(AT_FDCWD, ".dot", times, 0) == 0);
    expect(kv_ro_info(kv, BYTES(".dot"), &after) == OK);
    expect(memcmp(before.digest, after.digest, sizeof after.digest) != 0);
    expect(memcmp(before.digest, before.digest + 8, 8) != 0);
    expect(after.modified.s == 1 && after.modified.ns == ns);
}

/* --- Listing --------------------------------------------------------------------------------- */

struct listed {
    char text[2048];
    size_t stop_after;
};

static enum err add(void *arg, struct bytes name, enum kv_kind kind)
{
    struct listed *l = arg;
    size_t len = strlen(l->text);

    snprintf(l->text + len, sizeof l->text - len, "%.*s%s ", bytes_int(name.len),
        (const char *)name.at, kind == KV_DICTIONARY ? "/" : "");
    return l->stop_after > 0 && --l->stop_after == 0 ? ERR_NO_SPACE : OK;
}

static void test_list(void)
{
    struct listed some = { 0 }, first = { .stop_after = 2 }, none = { 0 }, all = { 0 };

    expect(kv_ro_list(kv, BYTES("a"), add, &some) == OK);
    expect(strcmp(some.text, stepwise ? "b/ " : "b/ directory/ inside up ") == 0);
    expect(kv_ro_list(kv, BYTES(""), add, &first) == ERR_NO_SPACE);
    expect(strcmp(first.text, "%2e%2e ..hidden ") == 0);
    expect(kv_ro_list(kv, BYTES(""), add, &all) == OK);
    expect(strstr(all.text, "a/ empty.css index.html large.bin nnnn") != NULL);
    expect(strstr(all.text, "n none/ ") != NULL && strstr(all.text, "pipe") == NULL);
    expect(strstr(all.text, "escape") == NULL && strstr(all.text, "parent") == NULL);
    expect(kv_ro_list(kv, BYTES("none"), add, &none) == OK && none.text[0] == '\0');
    expect(kv_ro_list(kv, BYTES("index.html"), add, &none) == ERR_NOT_A_VALUE);
    expect(kv_ro_list(kv, BYTES("nothing"), add, &none) == ERR_NOT_FOUND);
}

/* One more of the longest names than fits, and one less. */
static void test_list_limit(void)
{
    char path[NAME_OCTETS + 32];
    struct listed none = { 0 };
    unsigned count = 0;

    expect(mkdir("full", 0755) == 0);
    while (count < TOO_MANY && kv_ro_list(kv, BYTES("full"), ignore, NULL) == OK)
        for (unsigned until = count + TOO_MANY / 8; count < until; count++) {
            snprintf(path, sizeof path, "full/%0*u", NAME_OCTETS, count);
            make_file(path, 0);
        }
    expect(count > TOO_MANY / 2 && count <= TOO_MANY);
    expect(kv_ro_list(kv, BYTES("full"), add, &none) == ERR_NO_MEMORY);
    expect(none.text[0] == '\0');
    expect(nftw("full", remove_one, 8, FTW_DEPTH | FTW_PHYS) == 0);
}

static enum err read_one_more(struct nursery *mine, void *arg)
{
    struct piece p;

    (void)mine;
    (void)arg;
    TRY(kv_ro_read(kv, BYTES("index.html"), 0, 1, &p));
    piece_drop(&p);
    return OK;
}

/* The number that the next descriptor would have. */
static int next_descriptor(void)
{
    int fd = dup(STDERR_FILENO);

    expect(fd >= 0);
    close(fd);
    return fd;
}

/* With every buf held, a read waits until one is dropped, and holds no descriptor meanwhile. */
static enum err test_bufs_run_out(struct nursery *mine)
{
    int free_before = next_descriptor();
    static struct piece held[HELD];
    struct nursery *n;

    TRY(nursery_open(&n, mine, (struct nursery_limits){ 0 }));
    for (size_t i = 0; i < HELD; i++)
        expect(kv_ro_read(kv, BYTES("index.html"), 0, 1, &held[i]) == OK);
    TRY(nursery_spawn(n, "read", read_one_more, NULL));
    expect(nursery_wait(n, from_now(MILLISECONDS(10))) == ERR_TIMED_OUT);
    expect(next_descriptor() == free_before);
    piece_drop(&held[0]);
    expect(nursery_wait(n, from_now(SECONDS(5))) == OK);
    for (size_t i = 1; i < HELD; i++)
        piece_drop(&held[i]);
    nursery_close(n);
    return OK;
}

static enum err run_all(struct nursery *mine, void *arg)
{
    (void)arg;
    expect(direct_kv_connect(mine, &files, "nothing") == ERR_NOT_FOUND);
    expect(direct_kv_connect(mine, &files, "index.html") == ERR_NOT_FOUND);
    TRY(direct_kv_connect(mine, &files, "."));
    if (stepwise)
        state.resolves_beneath = false;
    test("no key leads out") test_escapes();
    test("keys are as long as paths") test_lengths();
    test("links that stay inside are followed where the kernel can") test_links();
    test("values are what the files are") test_values();
    test("a large value comes in runs") test_large();
    test("a digest tells versions apart") test_digest();
    test("lists are in order and leave out what is no value") test_list();
    if (!stepwise)
        test("a list is bounded") test_list_limit();
    test("reads wait for bufs") TRY(test_bufs_run_out(mine));
    direct_kv_disconnect(&files);
    return OK;
}

int main(void)
{
    struct log log = { 0 };

    if (mkdtemp(base) == NULL)
        return 1;
    make_tree();
    for (unsigned i = 0; i < 2; i++) {
        stepwise = i == 1;
        test("a tree of files") expect(unix_run(run_all, NULL, &log) == OK);
    }
    expect(chdir("/") == 0);
    nftw(base, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    return test_result();
}
