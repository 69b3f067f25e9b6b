package dev.gyre.shell.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Frames and their bytes. */
final class FrameCodec {
    private static final int MAGIC = 0x47595245;
    private static final byte VERSION = 1;
    private static final int OPEN_BYTES = Integer.BYTES + 2 + 3 * Short.BYTES;

    private static final byte OPEN = 1;
    private static final byte INPUT = 2;
    private static final byte END_OF_INPUT = 3;
    private static final byte RESIZE = 4;
    private static final byte INTERRUPT = 5;
    private static final byte OUTPUT = 16;
    private static final byte ERROR_OUTPUT = 17;
    private static final byte EXIT = 18;
    private static final byte REFUSAL = 19;

    private FrameCodec() {}

    static byte type(Frame frame) {
        return switch (frame) {
            case Frame.Open _ -> OPEN;
            case Frame.Input _ -> INPUT;
            case Frame.EndOfInput _ -> END_OF_INPUT;
            case Frame.Resize _ -> RESIZE;
            case Frame.Interrupt _ -> INTERRUPT;
            case Frame.Output _ -> OUTPUT;
            case Frame.ErrorOutput _ -> ERROR_OUTPUT;
            case Frame.Exit _ -> EXIT;
            case Frame.Refusal _ -> REFUSAL;
        };
    }

    static byte[] payload(Frame frame) {
        return switch (frame) {
            case Frame.Open open -> encode(open);
            case Frame.Input input -> input.bytes();
            case Frame.EndOfInput _, Frame.Interrupt _ -> new byte[0];
            case Frame.Resize(int columns, int rows) ->
                ByteBuffer.allocate(2 * Short.BYTES)
                        .putShort((short) columns)
                        .putShort((short) rows)
                        .array();
            case Frame.Output output -> output.bytes();
            case Frame.ErrorOutput output -> output.bytes();
            case Frame.Exit(int code) ->
                ByteBuffer.allocate(Integer.BYTES).putInt(code).array();
            case Frame.Refusal(String reason) -> reason.getBytes(StandardCharsets.UTF_8);
        };
    }

    private static byte[] encode(Frame.Open open) {
        byte[] terminal = open.terminal().getBytes(StandardCharsets.UTF_8);
        byte[] command = open.command().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(OPEN_BYTES + terminal.length + command.length)
                .putInt(MAGIC)
                .put(VERSION)
                .put((byte) open.kind().ordinal())
                .putShort((short) open.columns())
                .putShort((short) open.rows())
                .putShort((short) terminal.length)
                .put(terminal)
                .put(command)
                .array();
    }

    static Frame decode(byte type, byte[] payload) throws ProtocolException {
        ByteBuffer bytes = ByteBuffer.wrap(payload);
        return switch (type) {
            case OPEN -> open(bytes);
            case INPUT -> new Frame.Input(payload);
            case END_OF_INPUT -> new Frame.EndOfInput();
            case RESIZE -> resize(bytes);
            case INTERRUPT -> new Frame.Interrupt();
            case OUTPUT -> new Frame.Output(payload);
            case ERROR_OUTPUT -> new Frame.ErrorOutput(payload);
            case EXIT -> new Frame.Exit(need(bytes, Integer.BYTES).getInt());
            case REFUSAL -> new Frame.Refusal(text(bytes));
            default -> throw new ProtocolException("a frame of the unknown type " + type);
        };
    }

    private static Frame open(ByteBuffer bytes) throws ProtocolException {
        if (need(bytes, OPEN_BYTES).getInt() != MAGIC) {
            throw new ProtocolException("this is no client of Gyre's shell");
        }
        byte version = bytes.get();
        if (version != VERSION) {
            throw new ProtocolException("the client speaks version " + version + " and the shell version " + VERSION
                    + ": use the gyre command of the running container");
        }
        int kind = bytes.get();
        if (kind < 0 || kind >= Kind.values().length) {
            throw new ProtocolException("a session of the unknown kind " + kind);
        }
        int columns = Short.toUnsignedInt(bytes.getShort());
        int rows = Short.toUnsignedInt(bytes.getShort());
        int length = Short.toUnsignedInt(bytes.getShort());
        String terminal = text(need(bytes, length).slice(bytes.position(), length));
        bytes.position(bytes.position() + length);
        return new Frame.Open(Kind.values()[kind], text(bytes), terminal, columns, rows);
    }

    private static Frame resize(ByteBuffer bytes) throws ProtocolException {
        need(bytes, 2 * Short.BYTES);
        return new Frame.Resize(Short.toUnsignedInt(bytes.getShort()), Short.toUnsignedInt(bytes.getShort()));
    }

    private static ByteBuffer need(ByteBuffer bytes, int count) throws ProtocolException {
        if (bytes.remaining() < count) {
            throw new ProtocolException("a frame that is cut short");
        }
        return bytes;
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes).toString();
    }
}
