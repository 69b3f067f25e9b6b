package dev.gyre.examples;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import java.util.ArrayList;
import java.util.List;

/**
 * Another thread hands work to the loop, which wakes up for it. asyncio's <a
 * href="https://docs.python.org/3.14/library/asyncio-dev.html#concurrency-and-multithreading">Concurrency and
 * multithreading</a>. The list needs no lock: the loop's thread alone touches it.
 */
public final class CallSoonThreadsafe {
    private static final int NUMBERS = 1000;

    private CallSoonThreadsafe() {}

    /**
     * Runs it.
     *
     * @param args none
     * @throws InterruptedException never
     */
    public static void main(String[] args) throws InterruptedException {
        List<Integer> received = new ArrayList<>();
        try (EventLoop loop = EventLoops.newEventLoop()) {
            Thread producer = new Thread(() -> produce(loop, received));
            producer.start();
            loop.runForever();
            producer.join();
        }
        System.out.println("Received " + received.size() + " numbers, the last is " + received.getLast());
    }

    private static void produce(EventLoop loop, List<Integer> received) {
        for (int i = 1; i <= NUMBERS; i++) {
            int number = i;
            loop.callSoonThreadsafe(() -> received.add(number));
        }
        loop.callSoonThreadsafe(loop::stop);
    }
}
