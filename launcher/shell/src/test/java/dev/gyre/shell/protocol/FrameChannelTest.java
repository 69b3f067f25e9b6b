package dev.gyre.shell.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FrameChannelTest {
    static List<Frame> frames() {
        return List.of(
                Frame.Open.execute("loop:swap gyre-0 nio"),
                Frame.Open.execute("größer"),
                Frame.Open.plain(),
                Frame.Open.terminal("xterm-256color", 132, 43),
                Frame.Open.terminal("", 65535, 0),
                new Frame.EndOfInput(),
                new Frame.Interrupt(),
                new Frame.Resize(200, 50),
                new Frame.Exit(130),
                new Frame.Exit(-1),
                new Frame.Refusal("the container stops"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("frames")
    void shouldReadWhatWasWritten(Frame frame) throws IOException {
        Memory memory = new Memory();
        new FrameChannel(memory).write(frame);

        assertEquals(frame, new FrameChannel(memory).read());
    }

    @Test
    void shouldCarryBytesAsTheyAre() throws IOException {
        byte[] bytes = new byte[256];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        Memory memory = new Memory();
        FrameChannel channel = new FrameChannel(memory);
        channel.write(new Frame.Input(bytes));
        channel.write(new Frame.Output(bytes));
        channel.write(new Frame.ErrorOutput(new byte[0]));

        assertArrayEquals(
                bytes, assertInstanceOf(Frame.Input.class, channel.read()).bytes());
        assertArrayEquals(
                bytes, assertInstanceOf(Frame.Output.class, channel.read()).bytes());
        assertEquals(
                0, assertInstanceOf(Frame.ErrorOutput.class, channel.read()).bytes().length);
        assertNull(channel.read());
    }

    @Test
    void shouldRefuseToWriteAFrameThatNobodyWouldRead() {
        byte[] bytes = new byte[FrameChannel.MAX_PAYLOAD + 1];
        assertThrows(ProtocolException.class, () -> new FrameChannel(new Memory()).write(new Frame.Output(bytes)));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "16 00010001", // longer than allowed
                "16 FFFFFFFF", // a negative length
                "99 00000000", // no such type
                "18 00000002 0000", // an exit code cut short
                "4 00000003 000000", // a size cut short
                "1 00000004 47595245", // an opening cut short
                "1 0000000C 48545450 01 00 0000 0000 0000", // another magic
                "1 0000000C 47595245 02 00 0000 0000 0000", // another version
                "1 0000000C 47595245 01 09 0000 0000 0000", // no such kind
                "1 0000000C 47595245 01 00 0000 0000 0005" // a terminal's type cut short
            })
    void shouldRefuseWhatIsNoFrame(String frame) throws IOException {
        String[] parts = frame.split(" ", 2);
        Memory memory = new Memory();
        memory.put(new byte[] {Byte.parseByte(parts[0])});
        memory.put(HexFormat.of().parseHex(parts[1].replace(" ", "")));

        assertThrows(ProtocolException.class, () -> new FrameChannel(memory).read());
    }

    @Test
    void shouldSayWhichVersionsDoNotMatch() throws IOException {
        Memory memory = new Memory();
        memory.put(HexFormat.of().parseHex("010000000C475952450700000000000000"));

        String message = assertThrows(ProtocolException.class, () -> new FrameChannel(memory).read())
                .getMessage();
        assertTrue(message.contains("version 7"), message);
        assertTrue(message.contains("version 1"), message);
    }

    @Test
    void shouldEndWhenAFrameIsCutOff() throws IOException {
        Memory memory = new Memory();
        new FrameChannel(memory).write(new Frame.Output("whole".getBytes(StandardCharsets.UTF_8)));
        memory.truncate(7);

        assertNull(new FrameChannel(memory).read());
    }

    /** What was written can be read, three bytes at a time. */
    private static final class Memory implements ByteChannel {
        private static final int PIECE = 3;

        private ByteArrayOutputStream written = new ByteArrayOutputStream();
        private int position;

        void put(byte[] bytes) {
            written.writeBytes(bytes);
        }

        void truncate(int length) {
            byte[] all = written.toByteArray();
            written = new ByteArrayOutputStream();
            written.write(all, 0, length);
        }

        @Override
        public int read(ByteBuffer into) {
            int count = Math.min(Math.min(PIECE, into.remaining()), written.size() - position);
            if (count <= 0) {
                return -1;
            }
            into.put(written.toByteArray(), position, count);
            position += count;
            return count;
        }

        @Override
        public int write(ByteBuffer bytes) {
            int count = Math.min(PIECE, bytes.remaining());
            for (int i = 0; i < count; i++) {
                written.write(bytes.get());
            }
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
