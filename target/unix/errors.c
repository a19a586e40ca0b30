/* SPDX-License-Identifier: ISC */
/*
 * What the host's errno says, in the project's words. A number that a caller could act on has its
 * own error; everything else is a device that failed.
 */
#include "target/unix/loop.h"

#include <errno.h>

enum err unix_err(int number)
{
    switch (number) {
    case 0:
        return OK;
    case ECONNRESET:
    case ECONNABORTED:
    case EPIPE:
    case ENOTCONN:
    case ESHUTDOWN:
        return ERR_CLOSED;
    case ECONNREFUSED:
        return ERR_REFUSED;
    case ETIMEDOUT:
        return ERR_TIMED_OUT;
    case ENETUNREACH:
    case EHOSTUNREACH:
    case ENETDOWN:
    case EHOSTDOWN:
    case EADDRNOTAVAIL:
    case EAFNOSUPPORT:
    case ENODEV:
        return ERR_UNREACHABLE;
    case EADDRINUSE:
    case EBUSY:
    case ETXTBSY:
        return ERR_IN_USE;
    case EACCES:
    case EPERM:
        return ERR_DENIED;
    case EROFS:
        return ERR_READ_ONLY;
    case ENOENT:
    case ENOTDIR:
    case ELOOP:
    case EXDEV:
    case ENAMETOOLONG:
    case ENXIO:
        return ERR_NOT_FOUND;
    case EISDIR:
        return ERR_NOT_A_VALUE;
    case EEXIST:
    case ENOTEMPTY:
        return ERR_EXISTS;
    case ENOSPC:
    case EDQUOT:
        return ERR_NO_SPACE;
    case EAGAIN:
    case ENOMEM:
    case ENOBUFS:
    case EMFILE:
    case ENFILE:
        return ERR_NO_MEMORY;
    case EMSGSIZE:
    case EFBIG:
        return ERR_TOO_LARGE;
    case EOPNOTSUPP:
    case ENOSYS:
    case EPROTONOSUPPORT:
    case ENOPROTOOPT:
        return ERR_UNSUPPORTED;
    default:
        return ERR_IO;
    }
}
