/* SPDX-License-Identifier: ISC */
/* buf_test.c - exhaustion, counting, headroom and tailroom at their ends, chains, borrowed octets. */
#include "lib/base/buf.h"
#include "test/dies.h"
#include "test/test.h"

enum { SLOT = 128 };

static struct buf_pool pool;

static void test_pool(void)
{
    struct buf *bufs[3];

    test("a pool refuses when it is exhausted")
    {
        expect(buf_pool_init(&pool, 3, SLOT) == OK);
        expect(
            pool.left == 3 && pool.left_min == 3 && (uintptr_t)pool.memory % 4096 == 0);
        for (int i = 0; i < 3; i++) {
            bufs[i] = buf_take(&pool, 0);
            expect(bufs[i] != NULL && bufs[i]->references == 1 && bufs[i]->len == 0);
            memset(buf_append(bufs[i], SLOT), i, SLOT);
        }
        expect(
            pool.left == 0 && buf_take(&pool, 0) == NULL && buf_take(&pool, 0) == NULL);
        expect(pool.refused == 2 && pool.left_min == 0);
        for (int i = 0; i < 3; i++)
            expect(bufs[i]->at[0] == i && bufs[i]->at[SLOT - 1] == i);
        buf_unref(bufs[1]);
        buf_unref(bufs[2]);
        expect(pool.left == 2 && pool.left_min == 0);
        expect(buf_take(&pool, 0) == bufs[2]);
        buf_unref(bufs[2]);
        buf_unref(bufs[0]);
        expect(pool.left == 3);
        buf_pool_fini(&pool);
    }
    test("no memory for the pool")
    {
        expect(buf_pool_init(&pool, UINT32_MAX, UINT32_MAX - 63) == ERR_NO_MEMORY);
    }
}

static void test_room(void)
{
    expect(buf_pool_init(&pool, 1, SLOT) == OK);
    test("headroom and tailroom end where the slot does")
    {
        struct buf *b = buf_take(&pool, 20);
        expect(b->headroom == 20 && b->tailroom == SLOT - 20 && buf_bytes(b).len == 0);
        expect(buf_push(b, 21) == NULL && b->len == 0);
        uint8_t *body = buf_append(b, 8);
        expect(body == pool.memory + 20 && b->len == 8);
        uint8_t *header = buf_push(b, 20);
        expect(
            header == pool.memory && b->at == header && b->len == 28 && b->headroom == 0);
        expect(buf_push(b, 1) == NULL && buf_push(b, 0) == header);
        expect(buf_append(b, SLOT - 27) == NULL && b->len == 28);
        expect(buf_append(b, SLOT - 28) == pool.memory + 28 && b->len == SLOT);
        expect(buf_append(b, 1) == NULL && b->tailroom == 0);
        buf_unref(b);
    }
    test("what was done to a buf is forgotten")
    {
        struct buf *b = buf_take(&pool, SLOT);
        b->at += 3;
        b->offload.checksum_verified = true;
        b->release = NULL;
        buf_unref(b);
        b = buf_take(&pool, 64);
        expect(b->at == pool.memory + 64 && !b->offload.checksum_verified &&
               b->next == NULL);
        buf_unref(b);
    }
    buf_pool_fini(&pool);
}

static void test_chains(void)
{
    expect(buf_pool_init(&pool, 3, SLOT) == OK);
    test("a chain goes back with its first, except what somebody else holds")
    {
        struct buf *a = buf_take(&pool, 0), *b = buf_take(&pool, 0),
                   *c = buf_take(&pool, 0);
        a->next = b;
        b->next = c;
        (void)buf_append(a, 1);
        (void)buf_append(b, 2);
        (void)buf_append(c, 3);
        expect(
            buf_chain_len(a) == 6 && buf_chain_len(c) == 3 && buf_chain_len(NULL) == 0);
        buf_ref(b);
        buf_unref(a);
        expect(pool.left == 1 && b->references == 1 && c->references == 1);
        buf_unref(b);
        expect(pool.left == 3);
        buf_unref(NULL);
    }
    buf_pool_fini(&pool);
}

static unsigned released;

static void release(struct buf *b)
{
    released++;
    expect(b->len == 5);
}

static void test_borrowed(void)
{
    test("borrowed octets")
    {
        expect(buf_pool_init(&pool, 1, 0) == OK);
        struct buf *b = buf_borrow(&pool, BYTES("hello"), release);
        expect(bytes_equal(buf_bytes(b), BYTES("hello")));
        expect(buf_push(b, 1) == NULL && buf_append(b, 1) == NULL);
        expect(buf_borrow(&pool, BYTES("hello"), release) == NULL && pool.refused == 1);
        buf_ref(b);
        buf_unref(b);
        expect(released == 0);
        buf_unref(b);
        expect(released == 1 && pool.left == 1);
        b = buf_borrow(&pool, BYTES("hello"), NULL);
        buf_unref(b);
        expect(pool.left == 1);
        buf_pool_fini(&pool);
    }
    test("a buf of one's own")
    {
        struct buf own = { .len = 5, .references = 1, .release = release };
        buf_unref(&own);
        expect(released == 2);
    }
    test("octets that live for ever")
    {
        struct buf before = buf_forever;
        struct piece p = { BYTES("literal"), PIECE_FOREVER };
        buf_ref(p.owner);
        buf_unref(p.owner);
        expect(buf_forever.references == before.references);
        piece_drop(&p);
        expect(p.owner == NULL && p.octets.len == 0);
        piece_drop(&p);
    }
}

static void unref_twice(void)
{
    struct buf *b = buf_take(&pool, 0);

    buf_unref(b);
    buf_unref(b);
}

static void ref_of_a_free_one(void)
{
    struct buf *b = buf_take(&pool, 0);

    buf_unref(b);
    buf_ref(b);
}

static void end_pool_in_use(void)
{
    (void)buf_take(&pool, 0);
    buf_pool_fini(&pool);
}

static void take_too_much_headroom(void)
{
    (void)buf_take(&pool, SLOT + 1);
}

int main(void)
{
    test_pool();
    test_room();
    test_chains();
    test_borrowed();
    test("bugs of callers")
    {
        expect(buf_pool_init(&pool, 2, SLOT) == OK);
        expect(dies(unref_twice));
        expect(dies(ref_of_a_free_one));
        expect(dies(end_pool_in_use));
        expect(dies(take_too_much_headroom));
        buf_pool_fini(&pool);
    }
    return test_result();
}
