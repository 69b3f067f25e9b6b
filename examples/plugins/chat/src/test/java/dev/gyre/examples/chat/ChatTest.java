package dev.gyre.examples.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A room over two loops, and people at both. */
final class ChatTest {
    private static final String RULE = "* A name is " + Nicks.RULE + ". You are still ";

    private final Room room = new Room();
    private TestServers servers;

    @BeforeEach
    void open() throws Exception {
        servers = new TestServers(2, () -> new Member(room));
    }

    @AfterEach
    void shouldLeaveNobody() throws Exception {
        servers.end();
        assertEquals(List.of(), room.who());
    }

    /** Lets a client in and has another one, who is here, hear of it. */
    private ChatClient join(String name, int loop, ChatClient witness) throws Exception {
        ChatClient client = ChatClient.named(name, servers.address(loop));
        assertTrue(witness.read().matches("\\* guest\\d+ has joined\\."));
        assertTrue(witness.read().matches("\\* guest\\d+ is now " + name + "\\."));
        return client;
    }

    @Test
    void shouldCarryLinesBetweenLoopsAndNotBackToWhoSaidThem() throws Exception {
        try (ChatClient alice = ChatClient.named("alice", servers.address(0));
                ChatClient bob = join("bob", 1, alice)) {
            alice.say("hello");
            bob.expect("alice: hello");
            bob.say("  good day \r");
            alice.expect("bob: good day");
            alice.say("");
            alice.say("/who");
            alice.expect("* 2 here: alice, bob");
        }
    }

    @Test
    void shouldTellWhoComesAndGoes() throws Exception {
        try (ChatClient alice = ChatClient.named("alice", servers.address(0))) {
            ChatClient bob = join("bob", 1, alice);
            bob.say("/quit");
            bob.expect("* Goodbye.");
            bob.expectEnd();
            bob.close();
            alice.expect("* bob has left.");

            join("carol", 0, alice).close();
            alice.expect("* carol has left.");
            alice.say("/who");
            alice.expect("* 1 here: alice");
        }
    }

    @Test
    void shouldGiveANameToOneMemberAlone() throws Exception {
        try (ChatClient alice = ChatClient.named("alice", servers.address(0));
                ChatClient bob = join("bob", 1, alice)) {
            bob.say("/nick Alice");
            bob.expect("* Somebody is called Alice already. You are still bob.");
            bob.say("/nick Bob");
            bob.expect("* You are now Bob.");
            alice.expect("* bob is now Bob.");
            alice.say("/nick ada");
            alice.expect("* You are now ada.");
            bob.expect("* alice is now ada.");
            bob.say("/nick alice");
            bob.expect("* You are now alice.");
        }
    }

