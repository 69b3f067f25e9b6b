package dev.gyre.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The single owner of a descriptor. */
class FdTest extends CallsTestCase {
    private static final int ROUNDS = 200;
    private static final int THREADS = 4;
    private static final int BEYOND_THE_JVM = 500;

    /** {@return a descriptor with the lowest free number that the JVM is not going to use meanwhile} */
    private int raw() {
        int low = polls.eventfd();
        int answer = files.control(low, FileCalls.F_DUPFD_CLOEXEC, BEYOND_THE_JVM);
        assertTrue(answer >= BEYOND_THE_JVM, () -> Errno.describe(answer));
        assertEquals(0, files.close(low));
        return answer;
    }

    private boolean isOpen(int descriptor) {
        return files.control(descriptor, FileCalls.F_GETFD, 0) >= 0;
    }

    @Test
    void shouldCloseOnce() {
        int number = raw();
        Fd owner = Fd.of(number);
        assertTrue(owner.isOpen());
        assertEquals(number, owner.number());
        assertEquals(0, owner.close(files));
        assertFalse(owner.isOpen());
        assertFalse(isOpen(number));
    }

    @Test
    void shouldNotCloseAStrangerThatHasTheNumberNow() {
        Fd first = Fd.of(raw());
        int number = first.number();
        first.close(files);
        Fd stranger = Fd.of(raw());
        assertEquals(number, stranger.number(), "the lowest free number");
        assertNotEquals(first.generation(), stranger.generation());
        assertThrows(IllegalStateException.class, () -> first.close(files));
        assertThrows(IllegalStateException.class, first::number);
        assertThrows(IllegalStateException.class, first::giveAway);
        assertTrue(isOpen(number));
        assertEquals(0, stranger.close(files));
    }

    @Test
    void shouldSayWhereItWasClosedFirst() {
        Fd traced = new Fd(raw(), true);
        closeSomewhere(traced);
        IllegalStateException refused = assertThrows(IllegalStateException.class, () -> traced.close(files));
        assertTrue(refused.getMessage().contains("Cannot close descriptor "), refused.getMessage());
        assertTrue(
                refused.getMessage().contains("generation " + traced.generation() + ", CLOSED"), refused.getMessage());
        assertNotNull(refused.getCause());
        assertTrue(Arrays.stream(refused.getCause().getStackTrace())
                .anyMatch(frame -> frame.getMethodName().equals("closeSomewhere")));
    }

    private void closeSomewhere(Fd owner) {
        owner.close(files);
    }

    @Test
    void shouldSayHowToBeToldWhereWhenNothingWasTraced() {
        Fd untraced = new Fd(raw(), false);
        untraced.close(files);
        IllegalStateException refused = assertThrows(IllegalStateException.class, () -> untraced.close(files));
        assertNull(refused.getCause());
        assertTrue(refused.getMessage().contains("-ea"), refused.getMessage());
    }

    @Test
    void shouldGiveAwayOnceAndNotCloseAfterwards() {
        Fd first = Fd.of(raw());
        Fd second = Fd.of(first.giveAway());
        assertFalse(first.isOpen());
        IllegalStateException refused = assertThrows(IllegalStateException.class, () -> first.close(files));
        assertTrue(refused.getMessage().contains("GIVEN_AWAY"), refused.getMessage());
        assertThrows(IllegalStateException.class, first::giveAway);
        assertTrue(isOpen(second.number()));
        assertEquals(0, second.close(files));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, -9, -24, Integer.MIN_VALUE})
    void shouldOwnNoFailedCall(int answer) {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> Fd.of(answer));
        assertTrue(refused.getMessage().contains("There is no descriptor " + answer), refused.getMessage());
    }

    @Test
    void shouldAnswerAsTheKernelDoesWhenSomebodyElseHasClosedIt() {
        int number = raw();
        Fd owner = Fd.of(number);
        assertEquals(0, files.close(number));
        assertError(Errno.EBADF, owner.close(files));
        assertFalse(owner.isOpen());
    }

    @Test
    void shouldBeClosedByOneOfManyThreads() throws Exception {
        CyclicBarrier together = new CyclicBarrier(THREADS);
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            for (int round = 0; round < ROUNDS; round++) {
                Fd owner = Fd.of(raw());
                Callable<Boolean> close = () -> {
                    FileCalls own = new FileCalls();
                    together.await();
                    try {
                        assertEquals(0, owner.close(own));
                        return true;
                    } catch (IllegalStateException refused) {
                        return false;
                    }
                };
                int closed = 0;
                for (Future<Boolean> each : threads.invokeAll(
                        IntStream.range(0, THREADS).mapToObj(_ -> close).toList())) {
                    closed += each.get() ? 1 : 0;
                }
                assertEquals(1, closed);
            }
        }
    }
}
