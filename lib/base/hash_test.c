/* SPDX-License-Identifier: ISC */
/*
 * hash_test.c - SipHash-2-4 against its authors' vectors, and tables against an array: with random
 * keys, and with an equality over keys so few that probes run into each other and wrap.
 */
#include "lib/base/hash.h"
#include "lib/base/list.h"
#include "test/dies.h"
#include "test/test.h"

/* Of the octets 00, 01, ... of each length with the key 00 to 0f. */
static const uint64_t vectors[] = {
    0x726fdb47dd0e0e31,
    0x74f839c593dc67fd,
    0x0d6c8009d9a94f5a,
    0x85676696d7fb7e2d,
    0xcf2794e0277187b7,
    0x18765564cd99a68d,
    0xcbc9466e58fee3ce,
    0xab0200f58b01d137,
    0x93f5f5799a932462,
    0x9e0082df0ba9e4b0,
    0x7a5dbbc594ddb9f3,
    0xf4b32f46226bada7,
    0x751e8fbc860ee5fb,
    0x14ea5627c0843d90,
    0xf723ca908e7af2ee,
    0xa129ca6149be45e5,
    0x3f2acc7f57c29bdb,
    0x699ae9f52cbe4794,
    0x4bc1b3f0968dd39c,
    0xbb6dc91da77961bd,
    0xbed65cf21aa2ee98,
    0xd0f2cbb02e3b67c7,
    0x93536795e3a33e88,
    0xa80c038ccd5ccec8,
    0xb8ad50c6f649af94,
    0xbce192de8a85b8ea,
    0x17d835b85bbb15f3,
    0x2f2e6163076bcfad,
    0xde4daaaca71dc9a5,
    0xa6a2506687956571,
    0xad87a3535c49ef28,
    0x32d892fad841c342,
    0x7127512f72f27cce,
    0xa7f32346f95978e3,
    0x12e0b01abb051238,
    0x15e034d40fa197ae,
    0x314dffbe0815a3b4,
    0x027990f029623981,
    0xcadcd4e59ef40c4d,
    0x9abfd8766a33735c,
    0x0e3ea96b5304a7d0,
    0xad0c42d6fc585992,
    0x187306c89bc215a9,
    0xd4a60abcf3792b95,
    0xf935451de4f21df2,
    0xa9538f0419755787,
    0xdb9acddff56ca510,
    0xd06c98cd5c0975eb,
    0xe612a3cb9ecba951,
    0xc766e62cfcadaf96,
    0xee64435a9752fe72,
    0xa192d576b245165a,
    0x0a8787bf8ecb74b2,
    0x81b3e73d20b49b6f,
    0x7fa8220ba3b2ecea,
    0x245731c13ca42499,
    0xb78dbfaf3a8d83bd,
    0xea1ad565322a1a0b,
    0x60e61c23a3795013,
    0x6606d7e446282b93,
    0x6ca4ecb15c5f91e1,
    0x9f626da15c9625f3,
    0xe51b38608ef25f57,
    0x958a324ceb064572,
};

static const uint8_t octets[64] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
    16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36,
    37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57,
    58, 59, 60, 61, 62, 63 };

enum { ELEMENTS = 200, MAX = 100, STEPS = 200000 };

struct element {
    uint8_t key[2];
    struct hash_node by_key;
};

static struct element elements[ELEMENTS];

static struct bytes key_of(const struct element *e)
{
    return (struct bytes){ e->key, sizeof e->key };
}

static bool element_has_key(const struct hash_node *n, struct bytes key)
{
    const struct element *e =
        (const void *)((const char *)n - offsetof(struct element, by_key));

    return bytes_equal(key_of(e), key);
}

static uint32_t next_random(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*state >> 33);
}

/* Whether each element, and no other, is found. */
static bool finds_all(const struct hash_table *t)
{
    for (size_t i = 0; i < ELEMENTS; i++) {
        struct hash_node *expected = elements[i].by_key.held ? &elements[i].by_key : NULL;
        if (hash_table_find(t, key_of(&elements[i])) != expected)
            return false;
    }
    return true;
}

static void test_random(uint64_t seed)
{
    struct hash_table t;
    uint64_t state = seed;
    size_t count = 0;
    bool right = true;

    expect(
        hash_table_init(&t, MAX, hash_key_of(octets + seed % 48), element_has_key) == OK);
    for (unsigned step = 0; step < STEPS; step++) {
        struct element *e = &elements[next_random(&state) % ELEMENTS];
        if (e->by_key.held) {
            hash_table_remove(&t, &e->by_key);
            count--;
        } else {
            enum err result = hash_table_add(&t, key_of(e), &e->by_key);
            right = right && result == (count == MAX ? ERR_NO_MEMORY : OK);
            count += result == OK;
        }
        right = right && t.count == count && (step % 64 != 0 || finds_all(&t));
    }
    expect(right);
    for (size_t i = 0; i < ELEMENTS; i++)
        hash_table_remove(&t, &elements[i].by_key);
    expect(t.count == 0 && finds_all(&t));
    hash_table_fini(&t);
}

static struct hash_table open_table;

static void add_twice(void)
{
    enum err first = hash_table_add(&open_table, BYTES("a"), &elements[0].by_key);
    enum err second = hash_table_add(&open_table, BYTES("b"), &elements[0].by_key);

    (void)first, (void)second;
}

int main(void)
{
    struct hash_key key = hash_key_of(octets);

    for (size_t i = 0; i < ELEMENTS; i++)
        set_be16(elements[i].key, (uint16_t)i);

    test("vectors")
    {
        for (size_t len = 0; len < sizeof vectors / sizeof vectors[0]; len++)
            expect(hash_bytes(&key, (struct bytes){ octets, len }) == vectors[len]);
    }
    test("the paper's example, appendix A")
    {
        expect(hash_bytes(&key, (struct bytes){ octets, 15 }) == 0xa129ca6149be45e5);
    }
    test("other keys, other hashes")
    {
        struct hash_key other = hash_key_of(octets + 1);
        expect(hash_bytes(&other, BYTES("a")) != hash_bytes(&key, BYTES("a")));
    }
    test("random additions and removals")
    {
        for (uint64_t seed = 1; seed <= 8; seed++)
            test_random(seed);
    }
    test("edges")
    {
        struct hash_table t;
        struct element same = elements[1];
        expect(hash_table_init(&t, 0, key, element_has_key) == OK);
        expect(hash_table_find(&t, BYTES("")) == NULL);
        expect(hash_table_add(&t, BYTES("a"), &elements[0].by_key) == ERR_NO_MEMORY);
        hash_table_fini(&t);
        expect(hash_table_init(&t, 1, key, element_has_key) == OK);
        expect(hash_table_add(&t, key_of(&elements[1]), &elements[1].by_key) == OK);
        expect(hash_table_add(&t, key_of(&same), &same.by_key) == ERR_EXISTS);
        hash_table_remove(&t, &same.by_key);
        struct hash_node *found = hash_table_find(&t, key_of(&same));
        expect(found != NULL && LIST_OF(struct element, found, by_key) == &elements[1]);
        hash_table_remove(&t, &elements[1].by_key);
        hash_table_remove(&t, &elements[1].by_key);
        expect(t.count == 0);
        hash_table_fini(&t);
        expect(hash_table_init(&t, SIZE_MAX, key, element_has_key) == ERR_NO_MEMORY);
    }
    test("an element twice in a table is a bug")
    {
        expect(hash_table_init(&open_table, 4, key, element_has_key) == OK);
        expect(dies(add_twice));
        hash_table_fini(&open_table);
    }
    return test_result();
}
