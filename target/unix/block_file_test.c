/* SPDX-License-Identifier: ISC */
/*
 * Goal: a file is an array of sectors up to its edges and not one octet further, and what the host
 * refuses is told apart. Method: a file in a fresh temporary directory, looked at from both sides.
 */
#define _GNU_SOURCE
#include "target/unix/block_file.h"

#include "target/unix/unix.h"
#include "test/test.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* 8 sectors and a bit that is not one. */
enum { SECTOR = 512, SECTORS = 8, PARTS = 100 };
enum {
    TWO = 2 * SECTOR,
    THREE = 3 * SECTOR,
    FIVE = 5 * SECTOR,
    ALL = SECTORS * SECTOR,
    FILE_SIZE = ALL + 100,
};

static struct block_file_state state;
static const struct block_file file = { .state = &state };
static const struct block disk = { &block_file_ops, &file };
static char directory[] = "/tmp/block_file_test.XXXXXX";
static char path[64];
static uint8_t octets[ALL + PARTS];

static void make_file(mode_t mode)
{
    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    expect(fd >= 0 && ftruncate(fd, FILE_SIZE) == 0 && fchmod(fd, mode) == 0);
    close(fd);
}

struct outcome {
    struct block_request request;
    unsigned calls;
    enum err result;
};

static void note(struct block_request *r, enum err result)
{
    struct outcome *o = LIST_OF(struct outcome, r, request);

    o->calls++;
    o->result = result;
}

/* What submit or else `done` says; `done` is called just then. */
static enum err perform(struct block_request r)
{
    struct outcome o = { .request = r };

    o.request.done = note;
    enum err e = block_submit(disk, &o.request);
    expect(o.calls == (e == OK ? 1u : 0u));
    return e != OK ? e : o.result;
}

static enum err transfer(enum block_verb verb, uint64_t sector, size_t len)
{
    const struct bytes_mut part = { octets, len };

    return perform((struct block_request){
        .verb = verb, .sector = sector, .parts = &part, .part_count = 1 });
}

static enum err discard(uint64_t sector, uint64_t sectors)
{
    return perform((struct block_request){
        .verb = BLOCK_DISCARD, .sector = sector, .sectors = sectors });
}

static bool all_are(uint8_t octet, size_t from, size_t until)
{
    for (size_t i = from; i < until; i++)
        if (octets[i] != octet)
            return false;
    return true;
}

static void test_edges(void)
{
    static const struct {
        uint64_t sector;
        size_t len;
        enum err result;
    } cases[] = {
        { 0, 0, OK },
        { 0, SECTOR, OK },
        { 0, ALL, OK },
        { SECTORS - 1, SECTOR, OK },
        { SECTORS, 0, OK },
        { SECTORS, SECTOR, ERR_OUT_OF_RANGE },
        { SECTORS - 1, TWO, ERR_OUT_OF_RANGE },
        { SECTORS + 1, 0, ERR_OUT_OF_RANGE },
        { UINT64_MAX, SECTOR, ERR_OUT_OF_RANGE },
        { UINT64_MAX / SECTOR + 1, SECTOR, ERR_OUT_OF_RANGE },
        { 0, SECTOR - 1, ERR_OUT_OF_RANGE },
        { 0, SECTOR + 1, ERR_OUT_OF_RANGE },
        { 0, 1, ERR_OUT_OF_RANGE },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        expect(transfer(BLOCK_READ, cases[i].sector, cases[i].len) == cases[i].result);
        expect(transfer(BLOCK_WRITE, cases[i].sector, cases[i].len) == cases[i].result);
    }

    /* The sum of the parts does not wrap round to something small. */
    const struct bytes_mut parts[] = { { octets, SIZE_MAX - SECTOR + 1 },
        { octets, TWO } };
    const struct block_request r = { .parts = parts, .part_count = 2 };
    expect(perform(r) == ERR_OUT_OF_RANGE);
    expect(discard(0, SECTORS + 1) == ERR_OUT_OF_RANGE);
    expect(discard(1, UINT64_MAX) == ERR_OUT_OF_RANGE);
    expect(discard(SECTORS, 0) == OK);
}

/* More parts than the host takes at once, cut anywhere; they add up to all sectors. */
static void test_parts(void)
{
    struct bytes_mut parts[PARTS];
    size_t at = 0;

    for (size_t i = 0; i < PARTS; i++) {
        size_t len = i % 7 == 0 ? 0 : i + 1 == PARTS ? ALL - at : ALL / PARTS + i % 3;

        parts[i] = (struct bytes_mut){ octets + at, len };
        at += len;
    }
    expect(at == ALL);
    struct block_request r = { .verb = BLOCK_WRITE, .parts = parts, .part_count = PARTS };
    for (size_t i = 0; i < ALL; i++)
        octets[i] = (uint8_t)(i * 13 / 5);
    expect(perform(r) == OK);
    memset(octets, 0, sizeof octets);
    r.verb = BLOCK_READ;
    expect(perform(r) == OK);
    for (size_t i = 0; i < ALL; i++)
        if (octets[i] != (uint8_t)(i * 13 / 5)) {
            expect(i == ALL);
            break;
        }
    memset(octets, 0, sizeof octets);
    expect(transfer(BLOCK_READ, 3, SECTOR) == OK);
    expect(octets[0] == (uint8_t)(THREE * 13 / 5));
}

