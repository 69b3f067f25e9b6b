package dev.gyre.itests;

import dev.gyre.loop.protocol.Protocol;
import dev.gyre.loop.transport.Transport;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Answers each line with a word before it. */
public final class PrefixProtocol implements Protocol<Transport> {
    private final String word;
    private final StringBuilder line = new StringBuilder();
    private Transport transport;

    PrefixProtocol(String word) {
        this.word = word;
    }

    @Override
    public void connectionMade(Transport made) {
        transport = made;
    }

    @Override
    public void dataReceived(ByteBuffer data) {
        while (data.hasRemaining()) {
            char next = (char) data.get();
            line.append(next);
            if (next == '\n') {
                transport.write(ByteBuffer.wrap((word + " " + line).getBytes(StandardCharsets.ISO_8859_1)));
                line.setLength(0);
            }
        }
    }
}
