package dev.gyre.resolver.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gyre.loop.AddressFlag;
import dev.gyre.loop.AddressHints;
import dev.gyre.loop.AddressInfo;
import dev.gyre.loop.NameFlag;
import dev.gyre.loop.NameInfo;
import dev.gyre.loop.ResolverException;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The same questions to Python's socket module, which asks the same library: the answers have to be the same, to the order and the codes. */
class PythonComparisonTest {
    /** Hosts that no name server is asked for, which may take seconds where there is none. */
    private static final List<String> HOSTS = List.of(
            "-",
            "",
            "127.0.0.1",
            "127.1",
            "0x7f.0.0.1",
            "010.0.0.1",
            "::1",
            "::",
            "0.0.0.0",
            "::ffff:192.0.2.1",
            "fe80::1%1",
            "fe80::1%lo",
            "2001:db8::1%7",
            "255.255.255.255",
            "ff02::1%1");
    /** And those that may be, with the rest of the question. */
    private static final List<String> NAMES = List.of(
            "localhost 80 0 0 0 0",
            "localhost http 2 1 0 2",
            "localhost 80 10 1 0 8",
            "localhost nosuchservice 0 1 0 0",
            "LOCALHOST 80 2 1 0 0",
            "localhost 80 2 1 0 4",
            "l\u00f6calhost 80 0 1 0 0",
            "no-such-host.invalid 80 0 1 0 0",
            "a..b 80 0 1 0 0",
            "fe80::1%nosuchinterface 80 0 1 0 0");

    private static final List<String> SERVICES =
            List.of("0", "80", "65535", "http", "domain", "syslog", "nosuchservice");
    private static final List<String> FAMILIES = List.of("0", "2", "10");
    private static final List<Set<AddressFlag>> FLAGS = List.of(
            Set.of(),
            Set.of(AddressFlag.PASSIVE),
            Set.of(AddressFlag.CANONNAME),
            Set.of(AddressFlag.NUMERICHOST),
            Set.of(AddressFlag.NUMERICSERV),
            Set.of(AddressFlag.V4MAPPED),
            Set.of(AddressFlag.V4MAPPED, AddressFlag.ALL),
            Set.of(AddressFlag.ADDRCONFIG, AddressFlag.PASSIVE));
    private static final int[][] TYPES = {
        {0, 0}, {1, 0}, {2, 0}, {3, 0}, {1, 6}, {1, 17}, {0, 17}, {0, 99}, {99, 0}, {2, 136}
    };
    private static final List<String> ADDRESSES = List.of(
            "127.0.0.1 80 0",
            "127.0.0.1 514 0",
            "127.0.0.1 65535 0",
            "192.0.2.1 0 0",
            "0.0.0.0 53 0",
            "::1 80 0",
            "fe80::1 514 1",
            "2001:db8::1 80 7",
            "ff02::1 80 1",
            "fe80::1 80 99999");
    private static final int NUMERICHOST = 1;

    private final NativeResolverProvider resolver = new NativeResolverProvider();

    @Test
    void shouldFindTheSameAddresses() throws Exception {
        List<String> questions = new ArrayList<>();
        for (String host : HOSTS) {
            for (String family : FAMILIES) {
                for (Set<AddressFlag> flags : FLAGS) {
                    String service = SERVICES.get(questions.size() % SERVICES.size());
                    int[] type = TYPES[questions.size() % TYPES.length];
                    questions.add(String.join(
                            "\t", host, service, family, "" + type[0], "" + type[1], "" + Flags.ofAddresses(flags)));
                }
            }
        }
        NAMES.forEach(name -> questions.add(name.replace(' ', '\t')));
        for (int[] type : TYPES) {
            questions.add("127.0.0.1\t80\t0\t" + type[0] + "\t" + type[1] + "\t0");
        }
        compare("addresses", questions, this::addresses);
    }

