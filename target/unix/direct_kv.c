/* SPDX-License-Identifier: ISC */
/*
 * Every way to the host's files goes through open_key(), which takes a key, not a path: it checks
 * the key, and lets the kernel refuse what leads out of the directory. Where the kernel cannot,
 * the segments are opened one by one and none may be a symbolic link. What was opened is looked at
 * through its descriptor, never again by name.
 */
#define _GNU_SOURCE
#include "target/unix/direct_kv.h"

#include "lib/base/hash.h"
#include "lib/base/log.h"
#include "lib/base/writer.h"
#include "lib/media/media.h"
#include "sig/target.h"
#include "target/unix/loop.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
    /* A client that takes no answer holds one: for as many as a server accepts. */
    BUFS = 4096,
    BUF_SIZE = 32 << 10,

    /* Names of one listing and their index: some ten thousand. */
    LISTING_SIZE = 1 << 20,

    /* A rename by somebody else can spoil a resolution; not over and over. */
    RESOLVE_TRIES = 16,

    /* Of <linux/openat2.h>, which is not among every C library's headers. */
    NO_MAGIC_LINKS = 0x02,
    BENEATH = 0x08,
};

/* The same number on every architecture that this target is built for. */
#ifndef SYS_openat2
#define SYS_openat2 437
#endif

/* What openat2 takes. */
struct open_how {
    uint64_t flags, mode, resolve;
};

/* --- Keys ------------------------------------------------------------------------------------ */

struct path {
    char text[PATH_MAX];
};

static bool segment_is_valid(struct bytes s)
{
    return s.len > 0 && s.len <= NAME_MAX && bytes_find(s, 0) == s.len &&
           !bytes_equal(s, BYTES(".")) && !bytes_equal(s, BYTES(".."));
}

/* The path of a key, relative to the directory; "." for the root. */
static bool path_of(struct bytes key, struct path *out)
{
    if (key.len >= sizeof out->text)
        return false;
    bytes_copy((struct bytes_mut){ (uint8_t *)out->text, sizeof out->text }, key);
    out->text[key.len] = '\0';
    if (key.len == 0) {
        memcpy(out->text, ".", 2);
        return true;
    }
    for (size_t at = 0; at <= key.len;) {
        struct bytes rest = bytes_part(key, at, SIZE_MAX);
        size_t len = bytes_find(rest, '/');

        if (!segment_is_valid(bytes_part(rest, 0, len)))
            return false;
        at += len + 1;
    }
    return true;
}

/* --- Opening --------------------------------------------------------------------------------- */

static int open_beneath(int root, const char *path, int flags)
{
    struct open_how how = { .flags = (uint64_t)flags,
        .resolve = BENEATH | NO_MAGIC_LINKS };
    long fd = -1;

    for (unsigned i = 0; i < RESOLVE_TRIES; i++) {
        fd = syscall(SYS_openat2, root, path, &how, sizeof how);
        if (fd >= 0 || (errno != EAGAIN && errno != EINTR))
            break;
    }
    return (int)fd;
}

/* Segment by segment; cuts `path` into pieces. */
static int open_stepwise(int root, char *path, int flags)
{
    int directory = root;

    for (;;) {
        char *end = strchr(path, '/');

        if (end != NULL)
            *end = '\0';
        int here = end == NULL ? flags : O_PATH | O_DIRECTORY | O_CLOEXEC;
        int fd = openat(directory, path, here | O_NOFOLLOW);
        int number = errno;
        if (directory != root)
            close(directory);
        errno = number;
        if (fd < 0 || end == NULL)
            return fd;
        directory = fd;
        path = end + 1;
    }
}

/* Of all that the host can say, KV_RO knows two. */
static enum err failed(struct bytes key, int number)
{
    enum err e = unix_err(number);

    if (e == ERR_NOT_FOUND)
        return e;
    log_warning("direct-kv", "%.*s: %s", bytes_int(key.len), (const char *)key.at,
        strerror(number));
    return ERR_IO;
}

