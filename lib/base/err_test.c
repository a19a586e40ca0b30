/* SPDX-License-Identifier: ISC */
/* err_test.c - each error has its own text and name, and a damaged value has some. */
#include "lib/base/err.h"
#include "test/test.h"
#include <string.h>

#define COUNT_ONE(name, text) +1
enum { ERRS = 0 ERRORS(COUNT_ONE) };

int main(void)
{
    test("texts and names")
    {
        expect(strcmp(err_text(OK), "done") == 0);
        expect(strcmp(err_name(OK), "OK") == 0);
        expect(strcmp(err_text(ERR_TIMED_OUT), "its deadline passed") == 0);
        expect(strcmp(err_name(ERR_UNSUPPORTED), "ERR_UNSUPPORTED") == 0);
    }
    test("no two errors look alike")
    {
        for (unsigned a = 0; a < ERRS; a++)
            for (unsigned b = 0; b < a; b++) {
                expect(strcmp(err_text((enum err)a), err_text((enum err)b)) != 0);
                expect(strcmp(err_name((enum err)a), err_name((enum err)b)) != 0);
            }
    }
    test("a value that is none")
    {
        expect(strcmp(err_text((enum err)ERRS), "unknown error") == 0);
        expect(strcmp(err_name((enum err) - 1), "unknown error") == 0);
    }
    return test_result();
}
