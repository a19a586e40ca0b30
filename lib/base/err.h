/* SPDX-License-Identifier: ISC */
/*
 * err.h - the one result type of the project.
 *
 * A function that can fail for a reason outside its caller's control returns `enum err` and gives
 * its values through out-parameters; the compiler refuses to let the result go unused. A caller's
 * bug is not an error but an invariant (invariant.h), and mere absence is NULL or false.
 *
 *     TRY(kv_ro_info(pages, key, &info));
 */
#pragma once

#define MUST_USE [[nodiscard]]

/* clang-format off */
#define ERRORS(E)                                              \
    E(OK,               "done")                                \
    E(ERR_CANCELLED,    "cancelled by its nursery")            \
    E(ERR_TIMED_OUT,    "its deadline passed")                 \
    E(ERR_SHORT,        "the message ends too early")          \
    E(ERR_MALFORMED,    "the message breaks its format")       \
    E(ERR_TOO_LARGE,    "it is larger than its limit")         \
    E(ERR_OUT_OF_RANGE, "the value is out of range")           \
    E(ERR_CLOSED,       "the other side closed")               \
    E(ERR_REFUSED,      "the other side refused")              \
    E(ERR_UNREACHABLE,  "there is no way to the other side")   \
    E(ERR_IN_USE,       "the address or name is in use")       \
    E(ERR_NOT_FOUND,    "there is nothing of that name")       \
    E(ERR_NOT_A_VALUE,  "the name is a dictionary's")          \
    E(ERR_EXISTS,       "there is something of that name")     \
    E(ERR_READ_ONLY,    "it may not be written")               \
    E(ERR_DENIED,       "permission denied")                   \
    E(ERR_NO_SPACE,     "no space is left on the device")      \
    E(ERR_NO_MEMORY,    "its pool or limit is exhausted")      \
    E(ERR_IO,           "the device failed")                   \
    E(ERR_UNSUPPORTED,  "this implementation lacks it")
/* clang-format on */

#define ERROR_NAME(name, text) name,
enum MUST_USE err { ERRORS(ERROR_NAME) };

/* The text of the table above, for people: "its deadline passed". */
const char *err_text(enum err e);

/* The enumerator's name, for logs and tests: "ERR_TIMED_OUT". */
const char *err_name(enum err e);

/* Returns a failure upwards: the only macro of the project that changes control flow. */
#define TRY(e)                  \
    do {                        \
        enum err try_err = (e); \
        if (try_err != OK)      \
            return try_err;     \
    } while (0)
