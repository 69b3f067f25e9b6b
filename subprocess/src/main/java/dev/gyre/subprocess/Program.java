package dev.gyre.subprocess;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.transport.ProcessOptions;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is to be run. It is looked for before the child is started, so that a missing program, a missing directory and one that may not be run
 * are told apart; the kernel says the same for the first two.
 *
 * @param path the program's file
 * @param arguments its arguments, with its name before them
 * @param environment the whole environment
 */
record Program(String path, List<String> arguments, Map<String, String> environment) {
    private static final String SHELL = "/bin/sh";
    private static final String DEFAULT_PATH = "/bin:/usr/bin";

    static Program of(List<String> command, ProcessOptions options) throws IOException {
        if (command.isEmpty()) {
            throw new IllegalArgumentException("A command has at least one word, the program");
        }
        Map<String, String> given = options.environment();
        Map<String, String> environment = given == null ? System.getenv() : given;
        check(command, environment);
        checkDirectory(options.cwd());
        Path executable = options.executable();
        String path = find(executable == null ? command.getFirst() : executable.toString(), environment, options.cwd());
        Integer umask = options.umask();
        if (umask == null) {
            return new Program(path, command, environment);
        }
        // The mask is the whole process's, so that only the child itself can set its own.
        List<String> masked = new ArrayList<>();
        masked.addAll(List.of(SHELL, "-c", "umask " + Integer.toOctalString(umask) + "; exec \"$0\" \"$@\"", path));
        masked.addAll(command.subList(1, command.size()));
        return new Program(SHELL, masked, environment);
    }

    private static void check(List<String> command, Map<String, String> environment) {
        for (String word : command) {
            if (word.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("A word of a command has no zero character: " + word);
            }
        }
        environment.forEach((name, value) -> {
            if (name.isEmpty() || name.indexOf('=') >= 0 || (name + value).indexOf('\0') >= 0) {
                throw new IllegalArgumentException("An environment cannot hold the variable '" + name
                        + "': names are not empty and have no '=', and neither has a zero character");
            }
        });
    }

    private static void checkDirectory(@Nullable Path directory) throws IOException {
        if (directory != null && !Files.isDirectory(directory)) {
            throw new LoopIOException(
                    ErrorKind.NOT_FOUND,
                    "Cannot start a child in the directory " + directory
                            + (Files.exists(directory) ? ": it is no directory" : ": there is none"),
                    null);
        }
    }

    private static String find(String name, Map<String, String> environment, @Nullable Path directory)
            throws IOException {
        Path base = directory == null ? Path.of("") : directory;
        Path refused = null;
        List<String> candidates = new ArrayList<>();
        if (name.indexOf('/') >= 0) {
            candidates.add(name);
        } else if (!name.isEmpty()) {
            for (String folder : environment.getOrDefault("PATH", DEFAULT_PATH).split(File.pathSeparator, -1)) {
                candidates.add(folder.isEmpty() ? "./" + name : folder + "/" + name);
            }
        }
        for (String each : candidates) {
            Path file = base.resolve(each);
            if (Files.isRegularFile(file) && Files.isExecutable(file)) {
                return each;
            }
            refused = refused == null && Files.exists(file) ? file : refused;
        }
        if (refused != null) {
            throw new LoopIOException(
                    ErrorKind.NOT_PERMITTED,
                    "Cannot run " + refused
                            + (Files.isDirectory(refused) ? ": it is a directory" : ": it is not executable"),
                    null);
        }
        throw new LoopIOException(
                ErrorKind.NOT_FOUND,
                "Cannot run the program " + name + ": there is none"
                        + (name.indexOf('/') >= 0 ? "" : " in the folders of PATH"),
                null);
    }
}
