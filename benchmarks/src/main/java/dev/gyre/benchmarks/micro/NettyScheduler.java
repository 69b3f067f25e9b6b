package dev.gyre.benchmarks.micro;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Netty's. */
final class NettyScheduler implements Scheduler {
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final EventLoop loop = group.next();

    @Override
    public void submit(Runnable task) {
        loop.execute(task);
    }

    @Override
    public void soon(Runnable task) {
        loop.execute(task);
    }

    @Override
    public Object later(long micros, Runnable task) {
        return loop.schedule(task, micros, TimeUnit.MICROSECONDS);
    }

    @Override
    public void cancel(Object timer) {
        ((Future<?>) timer).cancel(false);
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
