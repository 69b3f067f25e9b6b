package dev.gyre.examples;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.protocol.SubprocessProtocol;
import dev.gyre.loop.transport.Connection;
import dev.gyre.loop.transport.ProcessOptions;
import dev.gyre.loop.transport.ProcessOptions.Redirect;
import dev.gyre.loop.transport.SubprocessTransport;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks another program for the date, collects what it writes and waits until it has ended. asyncio's <a
 * href="https://docs.python.org/3.14/library/asyncio-protocol.html#loop-subprocess-exec-and-subprocessprotocol">
 * loop.subprocess_exec() and SubprocessProtocol</a>, whose child is another Python.
 */
public final class ChildDate implements SubprocessProtocol {
    private static final List<String> COMMAND = List.of("date", "+%Y-%m-%dT%H:%M:%S");

    private final LoopPromise<Boolean> exit;
    private final StringBuilder output = new StringBuilder();
    private boolean outputEnded;
    private boolean exited;

    private ChildDate(LoopPromise<Boolean> exit) {
        this.exit = exit;
    }

    @Override
    public void pipeDataReceived(int fd, ByteBuffer data) {
        output.append(StandardCharsets.US_ASCII.decode(data));
    }

    @Override
    public void pipeConnectionLost(int fd, @Nullable Throwable cause) {
        outputEnded = true;
        checkForExit();
    }

    @Override
    public void processExited() {
        exited = true;
        // Its last output may still be on the way.
        checkForExit();
    }

    private void checkForExit() {
        if (outputEnded && exited) {
            exit.setResult(true);
        }
    }

    /**
     * Runs it.
     *
     * @param args none
     * @throws Exception when there is no such program
     */
    public static void main(String[] args) throws Exception {
        try (EventLoop loop = EventLoops.newEventLoop()) {
            System.out.println("Current date: " + date(loop));
        }
    }

    private static String date(EventLoop loop) throws Exception {
        LoopPromise<Boolean> exit = loop.createFuture();
        ProcessOptions options = ProcessOptions.builder()
                .stdin(Redirect.DEVNULL)
                .stderr(Redirect.INHERIT)
                .build();
        Connection<SubprocessTransport, ChildDate> child =
                loop.runUntilComplete(loop.subprocessExec(() -> new ChildDate(exit), COMMAND, options));
        try {
            loop.runUntilComplete(exit);
        } finally {
            child.transport().close();
        }
        return child.protocol().output.toString().strip();
    }
}
