/* SPDX-License-Identifier: ISC */
/* invariant_test.c - an invariant that holds costs nothing, and one that does not ends the program. */
#include "lib/base/invariant.h"
#include "test/dies.h"
#include "test/test.h"

static int asked;

static bool ask(bool answer)
{
    asked++;
    return answer;
}

static void fail(void)
{
    invariant(ask(false));
}

int main(void)
{
    test("one that holds is asked once")
    {
        invariant(ask(true));
        expect(asked == 1);
    }
    test("one that does not")
    {
        expect(dies(fail));
    }
    return test_result();
}
