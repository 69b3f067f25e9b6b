package dev.gyre.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Examples of coroutines that need nobody else: each prints what the same program for asyncio prints. */
final class CoroutineProgramsTest {
    static Stream<Case> cases() {
        return Stream.of(coroutinesAndTasks(), waitingAndCancelling(), synchronizationAndStreams(), developing())
                .flatMap(each -> each);
    }

    private static Stream<Case> coroutinesAndTasks() {
        return Stream.of(
                new Case(RunMain.class, "run_main.py", List.of("hello")),
                new Case(RunnerBlock.class, "runner_block.py", List.of("hello", "of the same loop: yes")),
                new Case(HelloCoroutine.class, "hello_coroutine.py", List.of("hello", "world")),
                new Case(
                        SayAfter.class,
                        "say_after.py",
                        List.of("started at HH:MM:SS", "hello", "world", "finished at HH:MM:SS")),
                new Case(
                        SayAfterInTasks.class,
                        "say_after_in_tasks.py",
                        List.of("started at HH:MM:SS", "hello", "world", "finished at HH:MM:SS")),
                new Case(
                        SayAfterInATaskGroup.class,
                        "say_after_in_a_task_group.py",
                        List.of("started at HH:MM:SS", "hello", "world", "finished at HH:MM:SS")),
                new Case(AwaitCoroutine.class, "await_coroutine.py", List.of("42")),
                new Case(AwaitTask.class, "await_task.py", List.of("made", "runs", "42")),
                new Case(AwaitFuture.class, "await_future.py", List.of("a future", "[another future, a coroutine]")),
                new Case(
                        KeepBackgroundTasks.class,
                        "keep_background_tasks.py",
                        List.of("in the background: 10", "285", "in the background: 0")),
                new Case(
                        TaskGroupBlock.class,
                        "task_group_block.py",
                        List.of("Both tasks have completed now: some result, another result")),
                new Case(
                        TerminateTaskGroup.class,
                        "terminate_task_group.py",
                        List.of("Task 1: start", "Task 2: start", "Task 1: done", "Terminated")),
                new Case(
                        GatherFactorials.class,
                        "gather_factorials.py",
                        List.of(
                                "Task A: Compute factorial(2), currently i=2...",
                                "Task B: Compute factorial(3), currently i=2...",
                                "Task C: Compute factorial(4), currently i=2...",
                                "Task A: factorial(2) = 2",
                                "Task B: Compute factorial(3), currently i=3...",
                                "Task C: Compute factorial(4), currently i=3...",
                                "Task B: factorial(3) = 6",
                                "Task C: Compute factorial(4), currently i=4...",
                                "Task C: factorial(4) = 24",
                                "[2, 6, 24]")),
                new Case(
                        EagerTasks.class,
                        "eager_tasks.py",
                        List.of("looks it up", "made, done: yes", "looks it up", "made, done: no", "42")));
    }

    private static Stream<Case> waitingAndCancelling() {
        return Stream.of(
                new Case(
                        ShieldFromCancelling.class,
                        "shield_from_cancelling.py",
                        List.of("waited and got nothing", "went on and came to something")),
                new Case(
                        TimeoutBlock.class,
                        "timeout_block.py",
                        List.of(
                                "The long operation timed out, but we've handled it.",
                                "This statement will run regardless.")),
                new Case(
                        RescheduleTimeout.class,
                        "reschedule_timeout.py",
                        List.of(
                                "has a deadline: no",
                                "has a deadline: yes",
                                "expired: yes",
                                "Looks like we haven't finished on time.")),
                new Case(
                        TimeoutAt.class,
                        "timeout_at.py",
                        List.of(
                                "The long operation timed out, but we've handled it.",
                                "This statement will run regardless.")),
                new Case(WaitForEternity.class, "wait_for_eternity.py", List.of("timeout!")),
                new Case(
                        WaitForTasks.class,
                        "wait_for_tasks.py",
                        List.of("done: 1, pending: 1", "the quick one is done: yes", "done: 2, pending: 0")),
                new Case(AsCompleted.class, "as_completed.py", List.of("the quick one", "the slow one")),
                new Case(
                        BlockingInAThread.class,
                        "blocking_in_a_thread.py",
                        List.of(
                                "started main at HH:MM:SS",
                                "start blocking_io at HH:MM:SS",
                                "blocking_io complete at HH:MM:SS",
                                "finished main at HH:MM:SS")),
                new Case(
                        RunCoroutineThreadsafe.class,
                        "run_coroutine_threadsafe.py",
                        List.of(
                                "The coroutine returned: 3",
                                "The coroutine took too long, cancelling the task...",
                                "The coroutine raised an exception: nothing to be done")),
                new Case(
                        CancelMe.class,
                        "cancel_me.py",
                        List.of(
                                "cancel_me(): before sleep",
                                "cancel_me(): cancel sleep",
                                "cancel_me(): after sleep",
                                "main(): cancel_me is cancelled now")),
                new Case(
                        RequestWithTimeout.class,
                        "request_with_timeout.py",
                        List.of(
                                "made a request",
                                "There was a timeout",
                                "made unrelated code",
                                "cancel requests left: 0",
                                "cancelled: no")));
    }

