/* SPDX-License-Identifier: ISC */
/*
 * hash.h - a keyed hash of octets, and tables that peers cannot make slow.
 *
 * hash_bytes is SipHash-2-4 (Aumasson, Bernstein: "SipHash: a fast short-input PRF", 2012). With a
 * key that a peer does not know, it cannot choose octets that collide.
 *
 * A table finds elements by a key of octets. An element holds a `struct hash_node` and its own key;
 * the table holds pointers to the nodes, at most as many as it was made for. A zeroed node is in no
 * table.
 *
 *     TRY(hash_table_init(&t, 1000, key, flow_has_key));
 *     struct hash_node *n = hash_table_find(&t, BYTES("..."));
 *     if (n != NULL)
 *         use(LIST_OF(struct flow, n, by_address));
 */
#pragma once
#include "lib/base/bytes.h"
#include "lib/base/err.h"

struct hash_key {
    uint64_t k[2];
};

/* From random_fill(), for one. */
struct hash_key hash_key_of(const uint8_t octets[static 16]);
uint64_t hash_bytes(const struct hash_key *key, struct bytes b);

struct hash_node {
    uint64_t hash; /* private */
    bool held;     /* private */
};

struct hash_slot {
    uint64_t hash;
    struct hash_node *node;
};

struct hash_table {
    struct hash_slot *slots; /* private */
    size_t mask;             /* private: slots, a power of two, less one */
    size_t count, max;       /* nodes held, and how many may be */
    struct hash_key key;     /* private */

    /* Whether this is the key of the element that `n` is in. */
    bool (*has_key)(const struct hash_node *n, struct bytes key);
};

/* Takes its memory from the target once. ERR_NO_MEMORY: there is not that much. */
enum err hash_table_init(struct hash_table *t, size_t max, struct hash_key key,
    bool (*has_key)(const struct hash_node *n, struct bytes key));

/* Forgets the elements, which are not touched. */
void hash_table_fini(struct hash_table *t);

/* NULL: there is none. */
struct hash_node *hash_table_find(const struct hash_table *t, struct bytes key);

/* Adds `n`, which is in no table and whose key is `key`. ERR_EXISTS; ERR_NO_MEMORY: it is full. */
enum err hash_table_add(struct hash_table *t, struct bytes key, struct hash_node *n);

/* Takes `n` off the table, if it is in it. */
void hash_table_remove(struct hash_table *t, struct hash_node *n);
