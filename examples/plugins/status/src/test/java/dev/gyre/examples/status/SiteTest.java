package dev.gyre.examples.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.gyre.container.ConnectionInfo;
import dev.gyre.container.LoopInfo;
import dev.gyre.container.ServerInfo;
import dev.gyre.container.Snapshot;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the site says of a container. */
final class SiteTest {
    private static Answer get(Snapshot snapshot, String path) {
        return new Site(() -> Samples.inventory(snapshot))
                .answer("GET", path)
                .toCompletableFuture()
                .join();
    }

    private static Map<String, Object> json(Answer answer) throws Exception {
        assertEquals("application/json", answer.type());
        return JSON.std.mapFrom(answer.body());
    }

    private static Map<?, ?> first(Object list) {
        return (Map<?, ?>) ((List<?>) list).getFirst();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = ':',
            value = {
                "loops:name backend state debug servers connections",
                "backends:name ranking chosen reason",
                "servers:name bundle state problem addresses loops since open accepted received sent",
                "connections:server loop local peer since received sent queued",
                "subsystems:service name ranking available reason bundle"
            })
    void shouldHaveTheFieldsThatAreDocumented(String part, String fields) throws Exception {
        Map<String, Object> alone = json(get(Samples.SNAPSHOT, "/api/" + part));
        Map<String, Object> all = json(get(Samples.SNAPSHOT, "/api"));

        assertEquals(List.of("at", part), List.copyOf(alone.keySet()));
        assertEquals(alone.get(part), all.get(part));
        assertEquals(
                fields,
                String.join(
                        " ",
                        first(alone.get(part)).keySet().stream()
                                .map(String::valueOf)
                                .toList()));
        assertEquals("2026-01-02T03:04:05Z", all.get("at"));
    }

    @Test
    void shouldTellValuesInJson() throws Exception {
        Map<String, Object> all = json(get(Samples.SNAPSHOT, "/api?pretty"));
        Map<?, ?> server = first(all.get("servers"));

        assertEquals("listening", server.get("state"));
        assertNull(server.get("problem"));
        assertEquals(List.of("tcp://127.0.0.1:7007"), server.get("addresses"));
        assertEquals(4, server.get("sent"));
        assertEquals(false, first(all.get("loops")).get("debug"));
        assertEquals("best ranking", first(all.get("backends")).get("reason"));
        assertEquals(2, ((List<?>) all.get("backends")).size());
    }

    @Test
    void shouldShowEverythingOnThePage() {
        String page = new String(get(Samples.SNAPSHOT, "/").body(), StandardCharsets.UTF_8);

        for (String part : List.of(
                "echo",
                "tcp://127.0.0.1:7007",
                "gyre-0",
                "running",
                "best ranking",
                "not named",
                "127.0.0.1:50000",
                "StreamTransportProvider",
                "2026-01-02 03:04:05")) {
            assertTrue(page.contains(part), part);
        }
        assertTrue(page.contains("http-equiv=\"refresh\""));
        assertFalse(page.contains("<script"));
    }

    @Test
    void shouldEscapeWhateverIsNotItsOwn() {
        String evil = "<script>alert('x')</script>\"&";
        Snapshot snapshot = Samples.of(
                new LoopInfo(evil, evil, LoopInfo.State.BUSY, true, 1, 1),
                new ServerInfo(
                        evil,
                        evil,
                        ServerInfo.State.FAILED,
                        evil,
                        List.of(evil),
                        List.of(evil),
                        Samples.AT,
                        1,
                        1,
                        1,
                        1),
                List.of(new ConnectionInfo(evil, evil, evil, evil, Samples.AT, 1, 1, 1)));
        String page = new String(get(snapshot, "/").body(), StandardCharsets.UTF_8);

        assertFalse(page.contains("<script"), page);
        assertFalse(page.contains("alert('"), page);
        assertTrue(page.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;&amp;"));
        String missing = new String(get(snapshot, "/<script>").body(), StandardCharsets.UTF_8);
        assertFalse(missing.contains("<script"), missing);
    }

    @Test
    void shouldSayThatNothingIsWrongOrWhatIs() throws Exception {
        Answer good = get(Samples.SNAPSHOT, "/health");
        assertEquals(200, good.status());
        assertEquals(Map.of("status", "up", "problems", List.of()), json(good));

        Answer bad = get(
                Samples.of(
                        new LoopInfo("gyre-0", "none", LoopInfo.State.PARKED, false, 1, 0),
                        new ServerInfo(
                                "echo",
                                "b",
                                ServerInfo.State.FAILED,
                                "in use",
                                List.of(),
                                List.of(),
                                Samples.AT,
                                0,
                                0,
                                0,
                                0),
                        List.of()),
                "/health");
        assertEquals(503, bad.status());
        assertEquals("down", json(bad).get("status"));
        assertEquals(
                List.of("loop gyre-0 is parked", "server echo is failed: in use"),
                json(bad).get("problems"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api", "/api/loops", "/health", "/"})
    void shouldSayWhatIsMissingWithoutAnInventory(String path) throws Exception {
        Answer answer =
                new Site(() -> null).answer("GET", path).toCompletableFuture().join();
        String text = new String(answer.body(), StandardCharsets.UTF_8);

        assertEquals(503, answer.status());
        assertTrue(text.contains("start the bundle dev.gyre.container"), text);
        assertEquals(path.equals("/"), answer.type().startsWith("text/html"));
        if (!path.equals("/")) {
            assertEquals(List.of("error"), new ArrayList<>(json(answer).keySet()));
        }
    }

    @Test
    void shouldSayWhatThereIsWhenThereIsNothing() throws Exception {
        Answer program = get(Samples.SNAPSHOT, "/api/bridges");
        assertEquals(404, program.status());
        assertTrue(String.valueOf(json(program).get("error")).contains("try /, /api or /health"));

        Answer person = get(Samples.SNAPSHOT, "/favicon.ico");
        assertEquals(404, person.status());
        assertTrue(person.type().startsWith("text/html"));
    }
}
