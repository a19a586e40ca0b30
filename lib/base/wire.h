/* SPDX-License-Identifier: ISC */
/*
 * wire.h - declare a header once; get a layout, a checked view, getters and setters.
 *
 * A table lists the fields in order: F(m, TYPE, NAME). A second one, where it is needed, lists the
 * parts of a field that are smaller than an octet: B(m, NAME, FIELD, SHIFT, WIDTH), SHIFT counting
 * from the least significant bit.
 *
 *     #define IPV4_WIRE(F, m)        #define IPV4_BITS(B, m)
 *         F(m, u8, version_ihl)          B(m, version, version_ihl, 4, 4)
 *         F(m, u8, dscp_ecn)             B(m, ihl, version_ihl, 0, 4)
 *         ...                            ...
 *     WIRE(ipv4, 20, IPV4_WIRE)      WIRE_BITS(ipv4, IPV4_BITS)
 *
 *     const struct ipv4_wire *h = ipv4_view(b);      NULL: b is shorter than 20 octets
 *     if (h == NULL || ipv4_version(h) != 4)
 *
 * To have a `const struct ipv4_wire *` is the proof that the length was checked. It borrows the
 * octets of b. The layout consists of octets only, so it has no padding and any address will do.
 *
 * TYPE is one of WIRE_INTEGERS, octets4, octets6, octets8, octets16, or one's own: a struct that is
 * made of octets only becomes a type by WIRE_STRUCT(mac_address, struct mac_address, 6).
 */
#pragma once
#include "lib/base/bytes.h"

/* --- Types of fields ------------------------------------------------------------------------- */

/*
 * A TYPE is four names: wire_t_TYPE, the value in C; wire_layout_TYPE, how it lies in a message;
 * wire_get_TYPE and wire_set_TYPE.
 */
/* The formatter takes contracts in macros apart. */
/* clang-format off */
#define WIRE_INTEGER_(name, type, octets)                                  \
    typedef type wire_t_##name;                                            \
    typedef uint8_t wire_layout_##name[octets];                            \
    /*@ requires \valid_read(from); assigns \nothing; */                   \
    static inline type wire_get_##name(const wire_layout_##name *from)     \
    {                                                                      \
        return name(*from);                                                \
    }                                                                      \
    /*@ requires \valid(to); assigns (*to)[0 .. sizeof(*to) - 1]; */       \
    static inline void wire_set_##name(wire_layout_##name *to, type value) \
    {                                                                      \
        set_##name(*to, value);                                            \
    }
WIRE_INTEGERS(WIRE_INTEGER_)

#define WIRE_STRUCT(name, type, octets)                                                    \
    _Static_assert(                                                                        \
        sizeof(struct { uint8_t first; type rest; }) == 1 + (octets), #name " is octets"); \
    typedef type wire_t_##name;                                                            \
    typedef type wire_layout_##name;                                                       \
    /*@ requires \valid_read(from); assigns \nothing; */                                   \
    static inline type wire_get_##name(const wire_layout_##name *from)                     \
    {                                                                                      \
        return *from;                                                                      \
    }                                                                                      \
    /*@ requires \valid(to); assigns *to; */                                               \
    static inline void wire_set_##name(wire_layout_##name *to, type value)                 \
    {                                                                                      \
        *to = value;                                                                       \
    }
/* clang-format on */

struct octets4 {
    uint8_t at[4];
};
struct octets6 {
    uint8_t at[6];
};
struct octets8 {
    uint8_t at[8];
};
struct octets16 {
    uint8_t at[16];
};
WIRE_STRUCT(octets4, struct octets4, 4)
WIRE_STRUCT(octets6, struct octets6, 6)
WIRE_STRUCT(octets8, struct octets8, 8)
WIRE_STRUCT(octets16, struct octets16, 16)

/* --- Tables ---------------------------------------------------------------------------------- */

/* A row of MSG_fields, for tracers and tests. */
struct wire_field {
    const char *name;
    uint8_t offset, size;
};

/* clang-format off */
#define WIRE_LAYOUT_(msg, type, field) wire_layout_##type field;

#define WIRE_ACCESS_(msg, type, field)                                          \
    typedef wire_t_##type wire_t_##msg##_##field;                               \
    /*@ requires \valid_read(h); assigns \nothing; */                           \
    static inline wire_t_##type msg##_##field(const struct msg##_wire *h)       \
    {                                                                           \
        return wire_get_##type(&h->field);                                      \
    }                                                                           \
    /*@ requires \valid(h); assigns *h; */                                      \
    static inline void msg##_set_##field(struct msg##_wire *h, wire_t_##type v) \
    {                                                                           \
        wire_set_##type(&h->field, v);                                          \
    }

#define WIRE_ROW_(msg, type, field) \
    { #field, offsetof(struct msg##_wire, field), sizeof(wire_layout_##type) },

#define WIRE(msg, octets, FIELDS)                                               \
    struct msg##_wire {                                                         \
        FIELDS(WIRE_LAYOUT_, msg)                                               \
    };                                                                          \
    _Static_assert(sizeof(struct msg##_wire) == (octets), #msg " header size"); \
    /*@ requires readable(b);                                                   \
        assigns \nothing;                                                       \
        ensures \result == \null || \valid_read(\result); */                    \
    static inline const struct msg##_wire *msg##_view(struct bytes b)           \
    {                                                                           \
        return b.len < (octets) ? NULL : (const void *)b.at;                    \
    }                                                                           \
    /*@ requires writable(b);                                                   \
        assigns \nothing;                                                       \
        ensures \result == \null || \valid(\result); */                         \
    static inline struct msg##_wire *msg##_edit(struct bytes_mut b)             \
    {                                                                           \
        return b.len < (octets) ? NULL : (void *)b.at;                          \
    }                                                                           \
    static const struct wire_field msg##_fields[] = { FIELDS(WIRE_ROW_, msg) }; \
    FIELDS(WIRE_ACCESS_, msg)
/* clang-format on */

/* Bits of a field. Setting keeps the field's other bits, and takes the low bits of `v`. */
/* clang-format off */
#define WIRE_BITS_(msg, name, field, shift, width)                                     \
    _Static_assert((shift) + (width) <= 8 * sizeof(((struct msg##_wire *)0)->field) && \
                       (width) > 0 && (width) <= 32,                                   \
        #name " does not fit in " #field);                                             \
    /*@ requires \valid_read(h); assigns \nothing; */                                  \
    static inline uint32_t msg##_##name(const struct msg##_wire *h)                    \
    {                                                                                  \
        return (uint32_t)((uint64_t)msg##_##field(h) >> (shift)) & WIRE_MASK_(width);  \
    }                                                                                  \
    /*@ requires \valid(h); assigns *h; */                                             \
    static inline void msg##_set_##name(struct msg##_wire *h, uint32_t v)              \
    {                                                                                  \
        uint64_t mask = (uint64_t)WIRE_MASK_(width) << (shift);                        \
        uint64_t others = msg##_##field(h) & ~mask;                                    \
        uint64_t bits = ((uint64_t)v << (shift)) & mask;                               \
        msg##_set_##field(h, (wire_t_##msg##_##field)(others | bits));                 \
    }
#define WIRE_MASK_(width)    (UINT32_MAX >> (32 - (width)))
#define WIRE_BITS(msg, BITS) BITS(WIRE_BITS_, msg)
/* clang-format on */
