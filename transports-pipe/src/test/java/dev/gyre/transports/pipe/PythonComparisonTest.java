package dev.gyre.transports.pipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gyre.linux.FileCalls;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.transport.PipeEnd;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** The scenarios of {@code pipes.py}, played by asyncio and by Gyre: protocols hear the same. */
@ParameterizedClass(name = "{0}")
@ValueSource(strings = {"epoll native", "nio native"})
class PythonComparisonTest extends PipeTestCase {
    private static final byte[] BIG = "x".repeat(3 << 20).getBytes(StandardCharsets.ISO_8859_1);
    private static final Map<String, String> ASYNCIO = new LinkedHashMap<>();

    @TempDir
    Path folder;

    private int source;
    private int sink;

    PythonComparisonTest(String way) {
        super(way);
    }

    @BeforeAll
    static void playOnAsyncio() throws Exception {
        Process python;
        try {
            python = new ProcessBuilder("python3", "-W", "ignore", "-")
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            assumeTrue(false, "There is no python3: " + e.getMessage());
            return;
        }
        try (InputStream script = PythonComparisonTest.class.getResourceAsStream("/asyncio/pipes.py")) {
            assertNotNull(script);
            script.transferTo(python.getOutputStream());
        }
        python.getOutputStream().close();
        for (String line : new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
            int colon = line.indexOf(": ");
            ASYNCIO.put(line.substring(0, colon), line.substring(colon + 2));
        }
        assertEquals(0, python.waitFor());
    }

    private interface Scenario {
        List<String> play() throws Exception;
    }

    private Map<String, Scenario> scenarios() {
        Map<String, Scenario> all = new LinkedHashMap<>();
        all.put("read_to_the_end", this::readToTheEnd);
        all.put("close_in_data", this::closeInData);
        all.put("close_in_made_of_a_reader", this::closeInMadeOfAReader);
        all.put("pause_and_resume", this::pauseAndResume);
        all.put("close_in_eof", this::closeInEof);
        all.put("write_and_close", this::writeAndClose);
        all.put("write_eof", this::writeEof);
        all.put("write_in_made", this::writeInMade);
        all.put("reader_gone", this::readerGone);
        all.put("reader_gone_with_bytes_queued", this::readerGoneWithBytesQueued);
        all.put("write_to_nobody", this::writeToNobody);
        all.put("abort", this::abort);
        all.put("flow_control", this::flowControl);
        all.put("a_regular_file", this::aRegularFile);
        return all;
    }

    @TestFactory
    Stream<DynamicTest> shouldHearWhatAsyncioHears() {
        Map<String, Scenario> all = scenarios();
        assertEquals(ASYNCIO.keySet(), all.keySet());
        return all.entrySet().stream()
                .map(each -> DynamicTest.dynamicTest(each.getKey(), () -> {
                    int[] ends = pipe();
                    source = ends[0];
                    sink = ends[1];
                    assertEquals(
                            ASYNCIO.get(each.getKey()),
                            String.join(", ", each.getValue().play()));
                }));
    }

    private Recorder reading(String event, Recorder.Action action) throws Exception {
        Recorder protocol = on(event, action);
        await(loop.connectReadPipe(() -> protocol.reading, PipeEnd.descriptor(source)));
        return protocol;
    }

    private Recorder writing(String event, Recorder.Action action) throws Exception {
        Recorder protocol = on(event, action);
        await(loop.connectWritePipe(() -> protocol.writing, PipeEnd.descriptor(sink)));
        return protocol;
    }

    private Recorder on(String event, Recorder.Action action) {
        Recorder protocol = recorder();
        protocol.keepsDataEvents = true;
        protocol.action = heard -> {
            if (heard.equals(event)) {
                action.run(heard);
            }
        };
        return protocol;
    }

    /** {@return what was heard, as asyncio's side tells it} */
    private static List<String> told(Recorder protocol) {
        List<String> told = new ArrayList<>();
        for (String event : protocol.events) {
            String as =
                    switch (event) {
                        case "data" ->
                            "data "
                                    + protocol.text()
                                            .substring(
                                                    0,
                                                    Math.min(10, protocol.text().length()));
                        case "lost with LoopIOException" ->
                            "lost "
                                    + switch (((LoopIOException) protocol.cause).kind()) {
                                        case BROKEN_PIPE -> "BrokenPipeError";
                                        default -> "OSError";
                                    };
                        default -> event;
                    };
            if (told.isEmpty() || !told.getLast().equals(as)) {
                told.add(as);
            }
        }
        return told;
    }

    private List<String> toldAnd(Recorder protocol, String... more) {
        List<String> all = told(protocol);
        all.addAll(List.of(more));
        return all;
    }

