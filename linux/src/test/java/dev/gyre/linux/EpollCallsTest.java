package dev.gyre.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Waiting and being woken. */
class EpollCallsTest extends CallsTestCase {
    private static final int NO_DESCRIPTOR = -1;
    private static final long OWN = 0x1234_5678_9abc_def0L;

    private final EpollEvents change = new EpollEvents(1);
    private final EpollEvents events = new EpollEvents(4);

    private int watch(int epoll, int descriptor, int interest) {
        change.set(0, interest, OWN);
        return polls.control(epoll, EpollCalls.CTL_ADD, descriptor, change.address());
    }

    private int poll(int epoll, int millis) {
        return polls.await(epoll, events.address(), events.capacity(), millis);
    }

    private long one() {
        return arena.allocateFrom(ValueLayout.JAVA_LONG, 1).address();
    }

    @Test
    void shouldBeWokenByAnEventfdFromAnotherThread() throws Exception {
        int epoll = opened(polls.create());
        int eventfd = opened(polls.eventfd());
        assertEquals(0, watch(epoll, eventfd, EpollCalls.IN));
        assertEquals(0, poll(epoll, 0));
        CountDownLatch begun = new CountDownLatch(1);
        long one = one();
        Thread waker = Thread.ofPlatform().start(() -> {
            try {
                begun.await();
            } catch (InterruptedException e) {
                return;
            }
            new EpollCalls().signal(eventfd, one);
        });
        begun.countDown();
        assertEquals(1, poll(epoll, -1));
        waker.join();
        assertEquals(EpollCalls.IN, events.events(0));
        assertEquals(OWN, events.data(0));
    }

    @Test
    void shouldReportALevelUntilItIsReadAndAnEdgeOnce() {
        int epoll = opened(polls.create());
        int eventfd = opened(polls.eventfd());
        assertEquals(0, watch(epoll, eventfd, EpollCalls.IN));
        long one = one();
        assertEquals(8, polls.signal(eventfd, one));
        assertEquals(8, polls.signal(eventfd, one));
        assertEquals(1, poll(epoll, 0));
        assertEquals(1, poll(epoll, 0));
        change.set(0, EpollCalls.IN | EpollCalls.ET, OWN);
        assertEquals(0, polls.control(epoll, EpollCalls.CTL_MOD, eventfd, change.address()));
        assertEquals(1, poll(epoll, 0));
        assertEquals(0, poll(epoll, 0));
        assertEquals(0, polls.control(epoll, EpollCalls.CTL_DEL, eventfd, change.address()));
        MemorySegment sum = arena.allocate(ValueLayout.JAVA_LONG);
        assertEquals(8, files.read(eventfd, sum.address(), 8));
        assertEquals(2, sum.get(ValueLayout.JAVA_LONG, 0));
        assertError(Errno.EAGAIN, files.read(eventfd, sum.address(), 8));
    }

    @Test
    void shouldSayThatAnEventfdIsFull() {
        int eventfd = opened(polls.eventfd());
        long most = arena.allocateFrom(ValueLayout.JAVA_LONG, -2L).address();
        assertEquals(8, polls.signal(eventfd, most));
        assertError(Errno.EAGAIN, polls.signal(eventfd, one()));
        long tooMuch = arena.allocateFrom(ValueLayout.JAVA_LONG, -1L).address();
        assertError(Errno.EINVAL, polls.signal(eventfd, tooMuch));
    }

    @Test
    void shouldFillInSeveralAtOnceAndNoMoreThanThereIsRoomFor() {
        int epoll = opened(polls.create());
        for (int i = 0; i < 6; i++) {
            int eventfd = opened(polls.eventfd());
            change.set(0, EpollCalls.OUT, i);
            assertEquals(0, polls.control(epoll, EpollCalls.CTL_ADD, eventfd, change.address()));
        }
        assertEquals(4, poll(epoll, 0));
        long seen = 0;
        for (int i = 0; i < 4; i++) {
            assertEquals(EpollCalls.OUT, events.events(i));
            seen |= 1L << events.data(i);
        }
        assertEquals(4, Long.bitCount(seen), "each has its own data");
    }