/* *fd and what it is; neither a value nor a dictionary is ERR_NOT_FOUND. */
static enum err open_key(const struct direct_kv_state *kv, struct bytes key, int flags,
    int *fd, struct stat *what)
{
    struct path p;

    if (!path_of(key, &p))
        return ERR_NOT_FOUND;

    /* Opening a pipe must not wait for its other end, nor a terminal become ours. */
    flags |= O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
    if ((flags & O_PATH) != 0)
        flags = O_PATH | O_CLOEXEC;
    *fd = kv->resolves_beneath ? open_beneath(kv->root, p.text, flags)
                               : open_stepwise(kv->root, p.text, flags);
    if (*fd < 0)
        return failed(key, errno);
    enum err e = fstat(*fd, what) == 0 ? OK : failed(key, errno);
    if (e == OK && !S_ISREG(what->st_mode) && !S_ISDIR(what->st_mode))
        e = ERR_NOT_FOUND;
    if (e != OK)
        close(*fd);
    return e;
}

static enum err look(
    const struct direct_kv_state *kv, struct bytes key, struct stat *what)
{
    int fd;

    TRY(open_key(kv, key, O_PATH, &fd, what));
    close(fd);
    return OK;
}

static enum kv_kind kind_of(const struct stat *what)
{
    return S_ISDIR(what->st_mode) ? KV_DICTIONARY : KV_VALUE;
}

/* --- The signature --------------------------------------------------------------------------- */

/* Nobody gains by a collision here; the keys only make two hashes of one. */
static void digest_of(const struct stat *s, uint8_t out[static 16])
{
    static const struct hash_key keys[2] = { { { 1, 2 } }, { { 3, 4 } } };
    const uint64_t identity[] = {
        (uint64_t)s->st_dev,
        (uint64_t)s->st_ino,
        (uint64_t)s->st_size,
        (uint64_t)s->st_mtim.tv_sec,
        (uint64_t)s->st_mtim.tv_nsec,
    };
    const struct bytes b = { (const uint8_t *)identity, sizeof identity };

    set_be64(out, hash_bytes(&keys[0], b));
    set_be64(out + 8, hash_bytes(&keys[1], b));
}

static enum err info_of(const void *self, struct bytes key, struct kv_info *out)
{
    const struct direct_kv *kv = self;
    struct stat what;

    TRY(look(kv->state, key, &what));
    *out = (struct kv_info){
        .kind = kind_of(&what),
        .modified = { (int64_t)what.st_mtim.tv_sec, (uint32_t)what.st_mtim.tv_nsec },
    };
    if (out->kind == KV_DICTIONARY)
        return OK;
    out->size = (uint64_t)what.st_size;
    out->media_type = media_type_of(key);
    digest_of(&what, out->digest);
    return OK;
}

/* Reads once. */
static enum err read_some(int fd, uint64_t offset, size_t len, struct buf *b)
{
    ssize_t n;

    do
        n = pread(fd, b->at, len < b->tailroom ? len : b->tailroom, (off_t)offset);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        return ERR_IO;
    buf_append(b, (uint32_t)n);
    return OK;
}

static enum err read_into(const struct direct_kv_state *kv, struct bytes key,
    uint64_t offset, size_t len, struct buf *b)
{
    struct stat what;
    enum err e = OK;
    int fd;

    TRY(open_key(kv, key, O_RDONLY, &fd, &what));
    if (kind_of(&what) == KV_DICTIONARY)
        e = ERR_NOT_A_VALUE;
    else if (offset < (uint64_t)what.st_size)
        e = read_some(fd, offset, len, b);
    close(fd);
    return e;
}

/* The buf first: who waits for one must not keep a descriptor from others. */
static enum err read_value(
    const void *self, struct bytes key, uint64_t offset, size_t len, struct piece *out)
{
    const struct direct_kv *kv = self;
    struct buf *b;

    *out = (struct piece){ 0 };
    TRY(host_bufs_take(&kv->state->bufs, &b, NEVER));
    enum err e = read_into(kv->state, key, offset, len, b);
    if (e == OK && b->len > 0)
        *out = (struct piece){ .octets = buf_bytes(b), .owner = b };
    else
        buf_unref(b);
    return e;
}

/* --- Listing --------------------------------------------------------------------------------- */

struct name {
    const char *text;
    enum kv_kind kind;
};

/* One run of memory: the index grows from its start, the texts from its end. */
struct listing {
    uint8_t *memory;
    size_t count, texts;
};

static struct name *index_of(const struct listing *l)
{
    return (void *)l->memory;
}

static enum err add_name(struct listing *l, const char *text, enum kv_kind kind)
{
    size_t size = strlen(text) + 1;

    if (l->texts < (l->count + 1) * sizeof(struct name) + size)
        return ERR_NO_MEMORY;
    l->texts -= size;
    memcpy(l->memory + l->texts, text, size);
    index_of(l)[l->count++] = (struct name){ (const char *)l->memory + l->texts, kind };
    return OK;
}

