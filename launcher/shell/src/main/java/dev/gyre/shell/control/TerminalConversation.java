package dev.gyre.shell.control;

import dev.gyre.shell.protocol.ExitCode;
import dev.gyre.shell.protocol.Frame;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.felix.service.command.CommandProcessor;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.LineDisciplineTerminal;

/** A person at a terminal: a prompt, lines that can be edited, called back and completed. */
final class TerminalConversation implements Conversation {
    private static final String PROMPT = "gyre> ";
    private static final int DEFAULT_COLUMNS = 80;
    private static final int DEFAULT_ROWS = 24;

    private final LineDisciplineTerminal terminal;
    private final Interpreter interpreter;
    private final LineReader reader;
    private volatile boolean ending;

    TerminalConversation(CommandProcessor processor, Outbox outbox, ArgumentNames arguments, Frame.Open open)
            throws IOException {
        String type = open.terminal().isEmpty() ? Terminal.TYPE_DUMB : open.terminal();
        terminal = new LineDisciplineTerminal(
                "gyre", type, FrameOutputStream.of(outbox, Frame.Output::new), StandardCharsets.UTF_8);
        resize(open.columns(), open.rows());
        OutputStream screen = new Screen(terminal.output());
        interpreter = new Interpreter(processor, terminal.input(), screen, screen);
        interpreter.put(".terminal", terminal);
        terminal.handle(Terminal.Signal.INT, _ -> interpreter.interrupt());
        reader = LineReaderBuilder.builder()
                .terminal(terminal)
                .appName("gyre")
                .parser(new CommandLineParser())
                .completer(new CommandCompleter(interpreter::commands, arguments))
                .variable(LineReader.SECONDARY_PROMPT_PATTERN, "    > ")
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .option(LineReader.Option.AUTO_FRESH_LINE, true)
                .build();
    }

    private void resize(int columns, int rows) {
        terminal.setSize(new Size(columns > 0 ? columns : DEFAULT_COLUMNS, rows > 0 ? rows : DEFAULT_ROWS));
    }

    @Override
    public int run() {
        int code = ExitCode.OK;
        while (!ending) {
            try {
                String line = reader.readLine(PROMPT);
                if (CommandLines.isExit(line)) {
                    break;
                }
                if (!CommandLines.isBlank(line)) {
                    code = interpreter.run(line);
                    terminal.writer().flush();
                }
            } catch (UserInterruptException _) {
                code = ExitCode.INTERRUPTED;
            } catch (EndOfFileException _) {
                break;
            }
        }
        return code;
    }

    @Override
    public void receive(Frame frame) throws IOException {
        switch (frame) {
            case Frame.Input(byte[] bytes) -> terminal.processInputBytes(bytes);
            case Frame.Resize(int columns, int rows) -> {
                resize(columns, rows);
                terminal.raise(Terminal.Signal.WINCH);
            }
            case Frame.Interrupt _ -> terminal.raise(Terminal.Signal.INT);
            case Frame.EndOfInput _ -> end();
            default -> {}
        }
    }

    @Override
    public void end() {
        endAfterCommand();
        interpreter.interrupt();
        closeTerminal();
    }

    @Override
    public void endAfterCommand() {
        ending = true;
    }

    private void closeTerminal() {
        try {
            terminal.close();
        } catch (IOException _) {
            // it has no descriptor of its own, and the client may have gone
        }
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
        terminal.output().write("\nThe container stops.\n".getBytes(StandardCharsets.UTF_8));
        terminal.output().flush();
    }

    @Override
    public void close() {
        interpreter.close();
        closeTerminal();
    }

    /** The terminal as commands have it: they cannot close it. */
    private static final class Screen extends FilterOutputStream {
        Screen(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
