// The load generator: one thread over epoll in plain C, which checks every byte that comes back.
//
//   load MODE TARGET CONNECTIONS SIZE DEPTH WARM_UP SECONDS
//
//   echo     TARGET is a port: CONNECTIONS connections with DEPTH messages of SIZE bytes under way on each
//   unix     the same; TARGET is a path
//   connect  CONNECTIONS slots, each over and over: connect, send one message, have it back, close
//   udp      CONNECTIONS sockets with DEPTH datagrams under way on each, each sent and received by itself
//   udp-gso  the same; the kernel cuts up what is sent together and joins what comes together (UDP_SEGMENT, UDP_GRO)
//
// After WARM_UP seconds it counts for SECONDS (longer when nothing has come back by then), lets what is under way come back, and prints
//
//   result requests=N all=N nanos=N p50=N p99=N lost=N cpu=N
//
// requests, nanos, p50, p99 (nanoseconds) and cpu (its own, nanoseconds) of the time that counts; all with the warm-up and the end. A wrong byte, a
// connection that breaks and a server that is silent for five seconds end it with a message and code 1.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define PERIOD 131071 // a prime, so no message's size divides it: what comes late, twice or from another connection differs
#define CHUNK (256 * 1024)
#define EVENTS 1024
#define STEPS 64 // of the histogram for each power of two: 1.6 %
#define DATAGRAM 65536
#define BATCH 64
#define MOST_JOINED 60000
#define SECOND 1000000000ULL

enum mode { ECHO, CONNECT, DATAGRAMS };
enum phase { CONNECTING, TALKING, CLOSING };

struct datagram_slot {
    uint64_t number; // of the datagram under way
    uint64_t began;
};

struct client {
    int fd;
    enum phase phase;
    int index;
    int waits_to_send;
    uint64_t base; // where in the table its bytes begin
    uint64_t sent, received; // bytes
    uint64_t allowed, completed; // messages
    uint64_t began;
    uint64_t *times; // when each message under way began
    struct datagram_slot *slots;
};

static unsigned char table[PERIOD + CHUNK];
static unsigned char buffer[CHUNK];
static uint64_t histogram[STEPS * 64];
static int poll_set;
static struct sockaddr_storage target;
static socklen_t target_length;
static enum mode mode;
static uint64_t size, depth;
static int client_count;
static struct client *clients;
static uint64_t counted, all, lost, seconds, begin_counting, end_counting, next_number = 1, sources;
static int stopping, joins;

static void fail(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "load: ");
    vfprintf(stderr, format, arguments);
    fprintf(stderr, "\n");
    exit(1);
}

static uint64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * SECOND + time.tv_nsec;
}

static uint64_t processor_time(void) {
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return time.tv_sec * SECOND + time.tv_nsec;
}

static void record(uint64_t began, uint64_t at) {
    all++;
    if (at < begin_counting || at >= end_counting) {
        return;
    }
    counted++;
    uint64_t nanos = at - began;
    int exponent = nanos < STEPS ? 5 : 63 - __builtin_clzll(nanos);
    histogram[exponent == 5 ? nanos : (exponent - 5) * STEPS + ((nanos >> (exponent - 6)) & (STEPS - 1))]++;
}

static uint64_t percentile(double share) {
    uint64_t rank = (uint64_t)(share * counted), seen = 0;
    for (uint64_t i = 0; i < sizeof histogram / sizeof *histogram; i++) {
        seen += histogram[i];
        if (seen > rank) {
            if (i < STEPS) {
                return i;
            }
            int exponent = i / STEPS + 5;
            uint64_t step = 1ULL << (exponent - 6);
            return (STEPS + i % STEPS) * step + step / 2;
        }
    }
    return 0;
}

static void watch(struct client *c, int operation, uint32_t events) {
    struct epoll_event event = {.events = events, .data.ptr = c};
    if (epoll_ctl(poll_set, operation, c->fd, &event) != 0) {
        fail("epoll_ctl: %s", strerror(errno));
    }
}

static const unsigned char *bytes_at(struct client *c, uint64_t position) {
    return table + (c->base + position) % PERIOD;
}

static void check(struct client *c, const unsigned char *got, uint64_t position, uint64_t length) {
    const unsigned char *wanted = bytes_at(c, position);
    if (memcmp(got, wanted, length) != 0) {
        uint64_t i = 0;
        while (got[i] == wanted[i]) {
            i++;
        }
        fail("connection %d: byte %llu came back as %d, %d was sent", c->index, (unsigned long long)(position + i), got[i], wanted[i]);
    }
}

