/* SPDX-License-Identifier: ISC */
/*
 * test.h - unit tests: a program of blocks, each with a name, that says which expectations failed.
 *
 *     int main(void)
 *     {
 *         test("a short header is refused") {
 *             expect(udp_view(BYTES("1234567")) == NULL);
 *         }
 *         return test_result();
 *     }
 */
#pragma once
#include <stdbool.h>
#include <stdio.h>

static struct {
    const char *name;
    unsigned count, failed;
} test_state;

static inline bool test_begin(const char *name)
{
    test_state.name = name;
    test_state.count++;
    return true;
}

static inline void test_expect(bool held, const char *what, const char *file, int line)
{
    if (held)
        return;
    test_state.failed++;
    printf("%s:%d: in \"%s\": expected %s\n", file, line, test_state.name, what);
}

/* Failed expectations become the exit status, which make and the runner look at. */
static inline int test_result(void)
{
    printf("%u tests, %u expectations failed\n", test_state.count, test_state.failed);
    return test_state.failed == 0 ? 0 : 1;
}

#define test(name)   for (bool test_once = test_begin(name); test_once; test_once = false)
#define expect(cond) test_expect(cond, #cond, __FILE__, __LINE__)
