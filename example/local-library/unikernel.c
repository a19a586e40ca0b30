/* SPDX-License-Identifier: ISC */
#include "greeting/greeting.h"
#include "mirage/jobs.h"

enum err greet_start(struct nursery *mine)
{
    log_info("greet", "%s", greeting_at(5));
    log_info("greet", "%s", greeting_at(20));
    return OK;
}