    private static Stream<Case> synchronizationAndStreams() {
        return Stream.of(
                new Case(
                        LockBlock.class,
                        "lock_block.py",
                        List.of("one begins", "one ends", "the other begins", "the other ends", "locked: no")),
                new Case(WaitForEvent.class, "wait_for_event.py", List.of("waiting for it ...", "... got it!")),
                new Case(
                        ConditionBlock.class,
                        "condition_block.py",
                        List.of("made piece 1", "there is piece 1", "made piece 2", "made piece 3", "there are 3")),
                new Case(SemaphoreBlock.class, "semaphore_block.py", List.of("at once: 3, left: 0")),
                new Case(
                        BarrierPhases.class,
                        "barrier_phases.py",
                        List.of(
                                "waiting: 2 of 3",
                                "passes as number 2",
                                "waiting: 0 of 3",
                                "barrier passed",
                                "waiting: 0 of 3")),
                new Case(
                        BarrierPositions.class,
                        "barrier_positions.py",
                        List.of("one of 3 prints this", "all have passed")),
                new Case(ConnectSocketToStreams.class, "connect_socket_to_streams.py", List.of("Received: abc")),
                new Case(WriteAndDrain.class, "write_and_drain.py", List.of("closed", "received: 1000022")));
    }

    private static Stream<Case> developing() {
        return Stream.of(
                new Case(ResultForAThread.class, "result_for_a_thread.py", List.of("The result is 42")),
                new Case(CancelThreadsafe.class, "cancel_threadsafe.py", List.of("cancelled from another thread")),
                new Case(
                        NeverRetrievedInDebugMode.class,
                        "never_retrieved_in_debug_mode.py",
                        List.of("Never retrieved: not consumed", "Made by makeTask: yes")),
                new Case(CloseGenerator.class, "close_generator.py", List.of("got 1", "cleaned up", "goes on")),
                new Case(
                        OneAtATimeAsksAGenerator.class,
                        "one_at_a_time_asks_a_generator.py",
                        List.of("second was refused", "first got 1")));
    }

    /** As printed, with every time of day the same. */
    private static List<String> timeless(List<String> lines) {
        return lines.stream()
                .map(line -> line.replaceAll("\\d\\d:\\d\\d:\\d\\d", "HH:MM:SS"))
                .toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void shouldPrintWhatIsExpectedAndLogNothing(Case each) throws Exception {
        try (Program program = Program.start(each.example())) {
            assertEquals(each.prints(), timeless(program.awaitSuccess()));
            assertEquals("", program.errors());
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void shouldExpectWhatAsyncioPrints(Case each) throws Exception {
        try (Program original = Program.startOriginal(each.original())) {
            assertEquals(each.prints(), timeless(original.awaitSuccess()));
        }
    }

    @Test
    void shouldShareTheQueueAmongWorkers() throws Exception {
        try (Program program = Program.start(QueueWorkers.class)) {
            assertWorked(program);
        }
    }

    @Test
    void shouldShareTheQueueAmongWorkersAsAsyncioDoes() throws Exception {
        try (Program original = Program.startOriginal("queue_workers.py")) {
            assertWorked(original);
        }
    }

    /** Who sleeps how long is chance: what counts is that somebody has slept for each item, before the sums. */
    private static void assertWorked(Program program) throws Exception {
        List<String> expected = new ArrayList<>(Collections.nCopies(20, "worker-N has slept for N.NN seconds"));
        expected.addAll(List.of(
                "====", "3 workers slept in parallel for N.NN seconds", "total expected sleep time: N.NN seconds"));
        assertEquals(
                expected,
                program.awaitSuccess().stream()
                        .map(line -> line.replaceAll("\\d\\.\\d\\d", "N.NN").replaceAll("worker-[012] ", "worker-N "))
                        .toList());
    }

    /** In the in-memory backend's time, in which five seconds are five seconds and take none. */
    @Test
    void shouldDisplayTheDateEverySecond() throws Exception {
        try (Program program = Program.start(List.of("-Dgyre.loop=sim"), DisplayDateBySleeping.class)) {
            List<LocalDateTime> dates =
                    program.awaitSuccess().stream().map(LocalDateTime::parse).toList();
            assertEquals(5, dates.size());
            assertEquals(dates.stream().sorted().toList(), dates);
        }
    }
}