    @Test
    void shouldReportTheEndOfAPipe() {
        int epoll = opened(polls.create());
        int[] pipe = pipe();
        assertEquals(0, watch(epoll, pipe[0], EpollCalls.IN));
        close(pipe[1]);
        assertEquals(1, poll(epoll, 0));
        assertEquals(EpollCalls.HUP, events.events(0) & EpollCalls.HUP);
    }

    @Test
    void shouldWaitByNanoseconds() {
        assumeTrue(EpollCalls.hasPreciseAwait(), "this C library has no epoll_pwait2");
        int epoll = opened(polls.create());
        MemorySegment timespec = arena.allocate(ValueLayout.JAVA_LONG, 2);
        timespec.setAtIndex(ValueLayout.JAVA_LONG, 1, 1_000);
        int none = polls.awaitPrecisely(epoll, events.address(), events.capacity(), timespec.address());
        assumeTrue(Errno.of(none) != Errno.ENOSYS, "this kernel has no epoll_pwait2");
        assertEquals(0, none);
        assertEquals(0, watch(epoll, opened(polls.eventfd()), EpollCalls.OUT));
        assertEquals(1, polls.awaitPrecisely(epoll, events.address(), events.capacity(), timespec.address()));
        timespec.setAtIndex(ValueLayout.JAVA_LONG, 1, 1_000_000_000);
        assertError(Errno.EINVAL, polls.awaitPrecisely(epoll, events.address(), events.capacity(), timespec.address()));
    }

    @Test
    void shouldAnswerErrorsAsValues() {
        int epoll = opened(polls.create());
        int eventfd = opened(polls.eventfd());
        assertError(Errno.EBADF, watch(NO_DESCRIPTOR, eventfd, EpollCalls.IN));
        assertError(Errno.EBADF, watch(epoll, NO_DESCRIPTOR, EpollCalls.IN));
        assertError(Errno.EINVAL, watch(eventfd, epoll, EpollCalls.IN));
        assertError(Errno.EINVAL, watch(epoll, epoll, EpollCalls.IN));
        assertError(Errno.ENOENT, polls.control(epoll, EpollCalls.CTL_DEL, eventfd, change.address()));
        assertError(Errno.ENOENT, polls.control(epoll, EpollCalls.CTL_MOD, eventfd, change.address()));
        assertEquals(0, watch(epoll, eventfd, EpollCalls.IN));
        assertError(Errno.EEXIST, watch(epoll, eventfd, EpollCalls.IN));
        assertError(Errno.EFAULT, polls.control(epoll, EpollCalls.CTL_MOD, eventfd, 0));
        assertError(Errno.EBADF, poll(NO_DESCRIPTOR, 0));
        assertError(Errno.EINVAL, poll(eventfd, 0));
        assertError(Errno.EINVAL, polls.await(epoll, events.address(), 0, 0));
        assertError(Errno.EBADF, polls.signal(NO_DESCRIPTOR, one()));
        assertError(Errno.EBADF, polls.close(NO_DESCRIPTOR));
        assertEquals(0, polls.close(polls.eventfd()));
    }

    @Test
    void shouldWatchNoFileOfTheFileSystem() throws Exception {
        Path file = Files.createTempFile("gyre", "");
        try (FileChannel channel = FileChannel.open(file)) {
            assumeTrue(JdkDescriptors.missingFlag().isEmpty(), () -> JdkDescriptors.missingFlag()
                    .orElseThrow());
            int descriptor = JdkDescriptors.of(channel).orElseThrow();
            assertError(Errno.EPERM, watch(opened(polls.create()), descriptor, EpollCalls.IN));
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void shouldCloseItsDescriptorsOnExec() {
        for (int each : new int[] {opened(polls.create()), opened(polls.eventfd())}) {
            assertEquals(FileCalls.FD_CLOEXEC, files.control(each, FileCalls.F_GETFD, 0));
        }
        assertTrue((files.control(opened(polls.eventfd()), FileCalls.F_GETFL, 0) & FileCalls.O_NONBLOCK) != 0);
    }
}
