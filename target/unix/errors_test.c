/* SPDX-License-Identifier: ISC */
/* Goal: what the host says reaches whoever can act on it. Method: a row an answer that matters. */
#include "target/unix/loop.h"

#include "test/test.h"

#include <errno.h>

int main(void)
{
    static const struct {
        int number;
        enum err result;
    } cases[] = {
        { 0, OK },
        { ECONNRESET, ERR_CLOSED },
        { EPIPE, ERR_CLOSED },
        { ECONNREFUSED, ERR_REFUSED },
        { ETIMEDOUT, ERR_TIMED_OUT },
        { ENETUNREACH, ERR_UNREACHABLE },
        { EADDRNOTAVAIL, ERR_UNREACHABLE },
        { EAFNOSUPPORT, ERR_UNREACHABLE },
        { EADDRINUSE, ERR_IN_USE },
        { EACCES, ERR_DENIED },
        { EROFS, ERR_READ_ONLY },
        { ENOENT, ERR_NOT_FOUND },
        { EXDEV, ERR_NOT_FOUND },
        { EISDIR, ERR_NOT_A_VALUE },
        { EEXIST, ERR_EXISTS },
        { ENOSPC, ERR_NO_SPACE },
        { EMFILE, ERR_NO_MEMORY },
        { EMSGSIZE, ERR_TOO_LARGE },
        { EOPNOTSUPP, ERR_UNSUPPORTED },
        { EIO, ERR_IO },
        { 99999, ERR_IO },
    };

    test("each number has its error")
    {
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
            expect(unix_err(cases[i].number) == cases[i].result);
    }
    return test_result();
}