static int compare_names(const void *a, const void *b)
{
    const struct name *left = a, *right = b;

    return bytes_compare(bytes_of_text(left->text), bytes_of_text(right->text));
}

/* False: it is not there for us. Asks the host only about what the directory does not tell. */
static bool entry_kind(const struct direct_kv_state *kv, struct bytes key,
    const struct dirent *entry, enum kv_kind *kind)
{
    struct bytes name = bytes_of_text(entry->d_name);
    struct path p;
    struct writer w = writer_of((struct bytes_mut){ (uint8_t *)p.text, sizeof p.text });
    struct stat what;

    if (!segment_is_valid(name))
        return false;
    *kind = entry->d_type == DT_DIR ? KV_DICTIONARY : KV_VALUE;
    if (entry->d_type == DT_DIR || entry->d_type == DT_REG)
        return true;
    if (entry->d_type != DT_LNK && entry->d_type != DT_UNKNOWN)
        return false;
    put_bytes(&w, key);
    if (key.len > 0)
        put_u8(&w, '/');
    put_bytes(&w, name);
    if (w.bad || look(kv, written(&w), &what) != OK)
        return false;
    *kind = kind_of(&what);
    return true;
}

static enum err collect(
    const struct direct_kv_state *kv, struct bytes key, DIR *directory, struct listing *l)
{
    for (;;) {
        enum kv_kind kind;

        errno = 0;
        const struct dirent *entry = readdir(directory);
        if (entry == NULL)
            return errno == 0 ? OK : failed(key, errno);
        if (entry_kind(kv, key, entry, &kind))
            TRY(add_name(l, entry->d_name, kind));
    }
}

/* Ends `fd`. */
static enum err collect_from(
    const struct direct_kv_state *kv, struct bytes key, int fd, struct listing *l)
{
    DIR *directory = fdopendir(fd);

    if (directory == NULL) {
        enum err e = failed(key, errno);

        close(fd);
        return e;
    }
    enum err e = collect(kv, key, directory, l);
    closedir(directory);
    return e;
}

static enum err list_names(const void *self, struct bytes key,
    enum err (*each)(void *arg, struct bytes name, enum kv_kind kind), void *arg)
{
    const struct direct_kv_state *kv = ((const struct direct_kv *)self)->state;
    struct listing l = { .texts = LISTING_SIZE };
    struct stat what;
    int fd;

    TRY(open_key(kv, key, O_RDONLY, &fd, &what));
    if (kind_of(&what) == KV_VALUE) {
        close(fd);
        return ERR_NOT_A_VALUE;
    }
    l.memory = memory_take(LISTING_SIZE);
    if (l.memory == NULL) {
        close(fd);
        return ERR_NO_MEMORY;
    }
    enum err e = collect_from(kv, key, fd, &l);
    if (e == OK && l.count > 0)
        qsort(l.memory, l.count, sizeof(struct name), compare_names);
    for (size_t i = 0; e == OK && i < l.count; i++) {
        const struct name *n = &index_of(&l)[i];

        e = each(arg, bytes_of_text(n->text), n->kind);
    }
    memory_give(l.memory, LISTING_SIZE);
    return e;
}

const struct kv_ro_ops direct_kv_ops = {
    .info = info_of,
    .read = read_value,
    .list = list_names,
};

/* --- Its life -------------------------------------------------------------------------------- */

enum err direct_kv_connect(
    struct nursery *mine, const struct direct_kv *kv, const char *directory)
{
    struct direct_kv_state *state = kv->state;
    int root = open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC);

    (void)mine;
    if (root < 0) {
        enum err e = unix_err(errno);

        log_error(
            "direct-kv", "cannot open directory %s: %s", directory, strerror(errno));
        return e;
    }
    *state = (struct direct_kv_state){ .root = root };
    enum err e = host_bufs_init(&state->bufs, BUFS, BUF_SIZE);
    if (e != OK) {
        close(root);
        return e;
    }
    int probe = open_beneath(root, ".", O_PATH | O_CLOEXEC);
    state->resolves_beneath = probe >= 0;
    if (probe >= 0)
        close(probe);
    return OK;
}

void direct_kv_disconnect(const struct direct_kv *kv)
{
    host_bufs_fini(&kv->state->bufs);
    close(kv->state->root);
}
