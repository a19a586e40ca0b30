/* SPDX-License-Identifier: ISC */
/*
 * Requests are checked as a whole before the host is asked for anything: the parts must add up to
 * whole sectors and lie within the device, in arithmetic that cannot wrap. After that only the host
 * can fail.
 */
#define _GNU_SOURCE
#include "target/unix/block_file.h"

#include "lib/base/log.h"
#include "lib/base/text.h"
#include "target/unix/loop.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/uio.h>
#include <unistd.h>

enum {
    FILE_SECTOR = 512,

    /* Parts handed to the host at once: little enough to lie on a stack. */
    PARTS_AT_ONCE = 64,
};

/* The size of a device's sectors; of <linux/fs.h>, which is not among every C library's headers. */
#define IOCTL_SECTOR_SIZE _IO(0x12, 104)

/* --- Opening --------------------------------------------------------------------------------- */

/* Read-only where the host allows no more. */
static int open_path(const char *path, bool *writable)
{
    int fd = open(path, O_RDWR | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

    *writable = fd >= 0;
    if (fd < 0 &&
        (errno == EACCES || errno == EPERM || errno == EROFS || errno == ETXTBSY))
        fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    return fd;
}

static enum err measure(int fd, struct block_info *info)
{
    struct stat s;
    int sector = 0;

    if (fstat(fd, &s) != 0)
        return unix_err(errno);
    if (S_ISREG(s.st_mode)) {
        info->sector_size = FILE_SECTOR;
        info->sectors = (uint64_t)s.st_size / FILE_SECTOR;
        return OK;
    }
    if (!S_ISBLK(s.st_mode))
        return ERR_UNSUPPORTED;
    off_t end = lseek(fd, 0, SEEK_END);
    if (end < 0 || ioctl(fd, IOCTL_SECTOR_SIZE, &sector) != 0)
        return unix_err(errno);
    if (sector < FILE_SECTOR)
        return ERR_IO;
    info->sector_size = (uint32_t)sector;
    info->sectors = (uint64_t)end / info->sector_size;
    return OK;
}

/* Takes the next word off the front of *line. */
static struct bytes next_word(struct bytes *line)
{
    while (line->len > 0 && line->at[0] == ' ')
        *line = bytes_part(*line, 1, SIZE_MAX);
    return bytes_split(line, ' ');
}

/* A line of /proc/locks, "1: FLOCK  ADVISORY  WRITE 713 08:01:4711 0 EOF": 0 or who has `s`. */
static unsigned lock_holder(struct bytes line, const struct stat *s)
{
    next_word(&line);
    if (!bytes_equal(next_word(&line), BYTES("FLOCK")))
        return 0;
    next_word(&line);
    next_word(&line);
    struct reader pid = reader_of(next_word(&line)), file = reader_of(next_word(&line));
    unsigned holder = (unsigned)take_decimal(&pid, INT_MAX);
    uint32_t of_major = take_hex(&file, 8);
    take_octet(&file, ':');
    uint32_t of_minor = take_hex(&file, 8);
    take_octet(&file, ':');
    uint64_t inode = take_decimal(&file, UINT64_MAX);
    bool same = of_major == major(s->st_dev) && of_minor == minor(s->st_dev) &&
                inode == s->st_ino;
    return same && all_taken(&pid) && all_taken(&file) ? holder : 0;
}

/* The process that locks the file, from the host's list of locks; 0: not to be found. */
static unsigned holder_of(int fd)
{
    char line[256];
    struct stat s;
    unsigned holder = 0;
    FILE *locks = fopen("/proc/locks", "re");

    if (locks == NULL)
        return 0;
    if (fstat(fd, &s) == 0)
        while (holder == 0 && fgets(line, sizeof line, locks) != NULL)
            holder = lock_holder(bytes_of_text(line), &s);
    fclose(locks);
    return holder;
}

static enum err lock(int fd, const char *path, bool writable)
{
    if (flock(fd, (writable ? LOCK_EX : LOCK_SH) | LOCK_NB) == 0)
        return OK;
    if (errno != EWOULDBLOCK)
        return unix_err(errno);
    log_error("block-file", "%s is in use by process %u", path, holder_of(fd));
    return ERR_IN_USE;
}

enum err block_file_connect(
    struct nursery *mine, const struct block_file *b, const char *path)
{
    struct block_info info = { 0 };
    int fd = open_path(path, &info.writable);
    enum err e = fd < 0 ? unix_err(errno) : measure(fd, &info);

    (void)mine;
    if (e != OK)
        log_error("block-file", "cannot open %s: %s", path, err_text(e));
    else
        e = lock(fd, path, info.writable);
    if (e != OK) {
        if (fd >= 0)
            close(fd);
        return e;
    }
    *b->state = (struct block_file_state){ .fd = fd, .info = info };
    return OK;
}

void block_file_disconnect(const struct block_file *b)
{
    close(b->state->fd);
    b->state->fd = -1;
}

/* --- Requests -------------------------------------------------------------------------------- */

/* How many sectors the parts make. */
static enum err count_sectors(
    const struct block_request *r, uint32_t sector_size, uint64_t *out)
{
    uint64_t octets = 0;

    for (size_t i = 0; i < r->part_count; i++) {
        if (r->parts[i].len > UINT64_MAX - octets)
            return ERR_OUT_OF_RANGE;
        octets += r->parts[i].len;
    }
    if (octets % sector_size != 0)
        return ERR_OUT_OF_RANGE;
    *out = octets / sector_size;
    return OK;
}

static enum err check(const struct block_info *info, const struct block_request *r)
{
    uint64_t sectors = r->sectors;

    if (r->verb == BLOCK_FLUSH)
        return OK;
    if (r->verb != BLOCK_READ && !info->writable)
        return ERR_READ_ONLY;
    if (r->verb != BLOCK_DISCARD)
        TRY(count_sectors(r, info->sector_size, &sectors));
    if (r->sector > info->sectors || sectors > info->sectors - r->sector)
        return ERR_OUT_OF_RANGE;
    return OK;
}

/* Where a transfer is: in which part, how far into it, and where on the disk. */
struct transfer {
    const struct bytes_mut *parts;
    size_t count, skip;
    uint64_t offset;
};

static int fill(const struct transfer *t, struct iovec v[static PARTS_AT_ONCE])
{
    int n = 0;

    for (size_t i = 0; i < t->count && n < PARTS_AT_ONCE; i++) {
        size_t skip = i == 0 ? t->skip : 0;

        v[n++] = (struct iovec){ t->parts[i].at + skip, t->parts[i].len - skip };
    }
    return n;
}

static void advance(struct transfer *t, size_t octets)
{
    t->offset += octets;
    while (t->count > 0 && octets >= t->parts[0].len - t->skip) {
        octets -= t->parts[0].len - t->skip;
        t->parts++;
        t->count--;
        t->skip = 0;
    }
    t->skip += octets;
}

/* The host may do less than it was asked to; nothing at all means that the file has shrunk. */
static enum err transfer(int fd, const struct block_request *r, uint32_t sector_size)
{
    struct transfer t = { r->parts, r->part_count, 0, r->sector * sector_size };

    for (advance(&t, 0); t.count > 0;) {
        struct iovec v[PARTS_AT_ONCE];
        int n = fill(&t, v);
        ssize_t done = r->verb == BLOCK_READ ? preadv(fd, v, n, (off_t)t.offset)
                                             : pwritev(fd, v, n, (off_t)t.offset);

        if (done > 0)
            advance(&t, (size_t)done);
        else if (done == 0)
            return ERR_IO;
        else if (errno != EINTR)
            return unix_err(errno);
    }
    return OK;
}

static enum err flush(struct block_file_state *s)
{
    if (!s->flush_failed && s->info.writable && fdatasync(s->fd) != 0)
        s->flush_failed = true;
    return s->flush_failed ? ERR_IO : OK;
}

static enum err discard(const struct block_file_state *s, const struct block_request *r)
{
    off_t from = (off_t)(r->sector * s->info.sector_size);
    off_t len = (off_t)(r->sectors * s->info.sector_size);

    if (len == 0)
        return OK;
    while (fallocate(s->fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, from, len) != 0)
        if (errno != EINTR)
            return unix_err(errno);
    return OK;
}

static enum err perform(struct block_file_state *s, const struct block_request *r)
{
    switch (r->verb) {
    case BLOCK_READ:
    case BLOCK_WRITE:
        return transfer(s->fd, r, s->info.sector_size);
    case BLOCK_FLUSH:
        return flush(s);
    case BLOCK_DISCARD:
        return discard(s, r);
    }
    return ERR_UNSUPPORTED;
}

static enum err submit(const void *self, struct block_request *r)
{
    struct block_file_state *s = ((const struct block_file *)self)->state;

    TRY(check(&s->info, r));
    r->done(r, perform(s, r));
    return OK;
}

static struct block_info info_of(const void *self)
{
    return ((const struct block_file *)self)->state->info;
}

const struct block_ops block_file_ops = { .info = info_of, .submit = submit };
