package dev.gyre.itests.modes.oracle;

import dev.gyre.loop.transport.DatagramTransport;
import dev.gyre.loop.transport.Transport;
import dev.gyre.loop.transport.WriteBufferLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** What is done with transports. */
final class TransportSteps {
    private TransportSteps() {}

    static void step(Play play, String who, Transport transport, String[] words) {
        switch (words[0]) {
            case "write" -> transport.write(Play.payload(words[1]));
            case "writelines" -> transport.writelines(lines(words));
            case "write_eof" -> transport.writeEof();
            case "close" -> transport.close();
            case "abort" -> transport.abort();
            case "pause_reading" -> transport.pauseReading();
            case "resume_reading" -> transport.resumeReading();
            case "is_reading" -> play.trace().note(who, "is_reading " + transport.isReading());
            case "is_closing" -> play.trace().note(who, "is_closing " + transport.isClosing());
            case "can_write_eof" -> play.trace().note(who, "can_write_eof " + transport.canWriteEof());
            case "buffer_size" -> play.trace().note(who, "buffer_size " + transport.getWriteBufferSize());
            case "limits" ->
                transport.setWriteBufferLimits(
                        new WriteBufferLimits(Integer.parseInt(words[1]), Integer.parseInt(words[2])));
            case "protocol" -> {
                play.thing(words[1], transport);
                transport.setProtocol(play.protocol(words[1]));
            }
            default -> throw new AssertionError("no step " + Arrays.toString(words) + " of a stream");
        }
    }

    private static List<ByteBuffer> lines(String[] words) {
        return Arrays.stream(words)
                .skip(1)
                .map(Play::payload)
                .map(ByteBuffer::wrap)
                .toList();
    }

    static void step(Play play, String who, DatagramTransport transport, String[] words) {
        switch (words[0]) {
            case "sendto" -> sendto(play, transport, words);
            case "close" -> transport.close();
            case "abort" -> transport.abort();
            case "is_closing" -> play.trace().note(who, "is_closing " + transport.isClosing());
            case "buffer_size" -> play.trace().note(who, "buffer_size " + transport.getWriteBufferSize());
            default -> throw new AssertionError("no step " + Arrays.toString(words) + " of a datagram endpoint");
        }
    }

    private static void sendto(Play play, DatagramTransport transport, String[] words) {
        try {
            transport.sendto(
                    ByteBuffer.wrap(Play.payload(words[2])), words[1].equals("peer") ? null : play.address(words[1]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
