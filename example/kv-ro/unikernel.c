/* SPDX-License-Identifier: ISC */
#include "lib/fiber/fiber.h"
#include "mirage/jobs.h"

enum err kv_start(struct nursery *mine, struct kv_ro values)
{
    struct piece secret;

    TRY(kv_ro_read(values, BYTES("secret"), 0, 64, &secret));
    log_info("kv-ro", "the secret is \"%.*s\"", BYTES_ARGS(secret.octets));
    piece_drop(&secret);
    return OK;
}
