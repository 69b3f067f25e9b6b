package dev.gyre.loop.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.LoopConfig;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.spi.StreamListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The end of a loop while connections are open, asked for once, twice, and broken off. */
@Timeout(20)
@ParameterizedClass
@EnumSource(
        value = Backend.class,
        names = {"NIO", "EPOLL", "SIM"})
class EndingTest extends EngineTestCase {
    @Test
    void shouldCloseAllWhenAShutdownIsBrokenOff() throws IOException {
        EngineLoop own = open(LoopConfig.named("broken off"));
        EngineLoop usual = loop;
        loop = own;
        Wire wire = new Wire(this);
        wire.connect();
        loop = usual;
        own.shutdown(Duration.ofHours(1));
        own.callSoon(() -> own.callSoon(own::stop));
        own.runForever();
        own.close();
        assertEquals(0, own.base().backend().openPorts());
        assertTrue(own.asScheduledExecutorService().isTerminated());
    }

    @Test
    void shouldAnswerEveryoneWhoAsksForTheEnd() throws IOException {
        Wire wire = new Wire(this);
        Peer[] pair = wire.connect();
        LoopFuture<Void> first = loop.shutdown(Duration.ofHours(1));
        LoopFuture<Void> second = loop.shutdown(Duration.ofMillis(5));
        loop.runForever();
        assertTrue(pair[0].closed && pair[1].closed);
        assertTrue(first.isDone() && !first.isCancelled());
        assertTrue(second.isDone() && !second.isCancelled());
    }

    @Test
    void shouldEndThoughAConnectionIsMadeAnewWhenOneEnds() throws IOException {
        Wire wire = new Wire(this);
        Peer[] pair = wire.connect();
        Peer again = new Peer();
        pair[0].handle().listener(new StreamListener() {
            @Override
            public void received(ByteBuffer view) {
                view.position(view.limit());
            }

            @Override
            public void end() {
                pair[0].ended = true;
            }

            @Override
            public void closed(@Nullable Throwable cause) {
                try {
                    again.handle = loop.io().connect(wire.client(), wire.address(), again);
                    again.handle().reading(true);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
        });
        LoopFuture<Void> ended = loop.shutdown(Duration.ofMillis(5));
        loop.callLater(Duration.ofSeconds(10), loop::stop);
        loop.runForever();
        assertTrue(ended.isDone(), "not ended");
        again.handle().abort(null);
        once();
        assertTrue(again.closed);
    }

    @Test
    void shouldLeaveNoDeadlineBehind() throws IOException {
        loop.shutdown(Duration.ofMillis(5));
        loop.runForever();
        try (Wire wire = new Wire(this)) {
            Peer[] pair = wire.connect();
            loop.callLater(Duration.ofMillis(20), loop::stop);
            loop.runForever();
            assertFalse(pair[0].closed || pair[1].closed, "aborted by an end that is long over");
            pair[0].handle().abort(null);
            pair[1].handle().abort(null);
            once();
        }
    }

    @Test
    void shouldTakeTheLongestDrain() {
        LoopFuture<Void> ended = loop.shutdown(Duration.ofSeconds(Long.MAX_VALUE));
        loop.callLater(Duration.ofSeconds(10), loop::stop);
        loop.runForever();
        assertTrue(ended.isDone());
    }

    @Test
    void shouldKeepASocketThatAFailingListenerHasHandedOn() throws IOException {
        expectReports(1);
        Wire wire = new Wire(this);
        Peer server = new Peer();
        wire.onAccepted = connection -> {
            try {
                server.handle = loop.io().stream(connection, server);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            throw new IllegalArgumentException("on purpose");
        };
        Peer client = new Peer();
        client.handle = loop.io().connect(wire.client(), wire.address(), client);
        runUntil(() -> !reported.isEmpty() && client.heard.contains("connected"));
        assertFalse(server.handle().owned().closed(), "closed under its holder");
        client.handle().abort(null);
        server.handle().abort(null);
        once();
        wire.close();
    }

    @Test
    void shouldNameWhatItIsClosedUnderAndWhereThatWasMade() throws IOException {
        DebugLog log = new DebugLog("dev.gyre.loop");
        log.open();
        try {
            closeUnderAListener(true);
            closeUnderAListener(false);
        } finally {
            log.close();
        }
        List<String> told = log.lines().stream()
                .filter(line -> line.contains("was closed under listener"))
                .toList();
        assertEquals(2, told.size(), told::toString);
        assertTrue(told.getFirst().contains("\n  made at "), told.getFirst());
        assertFalse(told.getLast().contains("made at"), told.getLast());
    }

    private void closeUnderAListener(boolean debug) throws IOException {
        EngineLoop usual = loop;
        loop = open(LoopConfig.named("full").withDebug(debug));
        EngineLoop full = loop;
        new Wire(this);
        loop = usual;
        full.close();
    }

    @Test
    void shouldBeMissedWhenItIsDroppedUnclosed() throws IOException {
        DebugLog log = new DebugLog("dev.gyre.loop");
        log.open();
        try {
            open(LoopConfig.named("closed")).close();
            drop();
            while (log.lines().stream().noneMatch(line -> line.contains("The loop dropped was dropped"))) {
                System.gc();
            }
            assertTrue(log.lines().stream().noneMatch(line -> line.contains("The loop closed")), log.lines()::toString);
        } finally {
            log.close();
        }
    }

    private void drop() throws IOException {
        open(LoopConfig.named("dropped"));
    }
}
