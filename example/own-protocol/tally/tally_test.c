/* SPDX-License-Identifier: ISC */
/*
 * tally_test.c - the parser at each edge of its rules, and the core by the messages it answers.
 */
#include "tally/tally.h"
#include "test/test.h"

static enum err parse(struct bytes message)
{
    struct tally_packet p;

    return tally_parse(message, &p);
}

/* What the core answers, as a packet; verb 0: nothing. */
static struct tally_packet ask(
    struct tally_state *s, enum tally_verb verb, uint32_t value, const char *name)
{
    uint8_t question[64];
    static uint8_t space[64];
    struct writer q = writer_of((struct bytes_mut){ question, sizeof question });
    struct writer a = writer_of((struct bytes_mut){ space, sizeof space });
    struct tally_packet answer = { 0 };

    put_tally(&q, &(struct tally_packet){ verb, value, bytes_of_text(name) });
    tally_input(s, written(&q), &a);
    if (written(&a).len > 0)
        expect(tally_parse(written(&a), &answer) == OK);
    return answer;
}

static void test_parse(void)
{
    test("a message is refused at each edge of its format")
    {
        expect(parse(BYTES("\1\1\0\1\0\0\0\5x")) == OK);
        expect(parse(BYTES("\1\1\0\1\0\0\0")) == ERR_SHORT);
        expect(parse(BYTES("\1\1\0\0\0\0\0\5")) == ERR_MALFORMED);
        expect(parse(BYTES("\2\1\0\1\0\0\0\5x")) == ERR_MALFORMED);
        expect(parse(BYTES("\1\0\0\1\0\0\0\5x")) == ERR_MALFORMED);
        expect(parse(BYTES("\1\5\0\1\0\0\0\5x")) == ERR_MALFORMED);
        expect(parse(BYTES("\1\1\0\2\0\0\0\5x")) == ERR_MALFORMED);
        expect(parse(BYTES("\1\1\0\1\0\0\0\5xy")) == ERR_MALFORMED);
    }
    test("a name may have 32 octets and not 33")
    {
        expect(parse(BYTES("\1\1\0\40\0\0\0\5"
                           "0123456789abcdef0123456789abcdef")) == OK);
        expect(parse(BYTES("\1\1\0\41\0\0\0\5"
                           "0123456789abcdef0123456789abcdefg")) == ERR_MALFORMED);
    }
}

static void test_counting(void)
{
    struct tally_state s = { 0 };

    test("counters count apart, and stop at their maximum")
    {
        expect(ask(&s, TALLY_READ, 0, "sheep").value == 0);
        expect(ask(&s, TALLY_ADD, 2, "sheep").value == 2);
        expect(ask(&s, TALLY_ADD, 3, "goats").value == 3);
        expect(ask(&s, TALLY_ADD, 5, "sheep").value == 7);
        expect(ask(&s, TALLY_ADD, UINT32_MAX, "sheep").value == UINT32_MAX);
        expect(ask(&s, TALLY_READ, 0, "goats").value == 3);
    }
    test("answers are not answered")
    {
        expect(ask(&s, TALLY_IS, 1, "sheep").verb == 0);
        expect(ask(&s, TALLY_FULL, 0, "sheep").verb == 0);
    }
}

static void test_limit(void)
{
    struct tally_state s = { 0 };
    char name[] = "counter  ";

    test("the 65th name is refused, and the others still count")
    {
        for (unsigned i = 0; i < TALLY_COUNTERS; i++) {
            name[7] = (char)('0' + i / 10);
            name[8] = (char)('0' + i % 10);
            expect(ask(&s, TALLY_ADD, i, name).verb == TALLY_IS);
        }
        expect(ask(&s, TALLY_ADD, 1, "another").verb == TALLY_FULL);
        expect(ask(&s, TALLY_ADD, 1, "counter63").value == 64);
    }
}

int main(void)
{
    test_parse();
    test_counting();
    test_limit();
    return test_result();
}
