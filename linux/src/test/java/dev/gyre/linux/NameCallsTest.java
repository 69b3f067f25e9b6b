package dev.gyre.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Names and addresses. That the answers are right is compared with Python's by the resolver's tests; here is what a caller of the calls meets. */
class NameCallsTest {
    private static final int EAI_NONAME = -2;
    private static final int EAI_SERVICE = -8;
    private static final int TIMES = 100_000;
    /** With the three of an internet address; a list for one type has fewer. */
    private static final long BYTES_OF_A_LIST = 3 * (48 + 16);
    /** Of struct mallinfo2: the bytes in use. */
    private static final int UORDBLKS = 7;

    private final NameCalls calls = new NameCalls();
    private final List<FoundAddress> found = new ArrayList<>();

    private static NameQuery numbers(String host, String service) {
        int flags = NameCalls.AI_NUMERICHOST | NameCalls.AI_NUMERICSERV;
        return new NameQuery(host, service, flags, 0, SocketCalls.SOCK_STREAM, 0);
    }

    @Test
    void shouldFindANumber() {
        assertEquals(0, calls.getaddrinfo(numbers("127.0.0.1", "80"), found::add));
        assertEquals(
                List.of(new FoundAddress(
                        SocketCalls.AF_INET, SocketCalls.SOCK_STREAM, 6, null, new InetSocketAddress("127.0.0.1", 80))),
                found);
    }

    @Test
    void shouldTakeAServiceAloneOrAHostAlone() {
        assertEquals(0, calls.getaddrinfo(numbers(null, "80"), found::add));
        assertFalse(found.isEmpty());
        found.clear();
        assertEquals(0, calls.getaddrinfo(numbers("127.0.0.1", null), found::add));
        assertEquals(0, found.getFirst().address().getPort());
        assertNull(found.getFirst().canonicalName());
        assertEquals(EAI_NONAME, calls.getaddrinfo(numbers(null, null), found::add));
    }

    @Test
    void shouldAnswerWithACodeAndItsMeaning() {
        assertEquals(EAI_NONAME, calls.getaddrinfo(numbers("some.example", "80"), found::add));
        NameQuery unknown = new NameQuery("127.0.0.1", "nosuchservice", 0, 0, SocketCalls.SOCK_STREAM, 0);
        assertEquals(EAI_SERVICE, calls.getaddrinfo(unknown, found::add));
        assertTrue(found.isEmpty());
        assertFalse(calls.describe(EAI_SERVICE).isEmpty());
        assertFalse(calls.describe(-12345).isEmpty());
    }

    @Test
    void shouldNameAnAddress() {
        List<FoundName> names = new ArrayList<>();
        int flags = NameCalls.NI_NUMERICHOST | NameCalls.NI_NUMERICSERV;
        assertEquals(0, calls.getnameinfo(new InetSocketAddress("127.0.0.1", 80), flags, names::add));
        assertEquals(0, calls.getnameinfo(new InetSocketAddress("::1", 81), flags, names::add));
        assertEquals(List.of(new FoundName("127.0.0.1", "80"), new FoundName("::1", "81")), names);
    }

    @Test
    void shouldRefuseWhatTheLibraryWouldReadHalf() {
        assertThrows(IllegalArgumentException.class, () -> numbers("127.0.0.1\0.example", "80"));
        assertThrows(IllegalArgumentException.class, () -> numbers("127.0.0.1", "80\0"));
    }

    @Test
    void shouldFreeTheListAlsoWhenItsReaderThrows() throws Throwable {
        assumeTrue(CLibrary.symbol("mallinfo2").isPresent(), "only glibc tells how much memory is in use");
        lookUp(TIMES / 10);
        long before = bytesInUse();
        lookUp(TIMES);
        long grown = bytesInUse() - before;
        assertTrue(grown < TIMES * BYTES_OF_A_LIST / 2, grown + " bytes more are in use");
    }

    private void lookUp(int times) {
        NameQuery all = new NameQuery("127.0.0.1", "80", NameCalls.AI_CANONNAME, 0, 0, 0);
        for (int i = 0; i < times; i++) {
            assertThrows(
                    IllegalStateException.class,
                    () -> calls.getaddrinfo(all, each -> {
                        throw Refusal.INSTANCE;
                    }));
        }
    }

    /** Without a trace, so that the heap stays small. */
    private static final class Refusal extends IllegalStateException {
        private static final long serialVersionUID = 1L;
        private static final Refusal INSTANCE = new Refusal();

        @Override
        public Throwable fillInStackTrace() {
            return this;
        }
    }

    @SuppressWarnings("restricted")
    private static long bytesInUse() throws Throwable {
        MemoryLayout[] words = new MemoryLayout[10];
        Arrays.fill(words, ValueLayout.JAVA_LONG);
        MethodHandle mallinfo = Linker.nativeLinker()
                .downcallHandle(
                        CLibrary.symbol("mallinfo2").orElseThrow(),
                        FunctionDescriptor.of(MemoryLayout.structLayout(words)));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = (MemorySegment) mallinfo.invoke((SegmentAllocator) arena);
            return info.getAtIndex(ValueLayout.JAVA_LONG, UORDBLKS);
        }
    }
}
