package dev.gyre.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.spi.Provider;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code docs/asyncio-map.md} and the API say the same: every name in the map exists, every name of the API is in the map. */
final class AsyncioMapTest {
    private static final AsyncioMap MAP = AsyncioMap.read();
    private static final Set<String> NAMES = MAP.allNames();
    private static final Pattern STATE = Pattern.compile("works|to come|provisional until [\\w-]+ \\(`\\w+`\\)");
    private static final List<String> OF_EVERY_OPTIONS = List.of("builder", "toBuilder", "build");

    static Stream<AsyncioMap.Row> rows() {
        return MAP.rows().stream();
    }

    static Stream<Named<Class<?>>> types() {
        return ApiTypes.ofApplications().map(type -> Named.of(ApiTypes.readable(type), type));
    }

    static Stream<String> services() {
        return MAP.rows().stream().flatMap(row -> row.services().stream()).distinct();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void shouldNameOnlyWhatExists(AsyncioMap.Row row) {
        for (String name : row.names()) {
            assertTrue(ApiTypes.exists(name), name + " is not in the API");
        }
        assertTrue(STATE.matcher(row.state()).matches(), "no state: " + row.state());
        assertEquals(
                row.state().equals("to come"), row.names().isEmpty(), "a row is to come when it names nothing of Gyre");
        for (String test : row.testClasses()) {
            Path file = AsyncioMap.FILE.resolveSibling(MAP.links().getOrDefault(test, "no link to " + test));
            assertTrue(Files.exists(file.normalize()), "there is no " + file.normalize());
            assertEquals(test + ".java", file.getFileName().toString());
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("types")
    void shouldHaveEveryPublicMethod(Class<?> type) {
        Set<String> missing = new TreeSet<>();
        ApiTypes.methods(type).filter(method -> !isNamed(method)).forEach(method -> missing.add(method.getName()));

        assertEquals(Set.of(), missing, "methods of " + ApiTypes.readable(type) + " that are in no row");
        String name = ApiTypes.readable(type);
        assertTrue(
                NAMES.stream().anyMatch(each -> each.equals(name) || each.startsWith(name + "."))
                        || type.getEnclosingClass() != null,
                name + " is in no row");
    }

    /** An option counts once, whether the map names the builder's method or the finished object's. */
    private static boolean isNamed(Method method) {
        String type = ApiTypes.readable(method.getDeclaringClass());
        String options = type.replaceFirst("\\.Builder$", "");
        boolean hasBuilder = ApiTypes.named(options + ".Builder") != null;
        return NAMES.contains(type + "." + method.getName())
                || hasBuilder && NAMES.contains(options + "." + method.getName())
                || hasBuilder && NAMES.contains(options + ".Builder." + method.getName())
                || hasBuilder && OF_EVERY_OPTIONS.contains(method.getName())
                || ApiTypes.readsComponent(method);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("services")
    void shouldCallProvisionalOnlyWhatNobodyServes(String service) throws Exception {
        Class<?> type = ApiTypes.named(service);
        assertNotNull(type, service + " is not in loop-api");
        try (EventLoop loop = EventLoops.newEventLoop()) {
            List<?> providers = loop.subsystems().all(type.asSubclass(Provider.class));
            assertEquals(List.of(), providers, "there is one now: say what works, and name the tests");
        }
    }

    @Test
    void shouldUseEveryLink() {
        Set<String> used = new TreeSet<>();
        MAP.rows().forEach(row -> used.addAll(row.testClasses()));
        assertEquals(used, new TreeSet<>(MAP.links().keySet()));
        assertFalse(MAP.rows().isEmpty());
    }
}
