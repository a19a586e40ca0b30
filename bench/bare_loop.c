/* SPDX-License-Identifier: ISC */
/*
 * bare_loop.c - the limit to print beside ours: an epoll loop that answers any octets with one
 * fixed response, without parsing, deadlines or a second thought.
 *
 *     bare_loop PORT OCTETS
 */
#define _GNU_SOURCE
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>

enum { EVENTS = 256 };

static char *response;
static size_t response_len;

static void make_response(size_t octets)
{
    response = malloc(octets + 256);
    if (response == NULL)
        exit(1);
    int head = snprintf(response, 256,
        "HTTP/1.1 200 OK\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\n"
        "Content-Type: text/html\r\nContent-Length: %zu\r\n\r\n",
        octets);
    memset(response + head, 'x', octets);
    response_len = (size_t)head + octets;
}

static int listen_on(uint16_t port)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(port) };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), on = 1;

    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd, (struct sockaddr *)&at, sizeof at) != 0 || listen(fd, 512) != 0) {
        perror("bare_loop");
        exit(1);
    }
    return fd;
}

static void accept_all(int loop, int listener)
{
    int fd, on = 1;

    while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        struct epoll_event e = { .events = EPOLLIN | EPOLLET, .data.fd = fd };

        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        epoll_ctl(loop, EPOLL_CTL_ADD, fd, &e);
    }
}

/* What does not fit the socket's buffer is waited for here: the peer only measures. */
static void answer(int fd)
{
    char in[4096];

    if (recv(fd, in, sizeof in, 0) <= 0)
        return;
    for (size_t sent = 0; sent < response_len;) {
        ssize_t n = send(fd, response + sent, response_len - sent, MSG_NOSIGNAL);

        if (n > 0)
            sent += (size_t)n;
    }
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return 1;
    make_response(strtoul(argv[2], NULL, 10));

    int loop = epoll_create1(0), listener = listen_on((uint16_t)atoi(argv[1]));
    struct epoll_event e = { .events = EPOLLIN, .data.fd = listener }, events[EVENTS];

    epoll_ctl(loop, EPOLL_CTL_ADD, listener, &e);
    for (;;) {
        int n = epoll_wait(loop, events, EVENTS, -1);

        for (int i = 0; i < n; i++) {
            if (events[i].data.fd == listener)
                accept_all(loop, listener);
            else
                answer(events[i].data.fd);
        }
    }
}
