package dev.gyre.examples.status;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.container.Inventory;
import dev.gyre.container.Snapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP over real sockets and a real loop. */
final class WebConnectionTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Limits PATIENT = new Limits(LONG, LONG, LONG, LONG);
    private static final int ENOUGH = 200_000;

    private final Visitors visitors = new Visitors();
    private TestServers servers;

    private void serve(Limits limits, Supplier<Inventory> inventory) throws Exception {
        Site site = new Site(inventory::get);
        servers = new TestServers(1, () -> new WebConnection(site, visitors, limits));
    }

    private WebClient connect() throws Exception {
        if (servers == null) {
            serve(PATIENT, () -> Samples.inventory(Samples.SNAPSHOT));
        }
        return new WebClient(servers.address(0));
    }

    @AfterEach
    void shouldLeaveNothing() throws Exception {
        if (servers != null) {
            servers.end();
        }
    }

    @Test
    void shouldAnswerOneRequestAfterAnother() throws Exception {
        try (WebClient client = connect()) {
            for (int i = 0; i < 3; i++) {
                WebClient.Response page = client.get("/").read();
                assertEquals(200, page.status());
                assertTrue(page.text().startsWith("<!DOCTYPE html>"));
                assertEquals("no-store", page.fields().get("Cache-Control"));
                assertEquals("nosniff", page.fields().get("X-Content-Type-Options"));
                assertEquals(
                        "text/html; charset=utf-8",
                        page.fields().get("Content-Type").toLowerCase());
                assertTrue(page.fields().get("Content-Security-Policy").startsWith("default-src 'none'"));
                assertTrue(client.get("/api").read().json().containsKey("servers"));
            }
        }
    }

    @Test
    void shouldTakeARequestByteByByte() throws Exception {
        try (WebClient client = connect()) {
            for (byte each : "GET /health HTTP/1.1\r\nHost: test\r\n\r\n".getBytes(StandardCharsets.US_ASCII)) {
                client.send(new byte[] {each});
            }
            assertEquals("up", client.read().json().get("status"));
        }
    }

    @Test
    void shouldAnswerAPipelineInOrder() throws Exception {
        try (WebClient client = connect()) {
            StringBuilder pipeline = new StringBuilder();
            for (int i = 0; i < 200; i++) {
                pipeline.append("GET ")
                        .append(i % 2 == 0 ? "/api/loops" : "/nothing" + i)
                        .append(" HTTP/1.1\r\nHost: test\r\n\r\n");
            }
            client.send(
                    pipeline + "GET /health HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\nGET / HTTP/1.1\r\n\r\n");
            for (int i = 0; i < 200; i++) {
                WebClient.Response response = client.read();
                assertEquals(i % 2 == 0 ? 200 : 404, response.status());
                assertTrue(response.text().contains(i % 2 == 0 ? "gyre-0" : "/nothing" + i));
            }
            WebClient.Response last = client.read();
            assertEquals("up", last.json().get("status"));
            assertEquals("close", last.fields().get("Connection"));
            client.expectEnd();
        }
    }

    @Test
    void shouldAnswerAPipelineWhoseSenderHasEndedItsSide() throws Exception {
        CompletableFuture<Snapshot> later = new CompletableFuture<>();
        serve(PATIENT, () -> Samples.inventory(() -> later));
        try (WebClient client = connect()) {
            client.get("/api").get("/nothing").get("/api/loops").sendEnd();
            later.complete(Samples.SNAPSHOT);
            assertEquals(200, client.status());
            assertEquals(404, client.status());
            assertEquals(200, client.status());
            client.expectEnd();
        }
    }

    @Test
    void shouldRefuseGarbageOnlyAfterWhatCameBeforeIt() throws Exception {
        CompletableFuture<Snapshot> later = new CompletableFuture<>();
        serve(PATIENT, () -> Samples.inventory(() -> later));
        try (WebClient client = connect()) {
            client.get("/api").send("garbage\r\n\r\n");
            later.complete(Samples.SNAPSHOT);
            assertEquals(200, client.status());
            assertEquals(400, client.status());
            client.expectEnd();
        }
    }

    /** Its answers would fill tens of megabytes if they were made before they are taken. */
    @Test
    void shouldReadNoMoreOfAnEndlessPipelineThanIsAnswered() throws Exception {
        int requests = 20_000;
        try (WebClient client = connect()) {
            byte[] one = "GET / HTTP/1.1\r\nHost: test\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
            Thread asking = Thread.ofPlatform().start(() -> {
                try {
                    for (int i = 0; i < requests; i++) {
                        client.send(one);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            for (int i = 0; i < requests; i++) {
                assertEquals(200, client.status());
            }
            asking.join();
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "POST,/,405",
        "PUT,/api,405",
        "DELETE,/api/servers,405",
        "OPTIONS,/,405",
        "TRACE,/health,405",
        "BREW,/,405",
        "GET,/api/,404",
        "GET,/Api,404",
        "GET,//,404",
        "GET,/%2e%2e/etc/passwd,404",
        "POST,/nothing,404",
        "GET,/api?x=y,200",
        "GET,http://test/api,200",
        "GET,/?<script>,200"
    })
    void shouldKnowMethodsAndPaths(String method, String path, int status) throws Exception {
        try (WebClient client = connect()) {
            client.send(method + " " + path + " HTTP/1.1\r\nHost: test\r\n\r\n");
            WebClient.Response response = client.read();
            assertEquals(status, response.status(), response.text());
            assertEquals(status == 405 ? "GET, HEAD" : null, response.fields().get("Allow"));
            assertEquals(200, client.get("/").status());
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"/", "/api", "/nothing"})
    void shouldAnswerHeadWithoutTheBody(String path) throws Exception {
        try (WebClient client = connect()) {
            WebClient.Response whole = client.get(path).read();
            client.send("HEAD " + path + " HTTP/1.1\r\nHost: test\r\n\r\n");
            WebClient.Response head = client.readHead();
            assertEquals(whole.status(), head.status());
            assertEquals(whole.fields().get("Content-Length"), head.fields().get("Content-Length"));
            assertEquals(200, client.get("/api").status());
        }
    }

    @ParameterizedTest(name = "{index}")
    @CsvSource(
            delimiter = '|',
            value = {
                "garbage~~|400",
                "GET~~|400",
                "GET / HTTP/x.y~Host: a~~|400",
                "GET / HTTP/1.1~~|400",
                "GET / HTTP/1.1~Host: a~Host: b~~|400",
                "GET / HTTP/1.1~Host: a b~~|400",
                "GET / HTTP/1.1~Host: a~no colon~~|400",
                "GET / HTTP/1.1~Host: a~Content-Length: -1~~|400",
                "GET / HTTP/1.1~Host: a~Content-Length: many~~|400",
                "GET / HTTP/1.1~Host: a~Content-Length: 1~Content-Length: 2~~|400",
                "GET / HTTP/1.1~Host: a~Transfer-Encoding: gzip~~|501",
                "GET / HTTP/1.1~Host: a~Transfer-Encoding: chunked~~x~|400",
                "GET / HTTP/1.1~Host: a~Transfer-Encoding: chunked~~-5~~|400",
                "GET / HTTP/1.1~Host: a~Transfer-Encoding: chunked~~1~ab~|400",
                "GET / HTTP/1.1~Host: a~Content-Length: 2000000~~|413",
                "PRI * HTTP/2.0~~SM~~|505",
                "~~~~~~~~~~~~~~~~~~~~|400"
            })
    void shouldRefuseWhatItCannotRead(String sent, int status) throws Exception {
        try (WebClient client = connect()) {
            client.send(sent.replace("~", "\r\n"));
            WebClient.Response response = client.read();
            assertEquals(status, response.status(), response.text());
            assertEquals("close", response.fields().get("Connection"));
            assertEquals("no-store", response.fields().get("Cache-Control"));
            client.expectEnd();
        }
    }

    @Test
    void shouldRefuseRandomBytes() throws Exception {
        byte[] bytes = new byte[100_000];
        new Random(7).nextBytes(bytes);
        try (WebClient client = connect()) {
            client.send(bytes);
            int status = client.status();
            assertTrue(status == 400 || status == 414, "status " + status);
            client.expectEnd();
        }
    }

    @Test
    void shouldRefuseAFirstLineThatIsTooLong() throws Exception {
        try (WebClient client = connect()) {
            client.get("/" + "x".repeat(ENOUGH));
            assertEquals(414, client.status());
            client.expectEnd();
        }
    }

    @Test
    void shouldRefuseAFieldThatIsTooLongOrOneTooMany() throws Exception {
        try (WebClient client = connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(ENOUGH) + "\r\n\r\n");
            assertEquals(431, client.status());
            client.expectEnd();
        }
        try (WebClient client = connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n" + "X: y\r\n".repeat(ENOUGH) + "\r\n");
            assertEquals(431, client.status());
            client.expectEnd();
        }
    }

    @Test
    void shouldRefuseABodyThatTurnsOutTooLong() throws Exception {
        try (WebClient client = connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
            String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
            for (int i = 0; i < 17; i++) {
                client.send(chunk);
            }
            assertEquals(413, client.status());
            client.expectEnd();
        }
    }

    @Test
    void shouldDropBodiesAndGoOn() throws Exception {
        try (WebClient client = connect()) {
            client.send("GET /health HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "4\r\nGET \r\n3;x=y\r\n\r\n!\r\n0\r\nTrailer: z\r\n\r\n"
                    + "GET /health HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
                    + "POST /health HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n\r\n" + "\n".repeat(200_000)
                    + "GET /api HTTP/1.1\r\nHost: a\r\n\r\n");
            assertEquals(200, client.status());
            assertEquals(200, client.status());
            assertEquals(405, client.status());
            assertTrue(client.read().json().containsKey("loops"));
        }
    }

    @Test
    void shouldLetThoseWhoAskSendTheirBody() throws Exception {
        try (WebClient client = connect()) {
            client.send("GET /health HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
            assertEquals(100, client.readHead().status());
            client.send("abc");
            assertEquals(200, client.status());
            assertEquals(200, client.get("/").status());
        }
    }

    @Test
    void shouldRefuseABodyThatEndsEarly() throws Exception {
        try (WebClient client = connect()) {
            client.send("GET /health HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\na")
                    .sendEnd();
            assertEquals(400, client.status());
            client.expectEnd();
        }
    }

    @Test
    void shouldEndAfterAnAnswerToOldHttpUnlessAskedToStay() throws Exception {
        try (WebClient client = connect()) {
            client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
            WebClient.Response first = client.read();
            assertEquals(200, first.status());
            assertEquals("keep-alive", first.fields().get("Connection"));
            client.send("GET / HTTP/1.0\r\n\r\n");
            WebClient.Response second = client.read();
            assertEquals(200, second.status());
            assertEquals("close", second.fields().get("Connection"));
            client.expectEnd();
        }
    }

    @Test
    void shouldNotWaitForRequestsThatTrickleIn() throws Exception {
        serve(new Limits(Duration.ofMillis(1_500), LONG, LONG, LONG), () -> Samples.inventory(Samples.SNAPSHOT));
        try (WebClient silent = connect();
                WebClient trickling = connect()) {
            trickling.send("GET / HTTP/1.1\r\nHost: a\r\n");
            silent.expectEnd();
            assertEquals(408, trickling.status());
            trickling.expectEnd();
        }
    }

    @Test
    void shouldNotWaitForThoseWhoDoNotTakeTheAnswer() throws Exception {
        Snapshot huge = Samples.huge();
        serve(
                new Limits(Duration.ofMillis(500), LONG, Duration.ofMillis(500), Duration.ofMillis(100)),
                () -> Samples.inventory(huge));
        try (WebClient client = connect()) {
            await(() -> visitors.size() == 1);
            client.get("/api").get("/api").get("/api");
            // The server ends the connection although the client reads nothing until then.
            await(() -> visitors.size() == 0);
            assertTrue(client.countToTheEnd() < 3L * Json.write(Json.everything(huge)).length);
        }
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            Thread.sleep(10);
        }
    }

    @Test
    void shouldSendWhatIsManyMegabytesLong() throws Exception {
        Snapshot huge = Samples.huge();
        serve(PATIENT, () -> Samples.inventory(huge));
        try (WebClient client = connect()) {
            byte[] expected = Json.write(Json.everything(huge));
            assertArrayEquals(expected, client.get("/api").read().body());
            client.send("GET /api HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertArrayEquals(expected, client.read().body());
            client.expectEnd();
        }
    }

    @Test
    void shouldSayThatTheContainerTookTooLong() throws Exception {
        CompletableFuture<Snapshot> never = new CompletableFuture<>();
        serve(new Limits(LONG, Duration.ofMillis(100), LONG, LONG), () -> Samples.inventory(() -> never));
        try (WebClient client = connect()) {
            WebClient.Response response = client.get("/api").read();
            assertEquals(503, response.status());
            assertTrue(response.text().contains("in time"), response.text());
            never.complete(Samples.SNAPSHOT);
            client.expectEnd();
        }
    }

    @Test
    void shouldSayThatTheContainerFailed() throws Exception {
        serve(
                PATIENT,
                () -> Samples.inventory(() -> {
                    throw new IllegalStateException("stopped");
                }));
        try (WebClient client = connect()) {
            WebClient.Response response = client.get("/api").read();
            assertEquals(503, response.status());
            assertTrue(response.text().contains("stopped"), response.text());
        }
        try (WebClient client = connect()) {
            assertTrue(client.get("/").read().text().contains("stopped"));
        }
    }

    @Test
    void shouldBearThatSomebodyLeavesBeforeTheAnswer() throws Exception {
        CompletableFuture<Snapshot> later = new CompletableFuture<>();
        CountDownLatch asked = new CountDownLatch(1);
        serve(
                PATIENT,
                () -> Samples.inventory(() -> {
                    asked.countDown();
                    return later;
                }));
        try (WebClient client = connect()) {
            client.get("/api");
            assertTrue(asked.await(20, TimeUnit.SECONDS));
        }
        later.complete(Samples.SNAPSHOT);
        try (WebClient client = connect()) {
            assertEquals(200, client.get("/api").status());
        }
    }

    @Test
    void shouldEndIdleConnectionsAtOnceAndOthersAfterTheirAnswer() throws Exception {
        CompletableFuture<Snapshot> later = new CompletableFuture<>();
        CountDownLatch asked = new CountDownLatch(1);
        serve(
                PATIENT,
                () -> Samples.inventory(() -> {
                    asked.countDown();
                    return later;
                }));
        try (WebClient idle = connect();
                WebClient waiting = connect()) {
            assertEquals(404, idle.get("/nothing").status());
            waiting.get("/api");
            assertTrue(asked.await(20, TimeUnit.SECONDS));
            visitors.end();
            idle.expectEnd();
            later.complete(Samples.SNAPSHOT);
            WebClient.Response last = waiting.read();
            assertEquals(200, last.status());
            assertEquals("close", last.fields().get("Connection"));
            waiting.expectEnd();
        }
    }

    @ParameterizedTest(name = "curl {0}")
    @ValueSource(strings = {"", "--http1.0", "--head", "-d x=y -X GET", "--http2"})
    void shouldServeCurl(String options) throws Exception {
        connect().close();
        String url = "http://127.0.0.1:" + servers.address(0).getPort() + "/health";
        List<String> command = new ArrayList<>(List.of("curl", "-sS", "-m", "20", "-i"));
        if (!options.isEmpty()) {
            command.addAll(List.of(options.split(" ")));
        }
        command.add(url);
        Process curl;
        try {
            curl = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            Assumptions.abort("curl is not installed: " + e.getMessage());
            return;
        }
        String said = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, curl.waitFor(), said);
        assertTrue(said.startsWith("HTTP/1.1 200 OK"), said);
        assertEquals(!options.equals("--head"), said.contains("\"up\""), said);
        assertFalse(said.contains("error"), said);
    }
}