    @Test
    void shouldNotGiveAGuestANameThatIsTaken() throws Exception {
        try (ChatClient first = ChatClient.named("guest2", servers.address(0));
                ChatClient second = new ChatClient(servers.address(1))) {
            second.expect("* Welcome. You are guest3.");
            first.expect("* guest3 has joined.");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/nick", "/nick  ", "/nick 7up", "/nick two words", "/nick abcdefghijklmnopqrstu", "/nick a/b"})
    void shouldRefuseWhatIsNoName(String command) throws Exception {
        try (ChatClient alice = ChatClient.named("alice", servers.address(0))) {
            alice.say(command);
            alice.expect(RULE + "alice.");
        }
    }

    @Test
    void shouldSayWhatThereIsWhenACommandIsUnknown() throws Exception {
        try (ChatClient alice = ChatClient.named("alice", servers.address(0))) {
            alice.say("/dance now");
            assertTrue(alice.read().startsWith("* There is no /dance. /nick NAME changes your name"));
            alice.say("/help");
            assertTrue(alice.read().startsWith("* /nick NAME"));
        }
    }

    @Test
    void shouldKeepCharactersWholeThatComeInPieces() throws Exception {
        String said = "Grüße, 世界 🎈";
        try (ChatClient alice = ChatClient.named("Zoë", servers.address(0));
                ChatClient bob = join("bob", 1, alice)) {
            for (byte each : (said + "\n").getBytes(StandardCharsets.UTF_8)) {
                alice.send(new byte[] {each});
            }
            bob.expect("Zoë: " + said);
        }
    }

    @Test
    void shouldReplaceWhatIsNoText() throws Exception {
        try (ChatClient alice = ChatClient.named("alice", servers.address(0));
                ChatClient bob = join("bob", 1, alice)) {
            alice.send(new byte[] {'a', (byte) 0xFF, 'b', 0x1B, '[', '2', 'J', 0, 'c', '\t', 'd', '\n'});
            bob.expect("alice: a\uFFFDb\uFFFD[2J\uFFFDc\td");
        }
    }

    @Test
    void shouldTakeALineOfTheGreatestLengthAndRefuseALongerOne() throws Exception {
        String longest = "x".repeat(Lines.LIMIT);
        try (ChatClient alice = ChatClient.named("alice", servers.address(0));
                ChatClient bob = join("bob", 1, alice)) {
            alice.say(longest + "\r");
            bob.expect("alice: " + longest);
            for (String tooLong : List.of(longest + "x", longest + "xx", longest.repeat(300))) {
                alice.say(tooLong);
                alice.expect("* That line has more than 1000 bytes. Nobody was told; say it in shorter ones.");
            }
            alice.say("so");
            bob.expect("alice: so");
        }
    }

    @Test
    void shouldTakeTheLastLineWithoutAnEnd() throws Exception {
        try (ChatClient alice = ChatClient.named("alice", servers.address(0));
                ChatClient bob = join("bob", 1, alice)) {
            bob.send("last words".getBytes(StandardCharsets.UTF_8));
            bob.sendEnd();
            alice.expect("bob: last words", "* bob has left.");
            bob.expectEnd();
        }
    }

    @Test
    void shouldHearNothingAfterGoodbye() throws Exception {
        try (ChatClient alice = ChatClient.named("alice", servers.address(0));
                ChatClient bob = join("bob", 1, alice)) {
            bob.say("/quit\nstill here\n/who");
            bob.expect("* Goodbye.");
            bob.expectEnd();
            alice.expect("* bob has left.");
        }
    }

    @Test
    void shouldDropWhoDoesNotReadAndKeepTheOthers() throws Exception {
        try (ChatClient alice = ChatClient.named("alice", servers.address(0));
                ChatClient bob = join("bob", 1, alice);
                ChatClient sleeper = join("sleeper", 0, alice)) {
            sleeper.say("good night");
            alice.expect("sleeper: good night");
            bob.read();
            bob.read();
            bob.expect("sleeper: good night");
            String line = "x".repeat(990);
            int said = 0;
            for (String heard = ""; !heard.equals("* sleeper was too slow and is gone."); heard = alice.read()) {
                assertTrue(heard.isEmpty() || heard.equals("bob: " + line), heard);
                if (said < 50_000) {
                    bob.say(line);
                    said++;
                }
            }
            assertTrue(said < 50_000, "nobody was dropped");
            bob.expect("* sleeper was too slow and is gone.");
            bob.say("/quit");
            bob.expect("* Goodbye.");
            String last = alice.read();
            while (last.equals("bob: " + line)) {
                last = alice.read();
            }
            assertEquals("* bob has left.", last);
            assertEquals("alice", String.join(",", room.who()));
        }
    }

    @Test
    void shouldDropWhoAsksAndDoesNotTakeTheAnswers() throws Exception {
        try (ChatClient alice = ChatClient.named("alice", servers.address(0));
                ChatClient bob = join("bob", 1, alice)) {
            byte[] questions = "/who\n".repeat(100_000).getBytes(StandardCharsets.UTF_8);
            assertThrows(IOException.class, () -> {
                for (int i = 0; i < 1_000; i++) {
                    bob.send(questions);
                }
            });
            alice.expect("* bob was too slow and is gone.");
        }
    }

    @Test
    void shouldTellEveryoneTheSameInTheSameOrder() throws Exception {
        int lines = 300;
        try (ChatClient alice = ChatClient.named("alice", servers.address(0));
                ChatClient bob = join("bob", 1, alice);
                ChatClient carol = join("carol", 0, alice);
                ChatClient dave = join("dave", 1, alice)) {
            for (int i = 0; i < 2; i++) {
                bob.read();
                carol.read();
                bob.read();
            }
            for (int i = 0; i < lines; i++) {
                alice.say("a" + i);
                bob.say("b" + i);
            }
            List<String> atCarols = new ArrayList<>();
            List<String> atDaves = new ArrayList<>();
            for (int i = 0; i < 2 * lines; i++) {
                atCarols.add(carol.read());
                atDaves.add(dave.read());
            }
            assertEquals(atCarols, atDaves);
            assertEquals(
                    lines,
                    atCarols.stream()
                            .filter(each -> each.startsWith("alice: a"))
                            .count());
        }
    }

    @Test
    void shouldSendEveryoneHomeAtTheEnd() throws Exception {
        try (ChatClient alice = ChatClient.named("alice", servers.address(0));
                ChatClient bob = join("bob", 1, alice)) {
            alice.say("one more thing");
            bob.expect("alice: one more thing");
            room.end();
            for (ChatClient each : List.of(alice, bob)) {
                each.expect("* The chat ends here. Goodbye.");
                each.expectEnd();
            }
            try (ChatClient late = new ChatClient(servers.address(1))) {
                late.expect("* The chat ends here. Goodbye.");
                late.expectEnd();
            }
        }
    }
}
