// An echo server over epoll in plain C: what the machine can do with one thread, and so the measure of all others.
//
//   echo tcp | udp | udp-mmsg | udp-gso | unix PATH
//
// udp-mmsg receives and sends many datagrams by one call; udp-gso lets the kernel join and cut up runs of them as well, and echoes a run as it came.
//
// It prints "listening PORT" (or the path), answers the line "stat" on its standard input with its processor time in nanoseconds and -1 (it
// allocates nothing worth counting), and ends when its standard input does, or by SIGTERM.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define BUFFER (256 * 1024)
#define EVENTS 256
#define BATCH 32
#define DATAGRAM 2048
#define RUN 65536

struct connection {
    int fd;
    char *rest; // what the kernel did not take; while there is some, nothing is read
    size_t offset;
    size_t length;
};

enum kind { TCP, UNIX, UDP, UDP_MMSG, UDP_GSO };

static char buffer[BUFFER];
static int poll_set;
static struct connection listener, control, ending;

static void die(const char *what) {
    fprintf(stderr, "echo: %s: %s\n", what, strerror(errno));
    exit(1);
}

static void watch(struct connection *c, int operation, uint32_t events) {
    struct epoll_event event = {.events = events, .data.ptr = c};
    if (epoll_ctl(poll_set, operation, c->fd, &event) != 0) {
        die("epoll_ctl");
    }
}

static void print_stat(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    long long micros = (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000LL + usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
    printf("stat %lld -1\n", micros * 1000);
    fflush(stdout);
}

static void end(void) {
    print_stat();
    exit(0);
}

static void drop(struct connection *c) {
    close(c->fd);
    free(c->rest);
    free(c);
}

static void accept_all(enum kind kind) {
    int fd, on = 1;
    while ((fd = accept4(listener.fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
        if (kind == TCP) {
            setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        }
        struct connection *c = calloc(1, sizeof *c);
        c->fd = fd;
        watch(c, EPOLL_CTL_ADD, EPOLLIN);
    }
}

static void receive(struct connection *c) {
    ssize_t got = recv(c->fd, buffer, BUFFER, 0);
    if (got <= 0) {
        if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
            drop(c);
        }
        return;
    }
    ssize_t sent = send(c->fd, buffer, got, MSG_NOSIGNAL);
    if (sent < 0) {
        if (errno != EAGAIN) {
            drop(c);
            return;
        }
        sent = 0;
    }
    if (sent < got) {
        c->length = got - sent;
        c->offset = 0;
        c->rest = malloc(c->length);
        memcpy(c->rest, buffer + sent, c->length);
        watch(c, EPOLL_CTL_MOD, EPOLLOUT);
    }
}

static void send_rest(struct connection *c) {
    ssize_t sent = send(c->fd, c->rest + c->offset, c->length - c->offset, MSG_NOSIGNAL);
    if (sent < 0) {
        if (errno != EAGAIN && errno != EINTR) {
            drop(c);
        }
        return;
    }
    c->offset += sent;
    if (c->offset == c->length) {
        free(c->rest);
        c->rest = NULL;
        watch(c, EPOLL_CTL_MOD, EPOLLIN);
    }
}

static void echo_datagrams(void) {
    for (int i = 0; i < BATCH; i++) {
        struct sockaddr_in from;
        socklen_t length = sizeof from;
        ssize_t got = recvfrom(listener.fd, buffer, BUFFER, MSG_DONTWAIT, (struct sockaddr *)&from, &length);
        if (got < 0) {
            return;
        }
        sendto(listener.fd, buffer, got, MSG_DONTWAIT, (struct sockaddr *)&from, length);
    }
}

static void echo_batch(void) {
    static struct mmsghdr messages[BATCH];
    static struct iovec parts[BATCH];
    static struct sockaddr_in from[BATCH];
    for (int i = 0; i < BATCH; i++) {
        parts[i] = (struct iovec){buffer + i * DATAGRAM, DATAGRAM};
        messages[i].msg_hdr = (struct msghdr){.msg_name = &from[i], .msg_namelen = sizeof from[i], .msg_iov = &parts[i], .msg_iovlen = 1};
    }
    int got = recvmmsg(listener.fd, messages, BATCH, MSG_DONTWAIT, NULL);
    for (int i = 0; i < got; i++) {
        parts[i].iov_len = messages[i].msg_len;
    }
    for (int done = 0; done < got;) {
        int sent = sendmmsg(listener.fd, messages + done, got - done, MSG_DONTWAIT);
        if (sent <= 0) {
            return; // datagrams may be lost
        }
        done += sent;
    }
}

// The size of each of the datagrams that came as one message; 0 when there is one.
static uint16_t joined_size(struct msghdr *message) {
    for (struct cmsghdr *each = CMSG_FIRSTHDR(message); each != NULL; each = CMSG_NXTHDR(message, each)) {
        if (each->cmsg_level == SOL_UDP && each->cmsg_type == UDP_GRO) {
            int joined;
            memcpy(&joined, CMSG_DATA(each), sizeof joined);
            return joined;
        }
    }
    return 0;
}

static void echo_runs(void) {
    static char runs[BATCH][RUN];
    static struct mmsghdr messages[BATCH];
    static struct iovec parts[BATCH];
    static struct sockaddr_in from[BATCH];
    static union { char bytes[CMSG_SPACE(sizeof(int))]; struct cmsghdr header; } controls[BATCH];
    for (int i = 0; i < BATCH; i++) {
        parts[i] = (struct iovec){runs[i], RUN};
        messages[i].msg_hdr = (struct msghdr){.msg_name = &from[i], .msg_namelen = sizeof from[i], .msg_iov = &parts[i], .msg_iovlen = 1,
                                              .msg_control = controls[i].bytes, .msg_controllen = sizeof controls[i].bytes};
    }
    int got = recvmmsg(listener.fd, messages, BATCH, MSG_DONTWAIT, NULL);
    for (int i = 0; i < got; i++) {
        uint16_t each = joined_size(&messages[i].msg_hdr);
        parts[i].iov_len = messages[i].msg_len;
        messages[i].msg_hdr.msg_controllen = each == 0 ? 0 : CMSG_SPACE(2);
        controls[i].header = (struct cmsghdr){.cmsg_level = SOL_UDP, .cmsg_type = UDP_SEGMENT, .cmsg_len = CMSG_LEN(2)};
        memcpy(CMSG_DATA(&controls[i].header), &each, 2);
    }
    for (int done = 0; done < got;) {
        int sent = sendmmsg(listener.fd, messages + done, got - done, MSG_DONTWAIT);
        if (sent <= 0) {
            return; // datagrams may be lost
        }
        done += sent;
    }
}

static void obey(void) {
    static char line[256];
    static size_t length;
    ssize_t got = read(0, line + length, sizeof line - 1 - length);
    if (got <= 0) {
        end();
    }
    length += got;
    line[length] = 0;
    char *newline;
    while ((newline = strchr(line, '\n')) != NULL) {
        *newline = 0;
        if (strcmp(line, "stat") == 0) {
            print_stat();
        }
        length -= newline + 1 - line;
        memmove(line, newline + 1, length + 1);
    }
}

static int open_inet(int type) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    int fd = socket(AF_INET, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) != 0 || (type == SOCK_STREAM && listen(fd, 1024) != 0)
            || getsockname(fd, (struct sockaddr *)&address, &length) != 0) {
        die("cannot listen");
    }
    printf("listening %d\n", ntohs(address.sin_port));
    return fd;
}