static void open_socket(struct client *c, int type) {
    int on = 1;
    c->fd = socket(target.ss_family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (c->fd < 0) {
        fail("socket: %s", strerror(errno));
    }
    if (target.ss_family == AF_INET && type == SOCK_STREAM) {
        setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    }
    if (mode == CONNECT && target.ss_family == AF_INET) {
        // Closed connections keep their port for a minute: many source addresses have ports enough.
        struct sockaddr_in source = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1 + sources++ % 200)};
        setsockopt(c->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
        if (bind(c->fd, (struct sockaddr *)&source, sizeof source) != 0) {
            fail("bind: %s", strerror(errno));
        }
    }
    if (connect(c->fd, (struct sockaddr *)&target, target_length) != 0 && errno != EINPROGRESS) {
        fail("connect: %s", strerror(errno));
    }
}

static void send_allowed(struct client *c) {
    uint64_t end = c->allowed * size;
    while (c->sent < end) {
        uint64_t length = end - c->sent < CHUNK ? end - c->sent : CHUNK;
        ssize_t sent = send(c->fd, bytes_at(c, c->sent), length, MSG_NOSIGNAL);
        if (sent < 0 && errno != EAGAIN) {
            fail("connection %d: send: %s", c->index, strerror(errno));
        }
        c->sent += sent < 0 ? 0 : sent;
        if (sent < (ssize_t)length) {
            if (!c->waits_to_send) {
                c->waits_to_send = 1;
                watch(c, EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT);
            }
            return;
        }
    }
    if (c->waits_to_send) {
        c->waits_to_send = 0;
        watch(c, EPOLL_CTL_MOD, EPOLLIN);
    }
}

static void allow(struct client *c, uint64_t at) {
    if (stopping) {
        return;
    }
    while (c->allowed < c->completed + depth) {
        c->times[c->allowed++ % depth] = at;
    }
}

static void talk(struct client *c, uint32_t events) {
    if (events & EPOLLOUT) {
        send_allowed(c);
    }
    if (!(events & ~EPOLLOUT)) {
        return;
    }
    ssize_t got = recv(c->fd, buffer, CHUNK, 0);
    if (got <= 0) {
        if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
            return;
        }
        fail("connection %d: the server closed it: %s", c->index, got == 0 ? "end of stream" : strerror(errno));
    }
    if (c->received + got > c->sent) {
        fail("connection %d: more came back than was sent", c->index);
    }
    check(c, buffer, c->received, got);
    c->received += got;
    uint64_t at = now();
    while (c->received >= (c->completed + 1) * size) {
        record(c->times[c->completed % depth], at);
        c->completed++;
    }
    allow(c, at);
    send_allowed(c);
}

static void reopen(struct client *c) {
    c->sent = c->received = 0;
    c->base = (c->base + 7919) % PERIOD;
    c->phase = CONNECTING;
    c->began = now();
    open_socket(c, SOCK_STREAM);
    watch(c, EPOLL_CTL_ADD, EPOLLOUT);
}

// Connect, echo, close. Both sides have closed when it counts, so no server can fall behind.
static void step(struct client *c, uint32_t events) {
    (void)events;
    if (c->phase == CONNECTING) {
        if (send(c->fd, bytes_at(c, 0), size, MSG_NOSIGNAL) != (ssize_t)size) {
            fail("connection %d: connect and send: %s", c->index, strerror(errno));
        }
        c->phase = TALKING;
        watch(c, EPOLL_CTL_MOD, EPOLLIN);
        return;
    }
    ssize_t got = recv(c->fd, buffer, CHUNK, 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
        return;
    }
    if (got < 0 || (got == 0 && c->phase == TALKING) || (got > 0 && c->received + got > size)) {
        fail("connection %d: %s", c->index, got < 0 ? strerror(errno) : got == 0 ? "closed before its echo" : "more came back than was sent");
    }
    if (got > 0) {
        check(c, buffer, c->received, got);
        c->received += got;
        if (c->received == size) {
            c->phase = CLOSING;
            shutdown(c->fd, SHUT_WR);
        }
        return;
    }
    close(c->fd);
    record(c->began, now());
    c->completed++;
    if (stopping) {
        c->allowed = c->completed;
    } else {
        c->allowed++;
        reopen(c);
    }
}

