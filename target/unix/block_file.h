/* SPDX-License-Identifier: ISC */
/*
 * block_file.h - BLOCK on a file or block device of the host.
 *
 * The path is an argument of the unikernel. A file is an array of sectors of 512 octets, what is
 * left over at its end is not part of it; a device says its own. What may not be written is opened
 * to be read. One process at a time may have it for writing, many for reading (flock).
 *
 * submit does the request at once, and calls `done` before it returns: nothing else runs
 * meanwhile. That is cheap as long as the host has the octets in memory, and as slow as its disk
 * otherwise; a unikernel that must answer while a disk works belongs on a target with a queue. As
 * `done` may submit, a caller that chains requests from `done` nests as deep as its chain is long.
 *
 * A flush is fdatasync. Once one has failed, each later one fails too: the host forgets which
 * octets it could not write, so a second try that succeeds says nothing. A discard makes a hole in
 * the file, which reads as zeros; ERR_UNSUPPORTED (through `done`) where the host cannot.
 *
 *     static struct block_file_state state;
 *     static const struct block_file disk = { .state = &state };
 *     TRY(block_file_connect(mine, &disk, "disk.img"));
 *     struct block b = { &block_file_ops, &disk };
 */
#pragma once
#include "lib/fiber/fiber.h"
#include "sig/block.h"

struct block_file_state {
    int fd;                 /* private */
    struct block_info info; /* private */
    bool flush_failed;      /* private */
};

struct block_file {
    struct block_file_state *state;
};

extern const struct block_ops block_file_ops;

/*
 * Says in the log what is wrong. ERR_NOT_FOUND, ERR_DENIED; ERR_IN_USE: another process has it;
 * ERR_UNSUPPORTED: neither a file nor a block device.
 */
enum err block_file_connect(
    struct nursery *mine, const struct block_file *b, const char *path);
void block_file_disconnect(const struct block_file *b);
