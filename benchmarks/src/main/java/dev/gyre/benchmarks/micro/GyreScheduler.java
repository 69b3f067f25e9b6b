package dev.gyre.benchmarks.micro;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.LoopConfig;
import dev.gyre.loop.TimerHandle;
import java.util.concurrent.TimeUnit;

/** Gyre's. */
final class GyreScheduler implements Scheduler {
    private final EventLoop loop;
    private final Thread thread;

    GyreScheduler(String backend) {
        loop = EventLoops.newEventLoop(LoopConfig.named("micro").withBackends(backend));
        thread = Thread.ofPlatform().start(loop::runForever);
    }

    @Override
    public void submit(Runnable task) {
        loop.callSoonThreadsafe(task::run);
    }

    @Override
    public void soon(Runnable task) {
        loop.callSoon(task::run);
    }

    @Override
    public Object later(long micros, Runnable task) {
        return loop.callLater(micros, TimeUnit.MICROSECONDS, task::run);
    }

    @Override
    public void cancel(Object timer) {
        ((TimerHandle) timer).cancel();
    }

    @Override
    public void close() {
        loop.callSoonThreadsafe(loop::stop);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        loop.close();
    }
}
