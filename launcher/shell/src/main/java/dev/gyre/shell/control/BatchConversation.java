package dev.gyre.shell.control;

import dev.gyre.shell.protocol.ExitCode;
import dev.gyre.shell.protocol.Frame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.felix.service.command.CommandProcessor;
import org.jspecify.annotations.Nullable;

/** No person, no terminal: one command line, or those that come by the input. Ends with the exit code of the last. */
final class BatchConversation implements Conversation {
    private final InputBuffer input = new InputBuffer();
    private final Interpreter interpreter;
    private final @Nullable String only;
    private volatile boolean ending;

    /** Makes one for a command line, or for those of the input when it is null. */
    BatchConversation(CommandProcessor processor, Outbox outbox, @Nullable String only) {
        OutputStream out = FrameOutputStream.of(outbox, Frame.Output::new);
        OutputStream err = FrameOutputStream.of(outbox, Frame.ErrorOutput::new);
        this.interpreter = new Interpreter(processor, input, out, err);
        this.only = only;
    }

    @Override
    public int run() throws IOException {
        if (only != null) {
            input.end();
            return CommandLines.isBlank(only) ? ExitCode.OK : interpreter.run(only);
        }
        int code = ExitCode.OK;
        for (String line = readCommand(); line != null && !ending; line = readCommand()) {
            if (CommandLines.isExit(line)) {
                break;
            }
            if (!CommandLines.isBlank(line)) {
                code = interpreter.run(line);
            }
        }
        return code;
    }

    /** A line, or several when braces or quotes are open. */
    private @Nullable String readCommand() throws IOException {
        String line = readLine();
        if (line == null) {
            return null;
        }
        StringBuilder command = new StringBuilder(line);
        while (!CommandLines.isComplete(command)) {
            String more = readLine();
            if (more == null) {
                break;
            }
            command.append('\n').append(more);
        }
        return command.toString();
    }

    /** Takes no byte after the end of the line: those may be a command's input. */
    private @Nullable String readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int next = input.read();
        if (next < 0) {
            return null;
        }
        for (; next >= 0 && next != '\n'; next = input.read()) {
            line.write(next);
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void receive(Frame frame) throws IOException {
        switch (frame) {
            case Frame.Input(byte[] bytes) -> input.add(bytes);
            case Frame.EndOfInput _ -> input.end();
            case Frame.Interrupt _ -> interpreter.interrupt();
            default -> {}
        }
    }

    @Override
    public void end() {
        endAfterCommand();
        interpreter.interrupt();
    }

    @Override
    public void endAfterCommand() {
        ending = true;
        input.end();
    }

    @Override
    public boolean awaitIdle(long millis) {
        return interpreter.awaitIdle(millis);
    }

    @Override
    public boolean isCaller() {
        return interpreter.isCaller();
    }

    @Override
    public void sayGoodbye() throws IOException {
        if (only == null) {
            interpreter.say("the container stops");
        }
    }

    @Override
    public void close() {
        input.end();
        interpreter.close();
    }
}
