package dev.gyre.subprocess;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopConfig;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.protocol.SubprocessProtocol;
import dev.gyre.loop.spi.EventLoopFactory;
import dev.gyre.loop.spi.SubprocessProvider;
import dev.gyre.loop.transport.ProcessOptions;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;

/** A program that starts children with ever fewer descriptors left, and says what came of it: a JVM without any is no place for a test. */
final class Exhausted {
    private static final int MOST = 12;
    private static final int MISSING = 999_999;

    private Exhausted() {}

    /** A child that nobody listens to. */
    private static final class Deaf implements SubprocessProtocol {}

    public static void main(String[] arguments) throws Exception {
        EventLoopFactory factory =
                ServiceLoader.load(EventLoopFactory.class).findFirst().orElseThrow();
        factory.subsystems().add(SubprocessProvider.class, new ChildProvider(false), 1);
        EventLoop loop = factory.open(ChildTestCase.backend(arguments[0]), LoopConfig.named("exhausted"));
        start(loop, ProcessOptions.defaults());
        // What a failure needs is loaded from folders of classes, for which descriptors have to be left.
        start(loop, ProcessOptions.builder().extraDescriptors(Set.of(MISSING)).build());
        long before = ChildTestCase.descriptors();
        StringBuilder said = new StringBuilder();
        for (int left = 0; left <= MOST; left++) {
            Deque<FileInputStream> open = new ArrayDeque<>();
            fill(open);
            for (int i = 0; i < left; i++) {
                open.pop().close();
            }
            said.append(start(loop, ProcessOptions.defaults())).append(' ');
            for (FileInputStream each : open) {
                each.close();
            }
        }
        int children = ChildTestCase.children().size();
        System.out.println(said + "children " + children + ", leaked " + (ChildTestCase.descriptors() - before));
        loop.close();
    }

    /** {@return what came of it, after its end} */
    private static String start(EventLoop loop, ProcessOptions options) throws Exception {
        try {
            var made = loop.runUntilComplete(loop.subprocessExec(Deaf::new, List.of("/bin/true"), options));
            while (!made.transport().isClosing()) {
                loop.callLater(java.time.Duration.ofMillis(1), loop::stop);
                loop.runForever();
            }
            return "OK";
        } catch (LoopIOException e) {
            return e.kind().name();
        }
    }

    private static void fill(Deque<FileInputStream> open) {
        try {
            while (true) {
                open.push(new FileInputStream("/dev/null"));
            }
        } catch (IOException full) {
            return;
        }
    }
}
