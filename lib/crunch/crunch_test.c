/* SPDX-License-Identifier: ISC */
/*
 * crunch_test.c - a small table with the names that are hard to order: keys from both sides of
 * each value and dictionary, what reading gives at each end, and lists in octet order.
 */
#include "lib/crunch/crunch.h"
#include "test/test.h"
#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

#define NAMED(text)                                \
    {                                              \
        (const uint8_t *)(text), sizeof(text) - 1, \
    }

/* '-' and '.' come before '/', '0' behind it. */
static const struct crunch_file files[] = {
    { .name = NAMED("a/b/c"), .octets = NAMED("abc"), .media_type = "text/plain" },
    { .name = NAMED("a/b/d"), .octets = NAMED("") },
    { .name = NAMED("a/b-"), .octets = NAMED("3") },
    { .name = NAMED("a/b.txt"), .octets = NAMED("4") },
    { .name = NAMED("a/b0"), .octets = NAMED("5") },
    { .name = NAMED("a-/x"), .octets = NAMED("6") },
    { .name = NAMED("a.txt"), .octets = NAMED("7"), .digest = { 1, 2, [15] = 16 } },
    { .name = NAMED("a0"), .octets = NAMED("8") },
    { .name = NAMED("b"), .octets = NAMED("9") },
    { .name = NAMED("\xc3\xa9"), .octets = NAMED("10") },
};
static const size_t file_count = COUNT(files), none = 0;
static const struct crunch crunched = { files, &file_count }, empty = { files, &none };
static const struct kv_ro kv = { &crunch_ops, &crunched };

static void test_order(void)
{
    test("names are in order, and only equal to themselves")
    {
        for (size_t i = 0; i < COUNT(files); i++)
            for (size_t j = 0; j < COUNT(files); j++) {
                int order = crunch_compare(files[i].name, files[j].name);

                expect(i < j ? order < 0 : i > j ? order > 0 : order == 0);
            }
        expect(crunch_compare(BYTES("a"), BYTES("a/")) < 0);
        expect(crunch_compare(BYTES("a/"), BYTES("a\x01")) < 0);
    }
}

static void test_info(void)
{
    static const char *const dictionaries[] = { "", "a", "a/b", "a-" };
    static const char *const absent[] = { "/", "a/", "/a", "a//b", "a/b/", "a/b/c/",
        "a/b/c/d", "a/c", "a/b/b", "a/b/e", "A", "a-/", "a-/y", "a/.", "a/./b", "a/../b",
        ".", "..", "aa", "c", "\xff", "0", "a.tx", "a.txt0" };
    struct kv_info info;

    test("each file is a value")
    {
        for (size_t i = 0; i < COUNT(files); i++) {
            expect(kv_ro_info(kv, files[i].name, &info) == OK);
            expect(info.kind == KV_VALUE && info.size == files[i].octets.len);
            expect(info.media_type == files[i].media_type && info.modified.s == 0);
            expect(memcmp(info.digest, files[i].digest, sizeof info.digest) == 0);
        }
    }
    test("what is in front of a slash is a dictionary")
    {
        for (size_t i = 0; i < COUNT(dictionaries); i++) {
            struct bytes key = bytes_of_text(dictionaries[i]);
            struct piece p;

            expect(kv_ro_info(kv, key, &info) == OK && info.kind == KV_DICTIONARY);
            expect(kv_ro_read(kv, key, 0, 1, &p) == ERR_NOT_A_VALUE);
        }
    }
    test("all else is not there")
    {
        for (size_t i = 0; i < COUNT(absent); i++) {
            struct bytes key = bytes_of_text(absent[i]);
            struct piece p;
            bool right = kv_ro_info(kv, key, &info) == ERR_NOT_FOUND &&
                         kv_ro_read(kv, key, 0, 1, &p) == ERR_NOT_FOUND &&
                         kv_ro_list(kv, key, NULL, NULL) == ERR_NOT_FOUND;

            if (!right)
                printf("\"%s\"\n", absent[i]);
            expect(right);
        }
        expect(kv_ro_info(kv, BYTES("a\0b"), &info) == ERR_NOT_FOUND);
    }
    test("no files: an empty root")
    {
        struct kv_ro nothing = { &crunch_ops, &empty };

        expect(kv_ro_info(nothing, BYTES(""), &info) == OK && info.kind == KV_DICTIONARY);
        expect(kv_ro_list(nothing, BYTES(""), NULL, NULL) == OK);
        expect(kv_ro_info(nothing, BYTES("a"), &info) == ERR_NOT_FOUND);
    }
}

