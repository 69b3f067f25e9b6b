package dev.gyre.shell;

import java.io.PrintStream;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;

/** {@code help}: Gyre's commands with what they do, and the names of other bundles'. */
final class HelpCommand {
    static final String SCOPE = LoopCommands.SCOPE;
    static final String[] FUNCTIONS = {"help"};

    private static final int WIDTH = 78;
    private static final String FOREIGN_HELP = "felix:help";

    @Descriptor("lists the commands")
    public void help(CommandSession session) {
        PrintStream console = Console.of(session).stream();
        Table table = new Table().column("COMMAND").column("WHAT IT DOES");
        own().forEach((name, methods) -> methods.forEach(
                method -> table.row(usage(name, method), describe(method.getAnnotation(Descriptor.class)))));
        table.row("exit", "leaves the shell, as Ctrl-D does");
        table.lines().forEach(console::println);
        Set<String> others = new TreeSet<>(commands(session));
        others.removeAll(own().keySet());
        if (!others.isEmpty()) {
            console.println();
            console.println("Commands of other bundles; \"help NAME\" says more of each:");
            wrap(others).forEach(console::println);
        }
    }

    @Descriptor("tells how a command is used")
    public void help(CommandSession session, @Descriptor("its name") String command) throws Exception {
        PrintStream console = Console.of(session).stream();
        for (Map.Entry<String, List<Method>> each : own().entrySet()) {
            if (each.getKey().equals(command) || each.getKey().endsWith(":" + command)) {
                each.getValue().forEach(method -> explain(console, each.getKey(), method));
                return;
            }
        }
        Set<String> all = commands(session);
        if (all.stream().noneMatch(name -> name.equals(command) || name.endsWith(":" + command))) {
            throw new ShellException("there is no command \"" + command + "\"; help lists those there are");
        }
        if (!all.contains(FOREIGN_HELP)) {
            throw new ShellException("nothing is known of " + command + ": its bundle would be asked by " + FOREIGN_HELP
                    + ", which is not there");
        }
        if (session.execute(FOREIGN_HELP + " " + command) instanceof CharSequence text) {
            console.println(text.toString().stripTrailing());
        }
    }

    private static Set<String> commands(CommandSession session) {
        return session.get(".commands") instanceof Set<?> names
                ? names.stream().map(Object::toString).collect(Collectors.toCollection(TreeSet::new))
                : Set.of();
    }

    private static Map<String, List<Method>> own() {
        Map<String, List<Method>> own = new LinkedHashMap<>();
        add(own, LoopCommands.SCOPE, LoopCommands.FUNCTIONS, LoopCommands.class);
        add(own, GyreCommands.SCOPE, GyreCommands.FUNCTIONS, GyreCommands.class);
        add(own, SCOPE, FUNCTIONS, HelpCommand.class);
        return own;
    }

    private static void add(Map<String, List<Method>> own, String scope, String[] functions, Class<?> type) {
        for (String function : functions) {
            own.put(
                    scope + ":" + function,
                    Arrays.stream(type.getMethods())
                            .filter(method -> method.getName().equals(function))
                            .filter(method -> method.isAnnotationPresent(Descriptor.class))
                            .sorted(Comparator.comparing(Method::getParameterCount))
                            .toList());
        }
    }

    private static List<Parameter> arguments(Method method) {
        return Arrays.stream(method.getParameters())
                .filter(parameter -> parameter.getType() != CommandSession.class)
                .toList();
    }

    private static String usage(String name, Method method) {
        StringBuilder usage = new StringBuilder(name);
        arguments(method)
                .forEach(argument -> usage.append(' ').append(argument.getName().toUpperCase(Locale.ROOT)));
        return usage.toString();
    }

    private static void explain(PrintStream console, String name, Method method) {
        console.println(usage(name, method));
        console.println("    " + describe(method.getAnnotation(Descriptor.class)));
        arguments(method)
                .forEach(argument -> console.println("    " + argument.getName().toUpperCase(Locale.ROOT) + ": "
                        + describe(argument.getAnnotation(Descriptor.class))));
    }

    private static String describe(Descriptor descriptor) {
        return descriptor.value();
    }

    private static List<String> wrap(Set<String> names) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String name : names) {
            if (line.length() + name.length() + 2 > WIDTH) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "  " : " ").append(name);
        }
        lines.add(line.toString());
        return lines;
    }
}