static void send_datagrams(struct client *c, const uint32_t *which, int count) {
    static unsigned char out[BATCH][DATAGRAM];
    static struct mmsghdr messages[BATCH];
    static struct iovec parts[BATCH];
    static union { char bytes[CMSG_SPACE(2)]; struct cmsghdr header; } control;
    uint64_t at = now();
    for (int i = 0; i < count; i++) {
        struct datagram_slot *slot = &c->slots[which[i]];
        slot->number = next_number++;
        slot->began = at;
        c->allowed++;
        memcpy(out[i], &which[i], 4);
        memcpy(out[i] + 4, &slot->number, 8);
        memcpy(out[i] + 12, bytes_at(c, slot->number), size - 12);
        parts[i] = (struct iovec){out[i], size};
        messages[i].msg_hdr = (struct msghdr){.msg_iov = &parts[i], .msg_iovlen = 1};
    }
    if (joins && count > 1 && count * size <= MOST_JOINED) {
        struct msghdr all = {.msg_iov = parts, .msg_iovlen = count, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes};
        uint16_t each = size;
        control.header = (struct cmsghdr){.cmsg_level = SOL_UDP, .cmsg_type = UDP_SEGMENT, .cmsg_len = CMSG_LEN(2)};
        memcpy(CMSG_DATA(&control.header), &each, 2);
        if (sendmsg(c->fd, &all, 0) < 0 && errno != EAGAIN) {
            fail("socket %d: send: %s", c->index, strerror(errno));
        }
        return;
    }
    for (int done = 0; done < count;) {
        int sent = sendmmsg(c->fd, messages + done, count - done, 0);
        if (sent < 0) {
            if (errno == EAGAIN) {
                return; // found lost later, and sent again
            }
            fail("socket %d: send: %s", c->index, strerror(errno));
        }
        done += sent;
    }
}

// One datagram that has come; it returns its slot, or -1 when it was taken for lost.
static int64_t take(struct client *c, const unsigned char *in, uint64_t length, uint64_t at) {
    uint32_t which;
    uint64_t number;
    memcpy(&which, in, 4);
    memcpy(&number, in + 4, 8);
    if (length != size || which >= depth || number >= next_number) {
        fail("socket %d: a datagram of %llu bytes that was never sent", c->index, (unsigned long long)length);
    }
    check(c, in + 12, number, size - 12);
    if (c->slots[which].number != number) {
        return -1;
    }
    record(c->slots[which].began, at);
    c->slots[which].number = 0;
    c->completed++;
    return which;
}

// The size of each of the datagrams that came as one message.
static uint64_t joined_size(struct msghdr *message, uint64_t length) {
    for (struct cmsghdr *each = CMSG_FIRSTHDR(message); each != NULL; each = CMSG_NXTHDR(message, each)) {
        if (each->cmsg_level == SOL_UDP && each->cmsg_type == UDP_GRO) {
            int joined;
            memcpy(&joined, CMSG_DATA(each), sizeof joined);
            return joined;
        }
    }
    return length;
}

static void exchange(struct client *c, uint32_t events) {
    static unsigned char in[BATCH][DATAGRAM];
    static union { char bytes[CMSG_SPACE(sizeof(int))]; struct cmsghdr header; } controls[BATCH];
    static struct mmsghdr messages[BATCH];
    static struct iovec parts[BATCH];
    uint32_t free_slots[BATCH];
    int free_count = 0;
    (void)events;
    int room = depth < BATCH ? depth : BATCH;
    for (int i = 0; i < room; i++) {
        parts[i] = (struct iovec){in[i], DATAGRAM};
        messages[i].msg_hdr = (struct msghdr){.msg_iov = &parts[i], .msg_iovlen = 1};
        if (joins) {
            messages[i].msg_hdr.msg_control = controls[i].bytes;
            messages[i].msg_hdr.msg_controllen = sizeof controls[i].bytes;
        }
    }
    int got = recvmmsg(c->fd, messages, room, MSG_DONTWAIT, NULL);
    if (got < 0) {
        if (errno == EAGAIN || errno == EINTR) {
            return;
        }
        fail("socket %d: %s", c->index, strerror(errno));
    }
    uint64_t at = now();
    for (int i = 0; i < got; i++) {
        uint64_t length = messages[i].msg_len, each = joined_size(&messages[i].msg_hdr, length);
        for (uint64_t from = 0; from < length; from += each) {
            int64_t which = take(c, in[i] + from, length - from < each ? length - from : each, at);
            if (which >= 0 && !stopping) {
                free_slots[free_count++] = which;
            }
            if (free_count == BATCH) {
                send_datagrams(c, free_slots, free_count);
                free_count = 0;
            }
        }
    }
    if (free_count > 0) {
        send_datagrams(c, free_slots, free_count);
    }
}

static void send_again(uint64_t at) {
    for (int i = 0; i < client_count; i++) {
        struct client *c = &clients[i];
        for (uint32_t which = 0; which < depth; which++) {
            if (c->slots[which].number != 0 && at - c->slots[which].began > SECOND / 5) {
                lost++;
                c->completed++;
                c->slots[which].number = 0;
                if (!stopping) {
                    send_datagrams(c, &which, 1);
                }
            }
        }
    }
}