    /** {@return what is in the pipe, whose source is closed then} */
    private String rest() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(11);
            long count = files.read(source, bytes.address(), 10);
            return count == 0 ? "0" : bytes.getString(0, StandardCharsets.ISO_8859_1);
        }
    }

    private List<String> readToTheEnd() throws Exception {
        Recorder protocol = reading("", event -> {});
        send(sink, "abc");
        files.close(sink);
        return told(lost(protocol));
    }

    private List<String> closeInData() throws Exception {
        Recorder[] it = new Recorder[1];
        it[0] = reading("data", event -> it[0].transport.close());
        send(sink, "abc");
        lost(it[0]);
        files.close(sink);
        return told(it[0]);
    }

    private List<String> closeInMadeOfAReader() throws Exception {
        Recorder protocol = recorder();
        protocol.action = event -> protocol.transport.close();
        await(loop.connectReadPipe(() -> protocol.reading, PipeEnd.descriptor(source)));
        lost(protocol);
        files.close(sink);
        return told(protocol);
    }

    private List<String> pauseAndResume() throws Exception {
        Recorder protocol = recorder();
        protocol.keepsDataEvents = true;
        protocol.action = event -> {
            if (event.equals("made")) {
                protocol.reader().pauseReading();
            }
        };
        await(loop.connectReadPipe(() -> protocol.reading, PipeEnd.descriptor(source)));
        send(sink, "abc");
        files.close(sink);
        iterations(5);
        protocol.events.add("resuming");
        protocol.reader().resumeReading();
        return told(lost(protocol));
    }

    private List<String> closeInEof() throws Exception {
        Recorder[] it = new Recorder[1];
        it[0] = reading("eof", event -> it[0].transport.close());
        files.close(sink);
        return told(lost(it[0]));
    }

    private List<String> writeAndClose() throws Exception {
        Recorder protocol = writing("", event -> {});
        protocol.write("abc");
        protocol.transport.close();
        protocol.transport.close();
        lost(protocol);
        iterations(1);
        List<String> all = toldAnd(protocol, rest(), rest());
        files.close(source);
        return all;
    }

    private List<String> writeEof() throws Exception {
        Recorder protocol = writing("", event -> {});
        protocol.write("abc");
        protocol.writer().writeEof();
        protocol.writer().writeEof();
        protocol.events.add("closing " + protocol.transport.isClosing());
        lost(protocol);
        List<String> all = toldAnd(protocol, rest());
        files.close(source);
        return all;
    }

    private List<String> writeInMade() throws Exception {
        Recorder protocol = recorder();
        protocol.action = event -> {
            if (event.equals("made")) {
                protocol.write("abc");
                protocol.transport.close();
            }
        };
        await(loop.connectWritePipe(() -> protocol.writing, PipeEnd.descriptor(sink)));
        lost(protocol);
        List<String> all = toldAnd(protocol, rest());
        files.close(source);
        return all;
    }

    private List<String> readerGone() throws Exception {
        Recorder protocol = writing("", event -> {});
        protocol.write("abc");
        iterations(5);
        files.close(source);
        return told(lost(protocol));
    }

    private List<String> readerGoneWithBytesQueued() throws Exception {
        Recorder protocol = writing("", event -> {});
        protocol.writer().write(BIG);
        files.close(source);
        return told(lost(protocol));
    }

    private List<String> writeToNobody() throws Exception {
        Recorder protocol = writing("", event -> {});
        files.close(source);
        protocol.write("abc");
        protocol.events.add("closing " + protocol.transport.isClosing());
        return told(lost(protocol));
    }

    private List<String> abort() throws Exception {
        Recorder protocol = writing("", event -> {});
        protocol.writer().write(BIG);
        protocol.writer().abort();
        protocol.events.add("queued " + protocol.writer().getWriteBufferSize());
        lost(protocol);
        files.close(source);
        return told(protocol);
    }

    private List<String> flowControl() throws Exception {
        Recorder protocol = writing("", event -> {});
        Recorder reader = reading("", event -> {});
        protocol.writer().write(BIG);
        protocol.transport.close();
        lost(protocol);
        lost(reader);
        List<String> end = told(reader);
        return toldAnd(protocol, end.get(end.size() - 2), end.getLast());
    }

    private List<String> aRegularFile() {
        int file = open(folder.resolve("file"), FileCalls.O_RDWR | FileCalls.O_CREAT);
        int again = files.control(file, FileCalls.F_DUPFD_CLOEXEC, 0);
        assertThrows(
                IllegalArgumentException.class,
                () -> await(loop.connectReadPipe(() -> recorder().reading, PipeEnd.descriptor(file))));
        assertThrows(
                IllegalArgumentException.class,
                () -> await(loop.connectWritePipe(() -> recorder().writing, PipeEnd.descriptor(again))));
        files.close(source);
        files.close(sink);
        return List.of("refused", "refused");
    }
}
