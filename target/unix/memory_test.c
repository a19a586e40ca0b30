/* SPDX-License-Identifier: ISC */
/*
 * Goal: the target's memory, clocks and random numbers are what sig/ promises: stacks are zeros,
 * apart, guarded, and can be had by the thousand; memory is zeroed and aligned. Method: take, use,
 * give back and take again; a guard is tried by having the kernel read it.
 */
#define _GNU_SOURCE /* pipe2 */
#include "sig/clock.h"
#include "sig/random.h"
#include "sig/target.h"
#include "test/test.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { PAGE = 4096, STACKS = 2000 };

static bool all_zeros(const uint8_t *at, size_t octets)
{
    for (size_t i = 0; i < octets; i++)
        if (at[i] != 0)
            return false;
    return true;
}

/* The kernel cannot read a guard. */
static bool is_guarded(const uint8_t *lowest)
{
    int ends[2] = { -1, -1 };

    expect(pipe2(ends, O_NONBLOCK) == 0);
    bool guarded = write(ends[1], lowest - 1, 1) < 0 && errno == EFAULT;
    close(ends[0]);
    close(ends[1]);
    return guarded;
}

static void test_stacks(void)
{
    static const size_t sizes[] = { 16384, 65536, 1 << 20, 1 << 24 };
    static uint8_t *stacks[STACKS];

    test("stacks of all sizes are zeros, aligned and guarded, also the second time")
    {
        for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
            for (unsigned round = 0; round < 3; round++) {
                uint8_t *a = stack_take(sizes[i]), *b = stack_take(sizes[i]);

                expect(a != NULL && b != NULL && a != b);
                if (a == NULL || b == NULL)
                    return;
                expect((uintptr_t)a % PAGE == 0);
                expect(is_guarded(a) && is_guarded(b));
                expect(all_zeros(a, sizes[i]) && all_zeros(b, sizes[i]));
                memset(a, 0xff, sizes[i]);
                expect(b[0] == 0 && b[sizes[i] - 1] == 0);
                stack_give(a, sizes[i]);
                stack_give(b, sizes[i]);
            }
        }
    }
    test("thousands of stacks are apart, and used again when they were given back")
    {
        uint8_t *lowest = NULL;

        for (unsigned round = 0; round < 2; round++) {
            for (unsigned i = 0; i < STACKS; i++) {
                stacks[i] = stack_take(65536);
                expect(stacks[i] != NULL && stacks[i][65535] == 0);
                memcpy(stacks[i] + 65536 - sizeof i, &i, sizeof i);
                if (round == 0 && (lowest == NULL || stacks[i] < lowest))
                    lowest = stacks[i];
                expect(stacks[i] >= lowest);
            }
            for (unsigned i = 0; i < STACKS; i++) {
                unsigned was;

                memcpy(&was, stacks[i] + 65536 - sizeof i, sizeof was);
                expect(was == i);
                expect(i % 100 != 0 || is_guarded(stacks[i]));
                stack_give(stacks[i], 65536);
            }
        }
    }
}

static void test_memory(void)
{
    test("memory is zeroed and begins at a page")
    {
        uint8_t *at = memory_take(100000);

        expect(at != NULL && (uintptr_t)at % PAGE == 0 && all_zeros(at, 100000));
        memset(at, 1, 100000);
        memory_give(at, 100000);
        expect(memory_take(SIZE_MAX / 2) == NULL);
    }
}

static void test_services(void)
{
    test("the monotonic clock does not go back, and civil time is the host's")
    {
        instant last = clock_monotonic();

        for (unsigned i = 0; i < 1000; i++) {
            instant now = clock_monotonic();
            expect(!instant_before(now, last));
            last = now;
        }
        int64_t off = clock_wall().s - (int64_t)time(NULL);
        expect(off >= -1 && off <= 1);
        expect(clock_wall().ns < 1000000000);
    }
    test("random octets fill all that is asked for, and differ")
    {
        static uint8_t a[10000], b[10000];

        random_fill((struct bytes_mut){ a, sizeof a });
        random_fill((struct bytes_mut){ b, sizeof b });
        expect(memcmp(a, b, 16) != 0);
        expect(!all_zeros(a + sizeof a - 16, 16));
        random_fill((struct bytes_mut){ NULL, 0 });
    }
}

int main(void)
{
    test_stacks();
    test_memory();
    test_services();
    return test_result();
}
