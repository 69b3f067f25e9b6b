package dev.gyre.loop.nio;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.LoopIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NoConnectionPendingException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;

/**
 * Gives the JDK's exceptions their {@link ErrorKind}.
 *
 * <p>The JDK has a class for few of them and passes the kernel's error on as the C library's text, so texts are looked at
 * before classes that the JDK uses for several errors: {@code BindException} is also "Permission denied", {@code ConnectException}
 * also a time-out. Under a locale whose C library translates its texts, those become {@link ErrorKind#OTHER}.
 */
final class NioErrors {
    private static final System.Logger LOGGER = System.getLogger("dev.gyre.loop.nio");

    /** Parts of texts, of glibc, musl, macOS and the JDK itself; the first that fits decides. */
    private static final Text[] TEXTS = {
        new Text("Connection reset", ErrorKind.RESET),
        new Text("Broken pipe", ErrorKind.BROKEN_PIPE),
        new Text("Connection refused", ErrorKind.REFUSED),
        new Text("No such file or directory", ErrorKind.NOT_FOUND),
        new Text("Not a directory", ErrorKind.NOT_FOUND),
        new Text("Resource temporarily unavailable", ErrorKind.REFUSED),
        new Text("connection abort", ErrorKind.ABORTED),
        new Text("Connection aborted", ErrorKind.ABORTED),
        new Text("Address already in use", ErrorKind.ADDRESS_IN_USE),
        new Text("Address in use", ErrorKind.ADDRESS_IN_USE),
        new Text("assign requested address", ErrorKind.ADDRESS_NOT_AVAILABLE),
        new Text("Address not available", ErrorKind.ADDRESS_NOT_AVAILABLE),
        new Text("Address family not supported", ErrorKind.ADDRESS_NOT_AVAILABLE),
        new Text("Unix domain path too long", ErrorKind.ADDRESS_NOT_AVAILABLE),
        new Text("unnamed address", ErrorKind.ADDRESS_NOT_AVAILABLE),
        new Text("timed out", ErrorKind.TIMED_OUT),
        new Text("unreachable", ErrorKind.UNREACHABLE),
        new Text("No route to host", ErrorKind.UNREACHABLE),
        new Text("is down", ErrorKind.UNREACHABLE),
        new Text("Too many open files", ErrorKind.TOO_MANY_FILES),
        new Text("No file descriptors available", ErrorKind.TOO_MANY_FILES),
        new Text("No buffer space", ErrorKind.NO_BUFFERS),
        new Text("Cannot allocate memory", ErrorKind.NO_BUFFERS),
        new Text("Out of memory", ErrorKind.NO_BUFFERS),
        new Text("Message too long", ErrorKind.MESSAGE_TOO_LARGE),
        new Text("Message too large", ErrorKind.MESSAGE_TOO_LARGE),
        new Text("Permission denied", ErrorKind.NOT_PERMITTED),
        new Text("Operation not permitted", ErrorKind.NOT_PERMITTED),
        new Text("not connected", ErrorKind.NOT_CONNECTED),
        new Text("Bad file descriptor", ErrorKind.CLOSED),
    };

    private record Text(String part, ErrorKind kind) {}

    private NioErrors() {}

    /**
     * Makes the failure of an attempt.
     *
     * @param attempt what was tried, to follow "Cannot"
     * @param cause what the JDK threw
     * @return the failure
     */
    static LoopIOException translate(String attempt, Exception cause) {
        return cause instanceof LoopIOException known ? known : as(kindOf(cause), attempt, cause);
    }

    /** Makes a failure whose kind the caller knows better. */
    static LoopIOException as(ErrorKind kind, String attempt, Exception cause) {
        return new LoopIOException(kind, "Cannot " + attempt + ": " + found(cause) + advice(kind), cause);
    }

    private static String found(Exception cause) {
        String text = cause.getMessage();
        return text == null ? cause.getClass().getSimpleName() : text;
    }

    private static String advice(ErrorKind kind) {
        return switch (kind) {
            case REFUSED -> " (nobody listens there, or its queue is full)";
            case ADDRESS_IN_USE -> " (another socket has it; choose another, or 0 for any free port)";
            case ADDRESS_NOT_AVAILABLE ->
                " (resolved, of the socket's family, and this machine's own where it is bound to?)";
            case TOO_MANY_FILES -> " (raise the limit on open files, or close some)";
            case NOT_PERMITTED -> " (the user who runs this lacks the right)";
            default -> "";
        };
    }

    static ErrorKind kindOf(Exception e) {
        return switch (e) {
            case LoopIOException known -> known.kind();
            case ClosedChannelException _ -> ErrorKind.CLOSED;
            case PortUnreachableException _ -> ErrorKind.REFUSED;
            case NoRouteToHostException _ -> ErrorKind.UNREACHABLE;
            case NotYetConnectedException _ -> ErrorKind.NOT_CONNECTED;
            case NoConnectionPendingException _ -> ErrorKind.NOT_CONNECTED;
            case UnresolvedAddressException _ -> ErrorKind.ADDRESS_NOT_AVAILABLE;
            case UnsupportedAddressTypeException _ -> ErrorKind.ADDRESS_NOT_AVAILABLE;
            default -> byText(e);
        };
    }

    private static ErrorKind byText(Exception e) {
        String text = e.getMessage();
        for (Text known : TEXTS) {
            if (text != null && text.contains(known.part)) {
                return known.kind;
            }
        }
        return e instanceof ConnectException ? ErrorKind.REFUSED : ErrorKind.OTHER;
    }

    /** For failures that nobody waits for. */
    static void log(String message, Exception cause) {
        LOGGER.log(System.Logger.Level.WARNING, message, cause);
    }
}
