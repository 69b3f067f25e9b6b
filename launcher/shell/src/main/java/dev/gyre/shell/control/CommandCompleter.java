package dev.gyre.shell.control;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/** Completes names of commands, and of what they take. */
final class CommandCompleter implements Completer {
    private final Supplier<List<String>> commands;
    private final ArgumentNames arguments;

    CommandCompleter(Supplier<List<String>> commands, ArgumentNames arguments) {
        this.commands = commands;
        this.arguments = arguments;
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        List<String> before = line.words().subList(0, line.wordIndex());
        if (before.isEmpty()) {
            commands(line.word()).forEach(name -> candidates.add(new Candidate(name)));
            return;
        }
        List<String> rest = before.subList(1, before.size());
        find(before.getFirst())
                .map(command -> bare(command).equals("help") && rest.isEmpty()
                        ? commands(line.word())
                        : arguments.candidates(command, rest))
                .orElse(List.of())
                .forEach(name -> candidates.add(new Candidate(name)));
    }

    /** Full names; bare ones as soon as one is being typed without a scope. */
    private List<String> commands(String word) {
        List<String> names = commands.get();
        if (word.isEmpty() || word.contains(":")) {
            return names;
        }
        List<String> scopes = names.stream()
                .map(name -> name.substring(0, name.indexOf(':') + 1))
                .filter(scope -> scope.startsWith(word))
                .toList();
        return scopes.isEmpty()
                ? names.stream().map(CommandCompleter::bare).distinct().toList()
                : names;
    }

    private Optional<String> find(String typed) {
        return commands.get().stream()
                .filter(name -> name.equals(typed)
                        || name.equals("loop:" + typed)
                        || bare(name).equals(typed))
                .min((a, b) -> Boolean.compare(b.startsWith("loop:"), a.startsWith("loop:")));
    }

    private static String bare(String name) {
        return name.substring(name.indexOf(':') + 1);
    }
}
