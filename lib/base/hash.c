/* SPDX-License-Identifier: ISC */
/*
 * hash.c - SipHash-2-4, and open addressing with linear probing.
 *
 * A table is never more than three quarters full, so a probe ends at a free slot soon. Removing
 * closes the gap by moving later nodes of the same run back, so there are no tombstones, and a
 * table does not grow slower with age.
 */
#include "lib/base/hash.h"
#include "lib/base/invariant.h"
#include "lib/base/reader.h"
#include "sig/target.h"

struct hash_key hash_key_of(const uint8_t octets[static 16])
{
    return (struct hash_key){ { le64(octets), le64(octets + 8) } };
}

static uint64_t rotate(uint64_t x, unsigned bits)
{
    return x << bits | x >> (64 - bits);
}

/* SipRound of the paper, section 2.2, figure 2.1. */
static void sip_round(uint64_t v[static 4])
{
    v[0] += v[1];
    v[1] = rotate(v[1], 13) ^ v[0];
    v[0] = rotate(v[0], 32);
    v[2] += v[3];
    v[3] = rotate(v[3], 16) ^ v[2];
    v[0] += v[3];
    v[3] = rotate(v[3], 21) ^ v[0];
    v[2] += v[1];
    v[1] = rotate(v[1], 17) ^ v[2];
    v[2] = rotate(v[2], 32);
}

static void sip_compress(uint64_t v[static 4], uint64_t word)
{
    v[3] ^= word;
    sip_round(v);
    sip_round(v);
    v[0] ^= word;
}

uint64_t hash_bytes(const struct hash_key *key, struct bytes b)
{
    uint64_t v[4] = {
        key->k[0] ^ 0x736f6d6570736575u, /* "somepseu" */
        key->k[1] ^ 0x646f72616e646f6du, /* "dorandom" */
        key->k[0] ^ 0x6c7967656e657261u, /* "lygenera" */
        key->k[1] ^ 0x7465646279746573u, /* "tedbytes" */
    };
    struct reader r = reader_of(b);

    while (r.rest.len >= 8)
        sip_compress(v, take_le64(&r));

    /* The rest, zeros, and the length's low octet make the last word. */
    uint8_t last[8] = { 0 };
    bytes_copy((struct bytes_mut){ last, sizeof last }, r.rest);
    last[7] = (uint8_t)b.len;
    sip_compress(v, le64(last));

    v[2] ^= 0xff;
    for (unsigned i = 0; i < 4; i++)
        sip_round(v);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}

/* --- Tables ---------------------------------------------------------------------------------- */

static size_t hash_table_octets(const struct hash_table *t)
{
    return (t->mask + 1) * sizeof(struct hash_slot);
}

enum err hash_table_init(struct hash_table *t, size_t max, struct hash_key key,
    bool (*has_key)(const struct hash_node *n, struct bytes key))
{
    size_t slots = 4;

    *t = (struct hash_table){ .max = max, .key = key, .has_key = has_key };
    while (slots - slots / 4 < max) {
        if (slots > SIZE_MAX / sizeof(struct hash_slot) / 2)
            return ERR_NO_MEMORY;
        slots *= 2;
    }
    t->mask = slots - 1;
    t->slots = memory_take(hash_table_octets(t));
    return t->slots == NULL ? ERR_NO_MEMORY : OK;
}

void hash_table_fini(struct hash_table *t)
{
    memory_give(t->slots, hash_table_octets(t));
    *t = (struct hash_table){ 0 };
}

/* Where the element with this key is, or the free slot where it would be put. */
static struct hash_slot *hash_table_probe(
    const struct hash_table *t, uint64_t hash, struct bytes key)
{
    for (size_t i = (size_t)hash & t->mask;; i = (i + 1) & t->mask) {
        struct hash_slot *s = &t->slots[i];
        if (s->node == NULL || (s->hash == hash && t->has_key(s->node, key)))
            return s;
    }
}

struct hash_node *hash_table_find(const struct hash_table *t, struct bytes key)
{
    return hash_table_probe(t, hash_bytes(&t->key, key), key)->node;
}

enum err hash_table_add(struct hash_table *t, struct bytes key, struct hash_node *n)
{
    uint64_t hash = hash_bytes(&t->key, key);
    struct hash_slot *s = hash_table_probe(t, hash, key);

    invariant(!n->held);
    if (s->node != NULL)
        return ERR_EXISTS;
    if (t->count == t->max)
        return ERR_NO_MEMORY;
    *n = (struct hash_node){ .hash = hash, .held = true };
    *s = (struct hash_slot){ .hash = hash, .node = n };
    t->count++;
    return OK;
}

/* Frees slot `gap` and moves back into it what a probe would no longer reach. */
static void hash_table_close(struct hash_table *t, size_t gap)
{
    for (size_t i = (gap + 1) & t->mask; t->slots[i].node != NULL;
         i = (i + 1) & t->mask) {
        size_t home = (size_t)t->slots[i].hash & t->mask;
        if (((i - home) & t->mask) >= ((i - gap) & t->mask)) {
            t->slots[gap] = t->slots[i];
            gap = i;
        }
    }
    t->slots[gap] = (struct hash_slot){ 0 };
}

void hash_table_remove(struct hash_table *t, struct hash_node *n)
{
    if (!n->held)
        return;
    size_t i = (size_t)n->hash & t->mask;
    while (t->slots[i].node != n) {
        invariant(t->slots[i].node != NULL);
        i = (i + 1) & t->mask;
    }
    hash_table_close(t, i);
    *n = (struct hash_node){ 0 };
    t->count--;
}
