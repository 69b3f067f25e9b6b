package dev.gyre.itests.modes.oracle;

import dev.gyre.loop.AddressInfo;
import dev.gyre.loop.InvalidStateException;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.LoopSocket;
import dev.gyre.loop.ReceivedFrom;
import dev.gyre.loop.ResolverException;
import dev.gyre.loop.SendfileNotAvailableException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What everybody of a scenario heard, in words that asyncio's and Gyre's traces share. */
final class Trace {
    private static final int LONGEST_SHOWN = 40;

    private final Map<String, List<Object>> heard = new TreeMap<>();
    private final Runnable poke;

    Trace(Runnable poke) {
        this.poke = poke;
    }

    void note(String who, String what) {
        heard.computeIfAbsent(who, _ -> new ArrayList<>()).add(what);
        poke.run();
    }

    /** Bytes in pieces are one event, however they were cut. */
    void data(String who, byte[] bytes) {
        List<Object> events = heard.computeIfAbsent(who, _ -> new ArrayList<>());
        if (events.isEmpty() || !(events.getLast() instanceof ByteArrayOutputStream)) {
            events.add(new ByteArrayOutputStream());
        }
        ((ByteArrayOutputStream) events.getLast()).writeBytes(bytes);
        poke.run();
    }

    int received(String who) {
        return heard.getOrDefault(who, List.of()).stream()
                .mapToInt(event -> event instanceof ByteArrayOutputStream data ? data.size() : 0)
                .sum();
    }

    long count(String who, String event) {
        return heard.getOrDefault(who, List.of()).stream()
                .filter(each -> each instanceof String text && text.split(" ")[0].equals(event))
                .count();
    }

    List<String> lines() {
        return heard.entrySet().stream()
                .map(entry -> entry.getKey() + ": "
                        + entry.getValue().stream().map(Trace::shown).collect(Collectors.joining(", ")))
                .toList();
    }

    private static String shown(Object event) {
        return event instanceof ByteArrayOutputStream data ? "data " + shown(data.toByteArray()) : event.toString();
    }

    static String shown(byte[] bytes) {
        return bytes.length <= LONGEST_SHOWN
                ? '"' + new String(bytes, StandardCharsets.UTF_8) + '"'
                : bytes.length + " bytes";
    }

    static String shown(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return shown(copy);
    }

    /** The word for a failure. */
    static String kind(@Nullable Throwable failure) {
        return switch (failure) {
            case null -> "none";
            case Boom _ -> "BOOM";
            case CancellationException _ -> "CANCELLED";
            case InvalidStateException _ -> "INVALID_STATE";
            case SendfileNotAvailableException _ -> "NO_SENDFILE";
            case ResolverException unknown -> "GAI " + unknown.code();
            case LoopIOException known -> known.kind().name();
            case IllegalStateException _ -> "STATE";
            case IllegalArgumentException _ -> "ARGUMENT";
            default -> failure.getClass().getSimpleName();
        };
    }

    /** What a future has brought, as both sides word it. */
    static String value(@Nullable Object result) {
        return switch (result) {
            case ByteBuffer bytes -> shown(bytes);
            case ReceivedFrom<?>(ByteBuffer bytes, var _) -> shown(bytes);
            case LoopSocket _ -> "socket";
            case Number number -> number.toString();
            case List<?> list -> list.stream().map(Trace::info).collect(Collectors.joining(", "));
            case null, default -> "";
        };
    }

    private static String info(Object each) {
        if (each instanceof AddressInfo info) {
            return info.family().name().toLowerCase(Locale.ROOT) + " " + info.type() + " " + info.protocol() + " "
                    + host(info) + " " + info.address().getPort();
        }
        return String.valueOf(each);
    }

    /** Java writes IPv6 addresses in full. */
    private static String host(AddressInfo info) {
        return info.address()
                .getAddress()
                .getHostAddress()
                .replaceAll("%.*", "")
                .replaceFirst("^0:0:0:0:0:0:0:", "::")
                .replaceFirst("^::0$", "::")
                .replaceFirst(":0:0:0:0:0:0:", "::");
    }

    /** What protocols throw that are told to. */
    static final class Boom extends Exception {
        private static final long serialVersionUID = 1L;

        Boom() {
            super("on purpose");
        }
    }
}
