/* SPDX-License-Identifier: ISC */
/* arena_test.c - exhaustion of pools and limits, marks, the order of clean-ups, and wiping. */
#include "lib/base/arena.h"
#include "test/dies.h"
#include "test/test.h"

enum { BLOCK = 256, HEADER = 16, LARGEST = BLOCK - HEADER };

static struct arena_pool pool;

static void open_pool(uint32_t count)
{
    expect(arena_pool_init(&pool, count, BLOCK) == OK);
    expect(pool.left == count);
}

static bool is_zero(const uint8_t *at, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (at[i] != 0)
            return false;
    return true;
}

static void test_take(void)
{
    struct arena a;

    test("sizes up to a block's")
    {
        open_pool(2);
        arena_init(&a, &pool, 2);
        expect(pool.left == 2);
        expect(arena_take(&a, LARGEST + 1) == NULL && pool.left == 2);
        expect(arena_take(&a, SIZE_MAX) == NULL && arena_take(&a, SIZE_MAX - 15) == NULL);
        expect(arena_take(&a, LARGEST) != NULL && pool.left == 1);
        expect(arena_take(&a, 1) != NULL && pool.left == 0);
        expect(arena_take(&a, LARGEST - 16) != NULL);
        expect(arena_take(&a, 1) == NULL);
        arena_fini(&a);
        arena_pool_fini(&pool);
    }
    test("zeroed, aligned and apart, also when used before")
    {
        open_pool(1);
        for (int round = 0; round < 2; round++) {
            arena_init(&a, &pool, 1);
            uint8_t *first = arena_take(&a, 3), *second = arena_take(&a, 17);
            expect(is_zero(first, 3) && is_zero(second, 17));
            expect((uintptr_t)first % 16 == 0 && second == first + 16);
            memset(first, 0xff, LARGEST);
            arena_fini(&a);
        }
        arena_pool_fini(&pool);
    }
    test("an arena's limit comes before the pool's end")
    {
        struct arena other;
        open_pool(3);
        arena_init(&a, &pool, 2);
        arena_init(&other, &pool, 2);
        expect(arena_take(&a, LARGEST) != NULL && arena_take(&a, LARGEST) != NULL);
        expect(arena_take(&a, 1) == NULL && a.blocks == 2 && pool.left == 1);
        expect(arena_take(&other, LARGEST) != NULL);
        expect(arena_take(&other, 1) == NULL && other.blocks == 1);
        arena_fini(&a);
        expect(pool.left == 2 && arena_take(&other, 1) != NULL);
        arena_fini(&other);
        arena_pool_fini(&pool);
    }
    test("no memory for the pool")
    {
        expect(arena_pool_init(&pool, UINT32_MAX, UINT32_MAX - 15) == ERR_NO_MEMORY);
    }
}

static void test_copy(void)
{
    struct arena a;

    test("copies end with a NUL")
    {
        open_pool(1);
        arena_init(&a, &pool, 1);
        struct bytes copy = arena_copy(&a, BYTES("text"));
        expect(bytes_equal(copy, BYTES("text")) && copy.at[4] == 0);
        copy = arena_copy(&a, (struct bytes){ 0 });
        expect(copy.at != NULL && copy.len == 0 && copy.at[0] == 0);
        const uint8_t long_text[LARGEST] = { 0 };
        copy = arena_copy(&a, (struct bytes){ long_text, LARGEST });
        expect(copy.at == NULL && copy.len == 0);
        arena_fini(&a);
        arena_pool_fini(&pool);
    }
}

struct note {
    char *text;
    char letter;
};

static void write_note(void *arg)
{
    const struct note *n = arg;
    size_t end = strlen(n->text);

    n->text[end] = n->letter;
}

static void test_marks(void)
{
    struct arena a;
    char ran[8] = "";
    struct note notes[] = { { ran, 'a' }, { ran, 'b' }, { ran, 'c' } };

    test("a reset gives blocks back and runs clean-ups, the newest first")
    {
        open_pool(4);
        arena_init(&a, &pool, 4);
        struct arena_mark empty = arena_mark(&a);
        expect(arena_on_reset(&a, write_note, &notes[0]) == OK);
        uint8_t *before = arena_take(&a, 16);
        struct arena_mark middle = arena_mark(&a);
        expect(arena_on_reset(&a, write_note, &notes[1]) == OK);
        expect(arena_take(&a, LARGEST) != NULL && arena_take(&a, LARGEST) != NULL);
        expect(arena_on_reset(&a, write_note, &notes[2]) == OK && pool.left == 0);

        arena_reset(&a, middle);
        expect(strcmp(ran, "cb") == 0 && a.blocks == 1 && pool.left == 3);
        expect(arena_take(&a, 16) == before + 16);
        arena_reset(&a, middle);
        expect(strcmp(ran, "cb") == 0);
        arena_reset(&a, empty);
        expect(strcmp(ran, "cba") == 0 && a.blocks == 0 && pool.left == 4);
        arena_fini(&a);
        arena_pool_fini(&pool);
    }
    test("no room to note a clean-up")
    {
        open_pool(1);
        arena_init(&a, &pool, 1);
        expect(arena_take(&a, LARGEST - 31) != NULL);
        expect(arena_on_reset(&a, write_note, &notes[0]) == ERR_NO_MEMORY);
        arena_fini(&a);
        expect(strcmp(ran, "cba") == 0);
        arena_pool_fini(&pool);
    }
}

static void test_secret(void)
{
    struct arena a;

    test("a secret arena's octets are gone after a reset, what is before the mark is not")
    {
        open_pool(2);
        arena_init(&a, &pool, 2);
        a.secret = true;
        uint8_t *kept = arena_take(&a, 16);
        memset(kept, 1, 16);
        struct arena_mark mark = arena_mark(&a);
        uint8_t *same_block = arena_take(&a, LARGEST - 16),
                *next_block = arena_take(&a, LARGEST);
        memset(same_block, 2, LARGEST - 16);
        memset(next_block, 3, LARGEST);
        arena_reset(&a, mark);
        expect(kept[0] == 1 && kept[15] == 1);
        expect(is_zero(same_block, LARGEST - 16) && is_zero(next_block, LARGEST));
        arena_fini(&a);
        expect(is_zero(kept, 16));
        arena_pool_fini(&pool);
    }
}

static void reset_to_later_mark(void)
{
    struct arena a;

    arena_init(&a, &pool, 1);
    (void)arena_take(&a, 1);
    struct arena_mark mark = arena_mark(&a);
    arena_fini(&a);
    arena_reset(&a, mark);
}

static void end_pool_in_use(void)
{
    struct arena a;

    arena_init(&a, &pool, 1);
    (void)arena_take(&a, 1);
    arena_pool_fini(&pool);
}

int main(void)
{
    test_take();
    test_copy();
    test_marks();
    test_secret();
    test("bugs of callers")
    {
        open_pool(1);
        expect(dies(reset_to_later_mark));
        expect(dies(end_pool_in_use));
        arena_pool_fini(&pool);
    }
    return test_result();
}