static void test_discard(void)
{
    memset(octets, 'x', sizeof octets);
    expect(transfer(BLOCK_WRITE, 0, ALL) == OK);
    enum err e = discard(2, 3);
    if (e == ERR_UNSUPPORTED)
        return;
    expect(e == OK);
    expect(transfer(BLOCK_READ, 0, ALL) == OK);
    expect(all_are('x', 0, TWO));
    expect(all_are(0, TWO, FIVE));
    expect(all_are('x', FIVE, ALL));
    expect(block_info(disk).sectors == SECTORS);
}

static enum err use_file(struct nursery *mine, void *arg)
{
    struct stat s;

    (void)arg;
    TRY(block_file_connect(mine, &file, path));
    struct block_info info = block_info(disk);
    expect(info.sectors == SECTORS && info.sector_size == SECTOR && info.writable);
    test_edges();
    test_parts();
    test_discard();
    expect(perform((struct block_request){ .verb = BLOCK_FLUSH }) == OK);
    expect(stat(path, &s) == 0 && s.st_size == FILE_SIZE);

    /* Somebody cuts the file under us. */
    expect(truncate(path, TWO) == 0);
    expect(transfer(BLOCK_READ, 0, TWO) == OK);
    expect(transfer(BLOCK_READ, 1, TWO) == ERR_IO);
    block_file_disconnect(&file);
    return OK;
}

static enum err use_read_only(struct nursery *mine, void *arg)
{
    (void)arg;
    TRY(block_file_connect(mine, &file, path));
    expect(!block_info(disk).writable);
    expect(transfer(BLOCK_READ, 0, SECTOR) == OK);
    expect(transfer(BLOCK_WRITE, 0, SECTOR) == ERR_READ_ONLY);
    expect(discard(0, 1) == ERR_READ_ONLY);
    expect(perform((struct block_request){ .verb = BLOCK_FLUSH }) == OK);
    block_file_disconnect(&file);
    return OK;
}

static char said[256];

static void listen_to(struct bytes line)
{
    snprintf(said, sizeof said, "%.*s", bytes_int(line.len), (const char *)line.at);
}

static enum err connect_to(struct nursery *mine, void *arg)
{
    enum err e = block_file_connect(mine, &file, arg);

    if (e == OK)
        block_file_disconnect(&file);
    return e;
}

static enum err run_with(fiber_fn *job, void *arg)
{
    struct log log;

    said[0] = '\0';
    log_init(&log, listen_to);
    return unix_run(job, arg, &log);
}

static void test_refusals(void)
{
    static char missing[] = "/nonexistent/disk.img", terminal[] = "/dev/null";

    expect(run_with(connect_to, missing) == ERR_NOT_FOUND);
    expect(strstr(said, missing) != NULL);
    expect(run_with(connect_to, terminal) == ERR_UNSUPPORTED);
    expect(run_with(connect_to, directory) != OK);
}

/* Another description of the file is locked, as another process would; it is ours, so we know it. */
static void test_one_user(void)
{
    char holder[32];
    int fd = open(path, O_RDWR | O_CLOEXEC);

    snprintf(holder, sizeof holder, "process %d", (int)getpid());
    expect(fd >= 0 && flock(fd, LOCK_EX) == 0);
    expect(run_with(connect_to, path) == ERR_IN_USE);
    expect(strstr(said, path) != NULL && strstr(said, holder) != NULL);
    close(fd);
    expect(run_with(connect_to, path) == OK);
}

/* In a process of its own, since only one without privileges is refused. */
static void test_read_only(void)
{
    int status = -1;

    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        unsigned failed = test_state.failed;
        bool ok = (geteuid() != 0 || setuid(65534) == 0) &&
                  run_with(use_read_only, NULL) == OK && test_state.failed == failed;

        fflush(stdout);
        _exit(ok ? 0 : 1);
    }
    expect(child > 0 && waitpid(child, &status, 0) == child && status == 0);
}

int main(void)
{
    if (mkdtemp(directory) == NULL)
        return 1;
    chmod(directory, 0755);
    snprintf(path, sizeof path, "%s/disk.img", directory);
    make_file(0600);
    test("sectors are read, written, discarded and flushed")
        expect(run_with(use_file, NULL) == OK);
    make_file(0600);
    test("a file has one user") test_one_user();
    test("what is no disk is refused, with its name") test_refusals();
    make_file(0444);
    test("what may not be written is read") test_read_only();
    unlink(path);
    rmdir(directory);
    return test_result();
}
