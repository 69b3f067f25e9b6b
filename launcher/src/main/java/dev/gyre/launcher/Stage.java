package dev.gyre.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where files of {@code deploy} and {@code etc} wait for File Install, whole: File Install looks at this folder, and a file comes here by
 * one move when it has stopped changing and, if a jar, is a bundle. File Install alone takes a changed file as soon as it sees it; a plug-in
 * would be thrown out while a new version of it is being copied over the old one. So a broken new version leaves the old one in service.
 */
final class Stage {
    private static final long PERIOD_MILLIS = 200;

    /** For how many looks a file has to stay as it is before it is complained about: a slow copy may have paused. */
    private static final int PATIENCE = 5;

    private final Path folder;
    private final Base base;
    private final PluginProblems problems;
    private final Map<Path, Seen> seen = new HashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private @Nullable Thread thread;

    /** How a file was when it was last looked at. */
    private record Look(long size, long modified, @Nullable Object key) {
        static Look at(Path file) throws IOException {
            BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
            return new Look(found.size(), found.lastModifiedTime().to(TimeUnit.NANOSECONDS), found.fileKey());
        }
    }

    /** A look, how often it was the same, and whether something has been done about it. */
    private record Seen(Look look, int times, boolean settled) {}

    Stage(Path folder, Base base, PluginProblems problems) {
        this.folder = folder;
        this.base = base;
        this.problems = problems;
    }

    Path folder() {
        return folder;
    }

    /** Takes what is there, and goes on looking from a thread of its own. */
    void open() throws IOException {
        Files.createDirectories(folder);
        look(PATIENCE);
        thread = Thread.ofPlatform().name("gyre-stage").daemon().start(this::keepLooking);
    }

    void close() throws InterruptedException {
        closed.countDown();
        if (thread != null) {
            thread.join();
        }
    }

    private void keepLooking() {
        try {
            while (!closed.await(PERIOD_MILLIS, TimeUnit.MILLISECONDS)) {
                look(1);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Looks at all files; each look counts for so many. */
    private void look(int weight) {
        try {
            List<Path> found = files();
            for (Path file : found) {
                look(file, weight);
            }
            for (Path gone :
                    seen.keySet().stream().filter(file -> !found.contains(file)).toList()) {
                seen.remove(gone);
                problems.forget(name(gone));
                Files.deleteIfExists(staged(gone));
            }
        } catch (IOException | UncheckedIOException e) {
            problems.report(base.folder().toString(), "it cannot be looked at: " + e.getMessage());
        }
    }

    private List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>(files(base.etc(), ".cfg", ".config"));
        files.addAll(files(base.deploy(), ".jar"));
        return files;
    }

    private static List<Path> files(Path from, String... endings) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            return files.filter(file -> !name(file).startsWith("."))
                    .filter(file -> Stream.of(endings).anyMatch(name(file)::endsWith))
                    .filter(Files::isRegularFile)
                    .toList();
        }
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }

    private Path staged(Path file) {
        return folder.resolve(name(file));
    }

    private void look(Path file, int weight) {
        try {
            Look look = Look.at(file);
            Seen before = seen.get(file);
            boolean same = before != null && before.look().equals(look);
            int times = same ? before.times() + weight : weight;
            boolean settled = same && before.settled();
            // The first look does not do, unless it has the weight of many.
            boolean quiet = times > 1 && !settled;
            seen.put(file, new Seen(look, times, quiet ? settle(file, look, times) : settled));
        } catch (IOException _) {
            // It went while it was looked at: the next look will see that it is gone.
        }
    }

    /** {@return whether nothing has to be done about this file as it is} */
    private boolean settle(Path file, Look look, int times) throws IOException {
        String problem = name(file).endsWith(".jar") ? PluginJar.problem(file) : null;
        if (problem == null) {
            return copy(file, look);
        }
        if (times >= PATIENCE) {
            String rest = Files.exists(staged(file)) ? "; the one before it stays" : "";
            problems.report(name(file), problem + rest);
            return true;
        }
        return false;
    }

    private boolean copy(Path file, Look look) throws IOException {
        Path half = folder.resolve("." + name(file));
        try {
            Files.copy(file, half, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            problems.report(name(file), "it cannot be copied: " + FileReason.of(e));
            return true;
        }
        if (!Look.at(file).equals(look)) {
            return false;
        }
        Files.move(half, staged(file), StandardCopyOption.ATOMIC_MOVE);
        return true;
    }
}
