/* SPDX-License-Identifier: ISC */
/*
 * direct_kv.h - KV_RO on a directory of the host, read when asked (`--kv-ro=direct`).
 *
 * What is in the directory at the time of a call is what the call gives, so edited pages show at
 * once. Values are regular files and dictionaries are directories; devices, pipes and sockets are
 * as good as absent. The directory is an argument of the unikernel.
 *
 * No key reaches anything outside. Keys are checked as sig/kv_ro.h says, and a "%2e" in one is
 * three ordinary characters. The host resolves them below the directory (openat2 with
 * RESOLVE_BENEATH), symbolic links too: relative ones that stay inside are followed, all others are
 * ERR_NOT_FOUND. A host without openat2 gets no symbolic links at all.
 *
 * Calls block the unikernel for as long as the host's disk takes. A read suspends while all bufs
 * are held by pieces. A listing of more names than 1 MiB holds is ERR_NO_MEMORY. A value's digest
 * is of its identity: device, inode, size, time of change. A value that the host lets us not read
 * is ERR_IO, and a line in the log.
 *
 *     static struct direct_kv_state state;
 *     static const struct direct_kv files = { .state = &state };
 *     TRY(direct_kv_connect(mine, &files, "htdocs"));
 *     struct kv_ro pages = { &direct_kv_ops, &files };
 */
#pragma once
#include "lib/fiber/fiber.h"
#include "sig/kv_ro.h"
#include "target/unix/host_bufs.h"

struct direct_kv_state {
    struct host_bufs bufs; /* private: 4,096 of 32 KiB */
    int root;              /* private */
    bool resolves_beneath; /* private: the host has openat2 */
};

struct direct_kv {
    struct direct_kv_state *state;
};

extern const struct kv_ro_ops direct_kv_ops;

/* Says in the log what is wrong. ERR_NOT_FOUND, ERR_DENIED, ERR_NO_MEMORY. */
enum err direct_kv_connect(
    struct nursery *mine, const struct direct_kv *kv, const char *directory);

/* Every piece must be dropped. */
void direct_kv_disconnect(const struct direct_kv *kv);
