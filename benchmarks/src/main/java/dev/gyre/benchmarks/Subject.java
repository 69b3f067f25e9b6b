package dev.gyre.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** A server that is measured. */
enum Subject {
    GYRE_EPOLL("gyre-epoll", "Gyre epoll", "GyreEcho", "epoll"),
    GYRE_SPINNING("gyre-epoll-spinning", "Gyre epoll, spinning", "GyreEcho", "epoll-spinning"),
    GYRE_NIO("gyre-nio", "Gyre nio", "GyreEcho", "nio"),
    NETTY_EPOLL("netty-epoll", "Netty epoll", "NettyEcho", "epoll", "defaults"),
    NETTY_EPOLL_TUNED("netty-epoll-tuned", "Netty epoll, tuned", "NettyEcho", "epoll", "tuned"),
    NETTY_EPOLL_GSO("netty-epoll-gso", "Netty epoll, GSO by hand", "NettyEcho", "epoll", "gso"),
    NETTY_IO_URING("netty-io_uring", "Netty io_uring", "NettyEcho", "io_uring", "defaults"),
    NETTY_IO_URING_TUNED("netty-io_uring-tuned", "Netty io_uring, tuned", "NettyEcho", "io_uring", "tuned"),
    NETTY_NIO("netty-nio", "Netty NIO", "NettyEcho", "nio", "defaults"),
    NETTY_NIO_TUNED("netty-nio-tuned", "Netty NIO, tuned", "NettyEcho", "nio", "tuned"),
    NIO("nio", "plain java.nio", "NioEcho"),
    C("c", "C epoll", ""),
    C_MMSG("c-mmsg", "C epoll, mmsg", ""),
    C_GSO("c-gso", "C epoll, GSO", "");

    private final String id;
    private final String title;
    private final String main;
    private final List<String> first;

    /** Its Java class, none for a C program, and its arguments before the place. */
    Subject(String id, String title, String main, String... first) {
        this.id = id;
        this.title = title;
        this.main = main;
        this.first = List.of(first);
    }

    /** {@return its name on the command line} */
    String id() {
        return id;
    }

    /** {@return its name for readers} */
    String title() {
        return title;
    }

    /** {@return whether it is a program in C} */
    boolean isNative() {
        return main.isEmpty();
    }

    /**
     * {@return whether it differs from the others in this mode}
     *
     * @param mode what is done
     */
    boolean plays(Mode mode) {
        return switch (this) {
            case C_MMSG, C_GSO, NETTY_EPOLL_GSO -> mode.isUdp();
            // There the fixed buffer is the default.
            case NETTY_IO_URING_TUNED, NETTY_NIO_TUNED -> !mode.isUdp();
            default -> true;
        };
    }

    /**
     * {@return its command line}
     *
     * @param programs where the programs are
     * @param mode what is done
     * @param path of its Unix socket
     */
    List<String> command(Programs programs, Mode mode, String path) {
        List<String> command = new ArrayList<>();
        if (isNative()) {
            command.add(programs.echo().toString());
            command.add(mode.place() + id.substring(C.id.length()));
        } else {
            command.addAll(programs.java("dev.gyre.benchmarks.echo." + main));
            command.addAll(first);
            command.add(mode.place());
        }
        if (mode == Mode.UNIX) {
            command.add(path);
        }
        return command;
    }
}
