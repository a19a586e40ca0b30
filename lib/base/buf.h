/* SPDX-License-Identifier: ISC */
/*
 * buf.h - octets that outlive a call: frames on their way in and out, received runs of a flow.
 *
 * A frame is a chain of bufs. Each comes from a pool sized at boot and is counted; whoever holds a
 * reference may read, only a sole holder may write. Headroom in the first lets each layer push its
 * header in front. The octets of a buf lie in one page-aligned slot of its pool, so a device can
 * own them.
 *
 * A `struct piece` is what an application reads and writes: some octets and who keeps them alive.
 * A received piece holds a reference that the receiver drops with piece_drop(). A piece to send is
 * borrowed for the call; an implementation that must keep its octets longer (until they are
 * acknowledged, say) takes a reference on the owner, needs none for PIECE_FOREVER, and copies when
 * there is no owner.
 *
 *     struct buf *b = buf_take(pool, HEADROOM);
 *     if (b == NULL)
 *         return ERR_NO_MEMORY;
 */
#pragma once
#include "lib/base/bytes.h"
#include "lib/base/err.h"

/* How a super-segment is to be cut. */
enum segment_kind { SEGMENT_NONE, SEGMENT_TCP4, SEGMENT_TCP6, SEGMENT_UDP };

/* What the device still has to do, or has done; set on the first buf of a frame. */
struct offload {
    /* Sum from `checksum_from` to the end of the frame, store at `checksum_at`; 0: not asked. */
    uint16_t checksum_from, checksum_at;

    /* Cut the payload in pieces of this many octets; 0: leave it whole. */
    uint16_t segment_size;
    enum segment_kind segment_kind;

    /* Received, and the device or a trusted neighbour vouches for the sum. */
    bool checksum_verified;
};

struct buf_pool;

struct buf {
    struct buf *next; /* the rest of this frame */
    uint8_t *at;
    uint32_t len;
    uint32_t headroom; /* octets free in front of `at` */
    uint32_t tailroom; /* octets free behind `at + len` */
    uint32_t references;
    struct offload offload;
    struct buf_pool *pool;          /* NULL: this struct is its owner's; see release */
    void (*release)(struct buf *b); /* of borrowed octets; NULL: nothing to do */
};

/* Fixed slots of one size, taken from the target when the pool is made and never grown. */
struct buf_pool {
    struct buf *bufs;  /* private: all of them */
    struct buf *free;  /* private: a stack of those used before that nobody holds */
    uint32_t begun;    /* private: how many were ever used */
    uint8_t *memory;   /* private */
    uint32_t slot;     /* octets a buf */
    uint32_t count;    /* bufs in all */
    uint32_t left;     /* of them free */
    uint32_t left_min; /* the fewest that were ever free */
    uint64_t refused;  /* takes that found none */

    /* Called after a buf came back, for whoever waits for one; must not suspend. NULL: nobody. */
    void (*returned)(struct buf_pool *pool);
};

/* `slot` octets a buf, a multiple of 64. ERR_NO_MEMORY: the target has not that much. */
enum err buf_pool_init(struct buf_pool *pool, uint32_t count, uint32_t slot);

/* Every buf must be back. */
void buf_pool_fini(struct buf_pool *pool);

/* An empty buf with one reference, the caller's. NULL when the pool is exhausted. */
struct buf *buf_take(struct buf_pool *pool, uint32_t headroom);

/*
 * A buf of octets that lie elsewhere and must stay there until `release`, called when the last
 * reference goes; NULL: they live as long as the pool. Nobody may write them. `headers` may be a
 * pool of slots of 0 octets. NULL when it is exhausted.
 */
struct buf *buf_borrow(
    struct buf_pool *headers, struct bytes octets, void (*release)(struct buf *b));

/* Another reference on `b` alone; a chain is held by its first buf. */
void buf_ref(struct buf *b);

/* Drops one reference; the last one gives the buf, and what it chains to, back. NULL is ignored. */
void buf_unref(struct buf *b);

/* Makes `len` octets of headroom part of the front and returns them; NULL if there is no room. */
uint8_t *buf_push(struct buf *b, uint32_t len);

/* Makes `len` octets of tailroom part of the end and returns them; NULL if there is no room. */
uint8_t *buf_append(struct buf *b, uint32_t len);

/* Octets in the whole chain. */
size_t buf_chain_len(const struct buf *b);

static inline struct bytes buf_bytes(const struct buf *b)
{
    return (struct bytes){ b->at, b->len };
}

struct piece {
    struct bytes octets;
    struct buf *owner; /* NULL: borrowed for this call */
};

/* The owner of octets that live as long as the image: files linked in, string literals. */
extern struct buf buf_forever;
#define PIECE_FOREVER (&buf_forever)

/* Gives back a piece that was read. */
static inline void piece_drop(struct piece *p)
{
    buf_unref(p->owner);
    *p = (struct piece){ 0 };
}