static const struct {
    uint64_t offset;
    size_t len;
    const char *read;
} reads[] = {
    { 0, 3, "abc" },
    { 0, 4, "abc" },
    { 0, SIZE_MAX, "abc" },
    { 0, 2, "ab" },
    { 1, SIZE_MAX, "bc" },
    { 2, 1, "c" },
    { 3, 1, "" },
    { 4, 1, "" },
    { UINT64_MAX, SIZE_MAX, "" },
    { (uint64_t)1 << 32, 1, "" },
    { 0, 0, "" },
};

static void test_read(void)
{
    test("octets in place, from anywhere")
    {
        for (size_t i = 0; i < COUNT(reads); i++) {
            struct piece p = { 0 };

            expect(
                kv_ro_read(kv, BYTES("a/b/c"), reads[i].offset, reads[i].len, &p) == OK);
            expect(bytes_equal(p.octets, bytes_of_text(reads[i].read)));
            expect(
                p.octets.len == 0 || p.octets.at == files[0].octets.at + reads[i].offset);
            expect(p.owner == PIECE_FOREVER);
            piece_drop(&p);
        }
    }
}

struct listing {
    char text[128];
    size_t left; /* names until it is enough */
};

static enum err note(void *arg, struct bytes name, enum kv_kind kind)
{
    struct listing *l = arg;
    size_t len = strlen(l->text);

    if (l->left-- == 0)
        return ERR_CLOSED;
    snprintf(l->text + len, sizeof l->text - len, "%.*s%s ", (int)name.len,
        (const char *)name.at, kind == KV_DICTIONARY ? "/" : "");
    return OK;
}

static void expect_list(const char *key, const char *names)
{
    struct listing l = { .left = SIZE_MAX };

    expect(kv_ro_list(kv, bytes_of_text(key), note, &l) == OK);
    if (strcmp(l.text, names) != 0)
        printf("\"%s\": %s\n", key, l.text);
    expect(strcmp(l.text, names) == 0);
}

static void test_list(void)
{
    test("each name once, in octet order")
    {
        expect_list("", "a/ a-/ a.txt a0 b \xc3\xa9 ");
        expect_list("a", "b/ b- b.txt b0 ");
        expect_list("a/b", "c d ");
        expect_list("a-", "x ");
    }
    test("a value has no list, and `each` ends one")
    {
        struct listing l = { .left = 2 };

        expect(kv_ro_list(kv, BYTES("a0"), note, &l) == ERR_NOT_A_VALUE);
        expect(kv_ro_list(kv, BYTES(""), note, &l) == ERR_CLOSED);
        expect(strcmp(l.text, "a/ a-/ ") == 0);
    }
}

int main(void)
{
    test_order();
    test_info();
    test_read();
    test_list();
    test("digests differ in both halves, and are the same in every version")
    {
        static const uint8_t nothing[16] = { 0xa5, 0xff, 0x89, 0x15, 0xeb, 0x94, 0x4c,
            0x2f, 0xeb, 0xd3, 0xd2, 0xd1, 0x4e, 0xd3, 0x5b, 0xbf };
        uint8_t a[16], b[16];

        crunch_digest(BYTES(""), a);
        expect(memcmp(a, nothing, 16) == 0);
        crunch_digest(BYTES("b"), b);
        expect(memcmp(a, b, 8) != 0 && memcmp(a + 8, b + 8, 8) != 0);
        expect(memcmp(a, a + 8, 8) != 0);
    }
    return test_result();
}