static void begin(void) {
    clients = calloc(client_count, sizeof *clients);
    for (int i = 0; i < client_count; i++) {
        struct client *c = &clients[i];
        c->index = i;
        c->base = (uint64_t)i * 7919 % PERIOD;
        c->times = calloc(depth, sizeof *c->times);
        c->slots = calloc(depth, sizeof *c->slots);
        if (mode == CONNECT) {
            c->allowed = 1;
            reopen(c);
        } else if (mode == DATAGRAMS) {
            open_socket(c, SOCK_DGRAM);
            watch(c, EPOLL_CTL_ADD, EPOLLIN);
            if (joins && setsockopt(c->fd, SOL_UDP, UDP_GRO, &joins, sizeof joins) != 0) {
                fail("UDP_GRO: %s", strerror(errno));
            }
            for (uint32_t which = 0; which < depth; which++) {
                send_datagrams(c, &which, 1);
            }
        } else {
            open_socket(c, SOCK_STREAM);
            watch(c, EPOLL_CTL_ADD, EPOLLIN | EPOLLOUT);
            c->waits_to_send = 1;
            allow(c, now());
        }
    }
}

static int is_quiet(void) {
    for (int i = 0; i < client_count; i++) {
        if (clients[i].completed < clients[i].allowed) {
            return 0;
        }
    }
    return 1;
}

static void run(void (*handle)(struct client *, uint32_t), uint64_t *cpu) {
    struct epoll_event events[EVENTS];
    uint64_t heard = now(), looked = heard;
    for (int counting = 0; !stopping || !is_quiet();) {
        int count = epoll_wait(poll_set, events, EVENTS, 100);
        for (int i = 0; i < count; i++) {
            handle(events[i].data.ptr, events[i].events);
        }
        uint64_t at = now();
        if (count > 0) {
            heard = at;
        } else if (at - heard > 5 * SECOND) {
            fail("the server has been silent for five seconds");
        }
        if (mode == DATAGRAMS && at - looked > SECOND / 10) {
            looked = at;
            send_again(at);
        }
        if (counting == 0 && at >= begin_counting) {
            counting = 1;
            *cpu = processor_time();
        } else if (counting == 1 && at >= end_counting && counted == 0) {
            end_counting = at + seconds; // a server that is not warm may be slower than the time given
        } else if (counting == 1 && at >= end_counting) {
            counting = 2;
            *cpu = processor_time() - *cpu;
            stopping = 1;
        }
    }
}

static void resolve(const char *name, const char *where) {
    if (strcmp(name, "unix") == 0) {
        struct sockaddr_un *address = (struct sockaddr_un *)&target;
        address->sun_family = AF_UNIX;
        if (strlen(where) >= sizeof address->sun_path) {
            fail("the path %s is longer than %zu bytes", where, sizeof address->sun_path - 1);
        }
        strcpy(address->sun_path, where);
        target_length = sizeof *address;
    } else {
        struct sockaddr_in *address = (struct sockaddr_in *)&target;
        *address = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(atoi(where)), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
        target_length = sizeof *address;
    }
}

int main(int argc, char **argv) {
    if (argc != 8) {
        fprintf(stderr, "usage: load echo|unix|connect|udp|udp-gso TARGET CONNECTIONS SIZE DEPTH WARM_UP SECONDS\n");
        return 2;
    }
    const char *name = argv[1];
    mode = strcmp(name, "connect") == 0 ? CONNECT : strncmp(name, "udp", 3) == 0 ? DATAGRAMS : ECHO;
    joins = strcmp(name, "udp-gso") == 0;
    resolve(name, argv[2]);
    client_count = atoi(argv[3]);
    size = strtoull(argv[4], NULL, 10);
    depth = strtoull(argv[5], NULL, 10);
    if (client_count < 1 || depth < 1 || size < 1 || (mode == CONNECT && size > 16384) || (mode == DATAGRAMS && (size < 16 || size > 60000))) {
        fail("connections, depth and size must be positive, size at most 16384 with connect, and 16 to 60000 with udp");
    }
    uint64_t random = 88172645463325252ULL;
    for (int i = 0; i < PERIOD + CHUNK; i++) {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        table[i] = i < PERIOD ? (unsigned char)(random >> 32) : table[i % PERIOD];
    }
    poll_set = epoll_create1(EPOLL_CLOEXEC);
    begin_counting = now() + (uint64_t)(atof(argv[6]) * SECOND);
    seconds = (uint64_t)(atof(argv[7]) * SECOND);
    end_counting = begin_counting + seconds;
    uint64_t cpu = 0;
    begin();
    run(mode == CONNECT ? step : mode == DATAGRAMS ? exchange : talk, &cpu);
    printf("result requests=%llu all=%llu nanos=%llu p50=%llu p99=%llu lost=%llu cpu=%llu\n", (unsigned long long)counted,
            (unsigned long long)all, (unsigned long long)(end_counting - begin_counting), (unsigned long long)percentile(0.5),
            (unsigned long long)percentile(0.99), (unsigned long long)lost, (unsigned long long)cpu);
    return 0;
}
