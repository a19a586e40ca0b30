/* SPDX-License-Identifier: ISC */
/*
 * What would io_uring save a server over epoll? Echoes messages of 64 octets on loopback TCP
 * connections, each with one message under way, and prints the server's processor time and
 * the elapsed time for each echo:
 *
 *     epoll      edge-triggered, then recv and send: what target/unix/loop.c and its devices do
 *     sqe        a recv and a send request for each message, submitted in batches
 *     multishot  one lasting recv request a connection into provided buffers, and send requests
 *
 *     cc -std=c2x -O2 bench/loop_io_uring.c -o loop_io_uring && ./loop_io_uring
 *
 * io_uring is spoken to by raw system calls, so that nothing needs to be installed. The client is
 * another process, always the same. Results are in the comment on top of target/unix/loop.c.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <linux/io_uring.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    MESSAGE = 64,
    ECHOES = 400000,
    CONNECTIONS_MAX = 64,
    ENTRIES = 256,
    BUFFERS = 256
};

static _Noreturn void fail(const char *what)
{
    perror(what);
    exit(1);
}

static double seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double processor_seconds(void)
{
    struct rusage u;

    getrusage(RUSAGE_SELF, &u);
    return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
           (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

/* --- Connections and the client -------------------------------------------------------------- */

/* Pairs of connected TCP sockets over loopback. */
static void connect_pairs(int count, int servers[], int clients[])
{
    struct sockaddr_in at = { .sin_family = AF_INET };
    socklen_t len = sizeof at;
    int listener = socket(AF_INET, SOCK_STREAM, 0), on = 1;

    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(listener, (struct sockaddr *)&at, len) < 0 || listen(listener, count) < 0 ||
        getsockname(listener, (struct sockaddr *)&at, &len) < 0)
        fail("listen");
    for (int i = 0; i < count; i++) {
        clients[i] = socket(AF_INET, SOCK_STREAM, 0);
        if (connect(clients[i], (struct sockaddr *)&at, sizeof at) < 0)
            fail("connect");
        servers[i] = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
        if (servers[i] < 0)
            fail("accept");
        setsockopt(clients[i], IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        setsockopt(servers[i], IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    }
    close(listener);
}

/* Sends a message on each connection, and the next when it has come back. */
static void client(int count, const int fds[])
{
    struct epoll_event events[CONNECTIONS_MAX];
    char message[MESSAGE] = { 'x' };
    int loop = epoll_create1(0), sent = 0, done = 0;

    for (int i = 0; i < count; i++) {
        struct epoll_event e = { .events = EPOLLIN, .data.fd = fds[i] };
        epoll_ctl(loop, EPOLL_CTL_ADD, fds[i], &e);
        if (send(fds[i], message, MESSAGE, 0) != MESSAGE)
            fail("client send");
        sent++;
    }
    while (done < ECHOES) {
        int n = epoll_wait(loop, events, CONNECTIONS_MAX, -1);

        for (int i = 0; i < n; i++) {
            if (recv(events[i].data.fd, message, MESSAGE, 0) != MESSAGE)
                fail("client recv");
            done++;
            if (sent++ < ECHOES &&
                send(events[i].data.fd, message, MESSAGE, 0) != MESSAGE)
                fail("client send");
        }
    }
    _exit(0);
}

/* --- The server by epoll --------------------------------------------------------------------- */

static void serve_epoll(int count, const int fds[])
{
    struct epoll_event events[CONNECTIONS_MAX];
    char message[4096];
    int loop = epoll_create1(0), done = 0;

    for (int i = 0; i < count; i++) {
        struct epoll_event e = {
            .events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET,
            .data.fd = fds[i],
        };
        epoll_ctl(loop, EPOLL_CTL_ADD, fds[i], &e);
    }
    while (done < ECHOES) {
        int n = epoll_wait(loop, events, CONNECTIONS_MAX, -1);

        for (int i = 0; i < n; i++) {
            ssize_t len;

            /* Less than was asked for: nothing more is there, and a new edge will tell. */
            if ((events[i].events & EPOLLIN) == 0)
                continue;
            len = recv(events[i].data.fd, message, sizeof message, 0);
            if (len > 0 && send(events[i].data.fd, message, (size_t)len, 0) == len)
                done++;
        }
    }
    close(loop);
}

/* --- The server by io_uring ------------------------------------------------------------------ */

static struct {
    int fd;
    uint32_t *sq_tail, *sq_array, *cq_head, *cq_tail;
    uint32_t sq_mask, cq_mask, tail, pending;
    struct io_uring_sqe *sqes;
    struct io_uring_cqe *cqes;
} ring;

static void ring_open(void)
{
    struct io_uring_params p = {
        .flags = IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN,
    };

    ring.fd = (int)syscall(SYS_io_uring_setup, ENTRIES, &p);
    if (ring.fd < 0)
        fail("io_uring_setup");
    size_t size = p.sq_off.array + p.sq_entries * sizeof(uint32_t);
    size_t cq_size = p.cq_off.cqes + p.cq_entries * sizeof(struct io_uring_cqe);
    char *at = mmap(NULL, size > cq_size ? size : cq_size, PROT_READ | PROT_WRITE,
        MAP_SHARED | MAP_POPULATE, ring.fd, IORING_OFF_SQ_RING);
    ring.sqes = mmap(NULL, p.sq_entries * sizeof *ring.sqes, PROT_READ | PROT_WRITE,
        MAP_SHARED | MAP_POPULATE, ring.fd, IORING_OFF_SQES);
    if (at == MAP_FAILED || ring.sqes == MAP_FAILED)
        fail("mmap of a ring");
    ring.sq_tail = (void *)(at + p.sq_off.tail);
    ring.sq_array = (void *)(at + p.sq_off.array);
    ring.cq_head = (void *)(at + p.cq_off.head);
    ring.cq_tail = (void *)(at + p.cq_off.tail);
    ring.cqes = (void *)(at + p.cq_off.cqes);
    ring.sq_mask = *(uint32_t *)(void *)(at + p.sq_off.ring_mask);
    ring.cq_mask = *(uint32_t *)(void *)(at + p.cq_off.ring_mask);
    ring.tail = *ring.sq_tail;
    ring.pending = 0;
}

static void ring_put(struct io_uring_sqe e)
{
    uint32_t i = ring.tail & ring.sq_mask;

    ring.sqes[i] = e;
    ring.sq_array[i] = i;
    ring.tail++;
    ring.pending++;
}

/* Submits what was put, and waits for at least one completion. */
static void ring_enter(void)
{
    __atomic_store_n(ring.sq_tail, ring.tail, __ATOMIC_RELEASE);
    long n = syscall(SYS_io_uring_enter, ring.fd, ring.pending, 1, IORING_ENTER_GETEVENTS,
        NULL, (size_t)0);
    if (n < 0 && errno != EINTR)
        fail("io_uring_enter");
    if (n > 0)
        ring.pending -= (uint32_t)n;
}

/* user_data: the connection, and whether it is a send. */
static void put_recv(int i, int fd, char *into, bool multishot)
{
    struct io_uring_sqe e = {
        .opcode = IORING_OP_RECV, .fd = fd, .user_data = (uint64_t)i
    };

    if (multishot) {
        e.ioprio = IORING_RECV_MULTISHOT;
        e.flags = IOSQE_BUFFER_SELECT;
    } else {
        e.addr = (uint64_t)(uintptr_t)into;
        e.len = 4096;
    }
    ring_put(e);
}

/* `buffer` comes back with the completion. */
static void put_send(int i, int fd, const char *from, int len, unsigned buffer)
{
    ring_put((struct io_uring_sqe){
        .opcode = IORING_OP_SEND,
        .fd = fd,
        .addr = (uint64_t)(uintptr_t)from,
        .len = (uint32_t)len,
        .user_data = (uint64_t)i | (uint64_t)buffer << 16 | (uint64_t)1 << 63,
    });
}

static char buffers[BUFFERS][4096];
static struct io_uring_buf_ring *buffer_ring;
static uint16_t buffer_tail;

static void buffer_put(unsigned i)
{
    struct io_uring_buf *b = &buffer_ring->bufs[buffer_tail & (BUFFERS - 1)];

    b->addr = (uint64_t)(uintptr_t)buffers[i];
    b->len = sizeof buffers[i];
    b->bid = (uint16_t)i;
    buffer_tail++;
    __atomic_store_n(&buffer_ring->tail, buffer_tail, __ATOMIC_RELEASE);
}

static void buffers_open(void)
{
    buffer_tail = 0;
    buffer_ring = mmap(NULL, BUFFERS * sizeof(struct io_uring_buf),
        PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    struct io_uring_buf_reg r = {
        .ring_addr = (uint64_t)(uintptr_t)buffer_ring,
        .ring_entries = BUFFERS,
    };
    if (syscall(SYS_io_uring_register, ring.fd, IORING_REGISTER_PBUF_RING, &r, 1) < 0)
        fail("IORING_REGISTER_PBUF_RING");
    for (unsigned i = 0; i < BUFFERS; i++)
        buffer_put(i);
}

static void serve_ring(int count, const int fds[], bool multishot)
{
    int done = 0;

    ring_open();
    if (multishot)
        buffers_open();
    for (int i = 0; i < count; i++)
        put_recv(i, fds[i], buffers[i], multishot);
    while (done < ECHOES) {
        ring_enter();
        uint32_t head = *ring.cq_head;
        uint32_t tail = __atomic_load_n(ring.cq_tail, __ATOMIC_ACQUIRE);

        for (; head != tail; head++) {
            const struct io_uring_cqe *c = &ring.cqes[head & ring.cq_mask];
            int i = (int)(c->user_data & 0xffff);
            bool sent = c->user_data >> 63 != 0;
            unsigned buffer = c->flags >> IORING_CQE_BUFFER_SHIFT;

            if (c->res <= 0 && done < ECHOES - count) {
                errno = -c->res;
                fail(sent ? "send request" : "recv request");
            }
            if (sent) {
                done++;
                if (multishot)
                    buffer_put((unsigned)(c->user_data >> 16) & 0xffff);
                else
                    put_recv(i, fds[i], buffers[i], false);
            } else if (c->res > 0) {
                put_send(
                    i, fds[i], buffers[multishot ? buffer : (unsigned)i], c->res, buffer);
                if (multishot && (c->flags & IORING_CQE_F_MORE) == 0)
                    put_recv(i, fds[i], NULL, true);
            }
        }
        __atomic_store_n(ring.cq_head, head, __ATOMIC_RELEASE);
    }
    close(ring.fd);
}

/* --- Measuring ------------------------------------------------------------------------------- */

static void serve_sqe(int count, const int fds[])
{
    serve_ring(count, fds, false);
}

static void serve_multishot(int count, const int fds[])
{
    serve_ring(count, fds, true);
}

static const struct {
    const char *name;
    void (*serve)(int count, const int fds[]);
} servers[] = {
    { "epoll", serve_epoll },
    { "sqe", serve_sqe },
    { "multishot", serve_multishot },
};

static void measure(const char *name, void (*serve)(int, const int[]), int count)
{
    int near[CONNECTIONS_MAX], far[CONNECTIONS_MAX], status;

    connect_pairs(count, near, far);
    pid_t child = fork();
    if (child == 0)
        client(count, far);
    double before = seconds(), used = processor_seconds();
    serve(count, near);
    used = processor_seconds() - used;
    printf("%2d connections, %-9s  %.2f us of processor, %.2f us elapsed an echo\n",
        count, name, used / ECHOES * 1e6, (seconds() - before) / ECHOES * 1e6);
    waitpid(child, &status, 0);
    for (int i = 0; i < count; i++) {
        close(near[i]);
        close(far[i]);
    }
}

int main(void)
{
    static const int counts[] = { 16, 64 };

    for (unsigned round = 0; round < 3; round++)
        for (unsigned c = 0; c < 2; c++)
            for (unsigned s = 0; s < 3; s++)
                measure(servers[s].name, servers[s].serve, counts[c]);
    return 0;
}
