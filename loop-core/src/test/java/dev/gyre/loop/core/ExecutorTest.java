package dev.gyre.loop.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.AddressFlag;
import dev.gyre.loop.AddressHints;
import dev.gyre.loop.AddressInfo;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.NameFlag;
import dev.gyre.loop.ResolverException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(
        value = Backend.class,
        names = {"NIO", "EPOLL", "PARKED"})
class ExecutorTest extends EngineTestCase {
    @Test
    void shouldRunAJobOnADaemonThreadOfItsOwn() throws Exception {
        Thread thread = await(loop.runInExecutor(Thread::currentThread));
        assertTrue(thread.isDaemon() && thread.getName().startsWith("test-executor-"), thread.getName());
    }

    @Test
    void shouldThrowWhatAJobThrowsItself() {
        assertThrows(
                IOException.class,
                () -> await(loop.runInExecutor(() -> {
                    throw new IOException("on purpose");
                })));
    }

    @Test
    void shouldInterruptACancelledJob() throws Exception {
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        LoopFuture<Void> job = loop.runInExecutor(() -> {
            began.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
            return null;
        });
        began.await();
        job.cancel();
        assertTrue(interrupted.await(10, TimeUnit.SECONDS));
        assertThrows(CancellationException.class, () -> await(job));
    }

    @Test
    void shouldTakeNoJobsAfterItsEnd() throws Exception {
        assertEquals(1, await(loop.runInExecutor(() -> 1)));
        await(loop.shutdownDefaultExecutor(Duration.ofSeconds(10)));
        assertThrows(IllegalStateException.class, () -> loop.runInExecutor(() -> 2));
    }

    @Test
    void shouldAnswerNumbersWithoutLeavingTheLoop() throws Exception {
        LoopFuture<List<AddressInfo>> v4 = loop.getaddrinfo("127.0.0.1", 80, AddressHints.stream());
        LoopFuture<List<AddressInfo>> v6 = loop.getaddrinfo("::1", 80, AddressHints.any());
        assertTrue(v4.isDone() && v6.isDone());
        assertEquals(
                new InetSocketAddress("127.0.0.1", 80), v4.result().getFirst().address());
        assertEquals(StandardProtocolFamily.INET6, v6.result().getFirst().family());
        assertEquals(2, v6.result().size(), "streams and datagrams");
    }

    @Test
    void shouldResolveLocalhost() throws Exception {
        List<AddressInfo> found =
                await(loop.getaddrinfo("localhost", 80, AddressHints.stream().withFamily(StandardProtocolFamily.INET)));
        assertEquals(new InetSocketAddress("127.0.0.1", 80), found.getFirst().address());
    }

    @Test
    void shouldRefuseANameWhereANumberWasAskedFor() {
        ResolverException thrown = assertThrows(
                ResolverException.class,
                () -> await(loop.getaddrinfo(
                        "localhost", 80, AddressHints.any().withFlags(Set.of(AddressFlag.NUMERICHOST)))));
        assertEquals(ResolverException.EAI_NONAME, thrown.code());
    }

    @Test
    void shouldGiveWildcardOrLoopbackWithoutAHost() throws Exception {
        AddressHints passive = AddressHints.stream().withFlags(Set.of(AddressFlag.PASSIVE));
        assertTrue(await(loop.getaddrinfo(null, 80, passive)).stream()
                .allMatch(each -> each.address().getAddress().isAnyLocalAddress()));
        assertTrue(await(loop.getaddrinfo(null, 80, AddressHints.stream())).stream()
                .allMatch(each -> each.address().getAddress().isLoopbackAddress()));
    }

    @Test
    void shouldNameAnAddressByItsNumber() throws Exception {
        assertEquals(
                "127.0.0.1",
                await(loop.getnameinfo(new InetSocketAddress("127.0.0.1", 80), Set.of(NameFlag.NUMERICHOST)))
                        .host());
        assertFalse(loop.isRunning());
    }

    @Test
    void shouldCancelTheJobsThatTheEndLeavesUnbegun() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        loop.setDefaultExecutor(Executors.newSingleThreadExecutor());
        loop.runInExecutor(() -> never.await(10, TimeUnit.SECONDS));
        LoopFuture<String> queued = loop.runInExecutor(() -> "never");
        await(loop.shutdownDefaultExecutor(Duration.ofMillis(5)));
        assertTrue(queued.isCancelled());
    }
}
