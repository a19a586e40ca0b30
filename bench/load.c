/* SPDX-License-Identifier: ISC */
/*
 * load.c - keeps so many connections busy with one request each, for so many seconds, and prints
 * how many a second were answered.
 *
 *     load PORT PATH CONNECTIONS SECONDS
 *
 * It is made to cost less than any server, so that the server is what limits the figure: it does
 * not parse, since each answer is as long as the first, and registers each connection once,
 * edge-triggered. Every answer's status is looked at.
 */
#define _GNU_SOURCE
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>

enum { CONNECTIONS_MAX = 1024, ANSWER_MAX = 1 << 20 };

static const char ok_status[] = "HTTP/1.1 200 ";
static char request[512], answer[ANSWER_MAX + 1];

static void die(const char *what)
{
    perror(what);
    exit(1);
}

static void refuse(const char *what)
{
    fprintf(stderr, "load: %s: %.80s\n", what, answer);
    exit(1);
}

static double now_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int connect_to(uint16_t port)
{
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(port) };
    int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;

    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof to) != 0)
        die("connect");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return fd;
}

static void ask(int fd)
{
    size_t len = strlen(request);

    if (send(fd, request, len, MSG_NOSIGNAL) != (ssize_t)len)
        die("send");
}

/* The first answer, by its Content-Length: how long all are. */
static size_t learn_length(int fd)
{
    size_t have = 0;

    ask(fd);
    for (;;) {
        ssize_t n = recv(fd, answer + have, ANSWER_MAX - have, 0);
        char *end, *field;

        if (n <= 0)
            die("recv");
        have += (size_t)n;
        answer[have] = '\0';
        end = strstr(answer, "\r\n\r\n");
        field = strcasestr(answer, "\r\nContent-Length:");
        if (end == NULL)
            continue;
        if (field == NULL || field > end)
            refuse("no Content-Length");
        size_t whole = (size_t)(end + 4 - answer) +
                       strtoul(field + strlen("\r\nContent-Length:"), NULL, 10);
        if (whole > ANSWER_MAX)
            refuse("an answer that is too long");
        if (have == whole)
            return whole;
    }
}

struct connection {
    int fd;
    size_t left; /* octets of the answer still to come */
};

/* What there is; true: the answer is whole. One recv takes all, so the next edge tells of more. */
static bool take_answer(struct connection *c, size_t len)
{
    ssize_t n = recv(c->fd, answer, ANSWER_MAX, MSG_DONTWAIT);

    if (n <= 0 || (size_t)n > c->left)
        die("recv");
    if (c->left == len && memcmp(answer, ok_status, sizeof ok_status - 1) != 0)
        refuse("not a 200");
    c->left -= (size_t)n;
    return c->left == 0;
}

static unsigned long serve_events(int loop, size_t len)
{
    struct epoll_event events[CONNECTIONS_MAX];
    int n = epoll_wait(loop, events, CONNECTIONS_MAX, 1000);
    unsigned long answers = 0;

    if (n <= 0)
        refuse("no answer for a second, the last was");
    for (int i = 0; i < n; i++) {
        struct connection *c = events[i].data.ptr;

        if (!take_answer(c, len))
            continue;
        answers++;
        c->left = len;
        ask(c->fd);
    }
    return answers;
}

int main(int argc, char **argv)
{
    static struct connection connections[CONNECTIONS_MAX];
    unsigned long answers = 0;
    int loop = epoll_create1(0);

    if (argc != 5)
        return 1;
    uint16_t port = (uint16_t)atoi(argv[1]);
    size_t count = strtoul(argv[3], NULL, 10);
    if (count == 0 || count > CONNECTIONS_MAX)
        return 1;
    snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n\r\n",
        argv[2], (unsigned)port);
    for (size_t i = 0; i < count; i++)
        connections[i].fd = connect_to(port);
    size_t len = learn_length(connections[0].fd);
    for (size_t i = 0; i < count; i++) {
        struct epoll_event e = { .events = EPOLLIN | EPOLLET,
            .data.ptr = &connections[i] };

        connections[i].left = len;
        ask(connections[i].fd);
        epoll_ctl(loop, EPOLL_CTL_ADD, connections[i].fd, &e);
    }

    double from = now_s(), until = from + atof(argv[4]), now;
    do {
        answers += serve_events(loop, len);
        now = now_s();
    } while (now < until);
    printf("%.0f %lu\n", (double)answers / (now - from), answers);
    return 0;
}