    private String addresses(String question) {
        String[] words = question.split("\t", -1);
        String host = words[0].equals("-") ? null : words[0];
        ProtocolFamily family = words[2].equals("2")
                ? StandardProtocolFamily.INET
                : words[2].equals("10") ? StandardProtocolFamily.INET6 : null;
        Set<AddressFlag> flags = FLAGS.stream()
                .filter(each -> Flags.ofAddresses(each) == Integer.parseInt(words[5]))
                .findFirst()
                .orElseThrow();
        AddressHints hints = new AddressHints(family, Integer.parseInt(words[3]), Integer.parseInt(words[4]), flags);
        try {
            return resolver.getaddrinfo(host, words[1], hints).stream()
                    .map(PythonComparisonTest::text)
                    .collect(Collectors.joining("; "));
        } catch (ResolverException e) {
            return "error " + e.code();
        }
    }

    private static String text(AddressInfo info) {
        InetAddress address = info.address().getAddress();
        String number = HexFormat.of().formatHex(address.getAddress());
        boolean mapped = info.family() == StandardProtocolFamily.INET6 && address instanceof Inet4Address;
        int scope = address instanceof Inet6Address six ? six.getScopeId() : 0;
        return String.join(
                " ",
                info.family() == StandardProtocolFamily.INET6 ? "10" : "2",
                "" + info.type(),
                "" + info.protocol(),
                "'" + (info.canonicalName() == null ? "" : info.canonicalName()) + "'",
                (mapped ? "00000000000000000000ffff" : "") + number,
                "" + info.address().getPort(),
                "" + scope);
    }

    @Test
    void shouldFindTheSameNames() throws Exception {
        List<String> questions = new ArrayList<>();
        for (String address : ADDRESSES) {
            for (int flags = 0; flags < 32; flags++) {
                if (address.startsWith("127") || (flags & NUMERICHOST) != 0) {
                    questions.add(address.replace(' ', '\t') + "\t" + flags);
                }
            }
        }
        questions.add("192.0.2.1\t80\t0\t0");
        questions.add("192.0.2.1\t80\t0\t8");
        questions.add("::1\t80\t0\t0");
        compare("names", questions, this::names);
    }

    private String names(String question) {
        String[] words = question.split("\t");
        int number = Integer.parseInt(words[3]);
        Set<NameFlag> flags = IntStream.range(0, NameFlag.values().length)
                .mapToObj(each -> NameFlag.values()[each])
                .filter(each -> (Flags.ofNames(Set.of(each)) & number) != 0)
                .collect(Collectors.toSet());
        try {
            InetAddress host = InetAddress.ofLiteral(words[0]);
            int scope = Integer.parseInt(words[2]);
            NameInfo name = resolver.getnameinfo(
                    new InetSocketAddress(
                            scope == 0 ? host : Inet6Address.getByAddress(null, host.getAddress(), scope),
                            Integer.parseInt(words[1])),
                    flags);
            return name.host() + " " + name.service();
        } catch (ResolverException e) {
            return "error " + e.code();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private interface Asked {
        String answer(String question);
    }

    private static void compare(String what, List<String> questions, Asked asked) throws Exception {
        List<String> theirs = python(what, questions);
        assertEquals(questions.size(), theirs.size(), "answers of Python");
        Set<String> different = new TreeSet<>();
        for (int i = 0; i < questions.size(); i++) {
            String ours = asked.answer(questions.get(i));
            if (!ours.equals(theirs.get(i))) {
                different.add(questions.get(i) + ": here " + ours + ", in Python " + theirs.get(i));
            }
        }
        assertTrue(different.isEmpty(), () -> String.join("\n", different));
    }

    private static List<String> python(String what, List<String> questions) throws Exception {
        Process python;
        try {
            python = new ProcessBuilder(
                            "python3",
                            "-c",
                            new String(
                                    PythonComparisonTest.class
                                            .getResourceAsStream("names.py")
                                            .readAllBytes(),
                                    StandardCharsets.UTF_8),
                            what)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            assumeTrue(false, "no python3 to compare with: " + e.getMessage());
            throw e;
        }
        try (var questionsOut = python.outputWriter(StandardCharsets.UTF_8)) {
            questionsOut.write(String.join("\n", questions));
        }
        List<String> answers =
                python.inputReader(StandardCharsets.UTF_8).lines().toList();
        assertTrue(python.waitFor(20, TimeUnit.SECONDS), "Python does not end");
        assertEquals(0, python.exitValue(), "Python has failed");
        return answers;
    }
}