static int open_unix(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) {
        fprintf(stderr, "echo: the path %s is longer than %zu bytes; give a shorter one\n", path, sizeof address.sun_path - 1);
        exit(2);
    }
    strcpy(address.sun_path, path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) != 0 || listen(fd, 1024) != 0) {
        die(path);
    }
    printf("listening %s\n", path);
    return fd;
}

static void serve(enum kind kind) {
    struct epoll_event events[EVENTS];
    for (;;) {
        int count = epoll_wait(poll_set, events, EVENTS, -1);
        for (int i = 0; i < count; i++) {
            struct connection *c = events[i].data.ptr;
            if (c == &control) {
                obey();
            } else if (c == &ending) {
                end();
            } else if (c != &listener) {
                if (c->rest != NULL) {
                    send_rest(c);
                } else {
                    receive(c);
                }
            } else if (kind == UDP) {
                echo_datagrams();
            } else if (kind == UDP_MMSG) {
                echo_batch();
            } else if (kind == UDP_GSO) {
                echo_runs();
            } else {
                accept_all(kind);
            }
        }
    }
}

int main(int argc, char **argv) {
    const char *name = argc > 1 ? argv[1] : "";
    enum kind kind;
    poll_set = epoll_create1(EPOLL_CLOEXEC);
    if (strcmp(name, "tcp") == 0) {
        kind = TCP;
        listener.fd = open_inet(SOCK_STREAM);
    } else if (strcmp(name, "udp") == 0 || strcmp(name, "udp-mmsg") == 0 || strcmp(name, "udp-gso") == 0) {
        kind = strcmp(name, "udp") == 0 ? UDP : strcmp(name, "udp-mmsg") == 0 ? UDP_MMSG : UDP_GSO;
        listener.fd = open_inet(SOCK_DGRAM);
        int on = 1;
        if (kind == UDP_GSO && setsockopt(listener.fd, SOL_UDP, UDP_GRO, &on, sizeof on) != 0) {
            die("UDP_GRO");
        }
    } else if (strcmp(name, "unix") == 0 && argc > 2) {
        kind = UNIX;
        listener.fd = open_unix(argv[2]);
    } else {
        fprintf(stderr, "usage: echo tcp | udp | udp-mmsg | udp-gso | unix PATH\n");
        return 2;
    }
    fflush(stdout);
    sigset_t term;
    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    sigprocmask(SIG_BLOCK, &term, NULL);
    ending.fd = signalfd(-1, &term, SFD_CLOEXEC);
    control.fd = 0;
    watch(&listener, EPOLL_CTL_ADD, EPOLLIN);
    watch(&control, EPOLL_CTL_ADD, EPOLLIN);
    watch(&ending, EPOLL_CTL_ADD, EPOLLIN);
    serve(kind);
}
