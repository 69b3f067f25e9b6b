package dev.gyre.loop.transport;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How {@link dev.gyre.loop.EventLoop#subprocessExec} and {@link dev.gyre.loop.EventLoop#subprocessShell} start a child.
 *
 * <p><b>Threading</b>: immutable; any thread.
 *
 * <p><b>Ownership</b>: descriptors among the options stay the caller's; the child gets copies.
 *
 * <p><b>Errors</b>: {@link Builder#build()} refuses redirects that make no sense by {@link IllegalArgumentException}.
 * What a provider cannot do fails the operation, naming the option.
 *
 * <p><b>Differences from asyncio</b>: user, group, extra groups and a function to run in the child ({@code preexec_fn})
 * are refused by name.
 */
public final class ProcessOptions {
    private static final ProcessOptions DEFAULTS = builder().build();

    private final Redirect stdin;
    private final Redirect stdout;
    private final Redirect stderr;
    private final @Nullable Path cwd;
    private final @Nullable Map<String, String> environment;
    private final @Nullable Path executable;
    private final @Nullable Integer umask;
    private final boolean restoreSignals;
    private final boolean newSession;
    private final @Nullable Integer processGroup;
    private final Set<Integer> extraDescriptors;
    private final @Nullable Integer pipeSize;

    private ProcessOptions(Builder builder) {
        stdin = builder.stdin;
        stdout = builder.stdout;
        stderr = builder.stderr;
        cwd = builder.cwd;
        environment = builder.environment;
        executable = builder.executable;
        umask = builder.umask;
        restoreSignals = builder.restoreSignals;
        newSession = builder.newSession;
        processGroup = builder.processGroup;
        extraDescriptors = builder.extraDescriptors;
        pipeSize = builder.pipeSize;
    }

    /**
     * {@return options that give the child three pipes and otherwise what this process has}
     */
    public static ProcessOptions defaults() {
        return DEFAULTS;
    }

    /**
     * {@return a builder with nothing set but the defaults}
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * {@return a builder with what is set here}
     */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /**
     * {@return what the child's standard input is; a pipe unless set}
     */
    public Redirect stdin() {
        return stdin;
    }

    /**
     * {@return what the child's standard output is; a pipe unless set}
     */
    public Redirect stdout() {
        return stdout;
    }

    /**
     * {@return what the child's standard error is; a pipe unless set}
     */
    public Redirect stderr() {
        return stderr;
    }

    /**
     * {@return the child's working directory; null for this process's}
     */
    public @Nullable Path cwd() {
        return cwd;
    }

    /**
     * {@return the child's whole environment; null for this process's}
     */
    public @Nullable Map<String, String> environment() {
        return environment;
    }

    /**
     * {@return the program to run in place of the first word of the command, or of the shell; null for none}
     */
    public @Nullable Path executable() {
        return executable;
    }

    /**
     * {@return the child's file mode mask, 0 to 0777 (octal); null for this process's}
     */
    public @Nullable Integer umask() {
        return umask;
    }

    /**
     * {@return whether signals that the runtime ignores have their default effect in the child; true unless set}
     */
    public boolean restoreSignals() {
        return restoreSignals;
    }

    /**
     * {@return whether the child leads a session of its own ({@code setsid}); false unless set}
     */
    public boolean newSession() {
        return newSession;
    }

    /**
     * {@return the process group to put the child into; 0 for one of its own; null for this process's}
     */
    public @Nullable Integer processGroup() {
        return processGroup;
    }

    /**
     * {@return further descriptors of this process that the child gets, under the same numbers; none unless set}
     */
    public Set<Integer> extraDescriptors() {
        return extraDescriptors;
    }

    /**
     * {@return the size in bytes of the pipes' buffers in the kernel, where it can be set; null for the system's}
     */
    public @Nullable Integer pipeSize() {
        return pipeSize;
    }

    /** What one of the child's standard descriptors is. */
    public sealed interface Redirect {
        /** A pipe with a transport at this end. */
        Redirect PIPE = Standard.PIPE;
        /** The null device. */
        Redirect DEVNULL = Standard.DEVNULL;
        /** The same as this process's. */
        Redirect INHERIT = Standard.INHERIT;
        /** For standard error: where standard output goes. */
        Redirect STDOUT = Standard.STDOUT;

        /**
         * Makes one of a file: read from for standard input; else created, or emptied when it exists, and written to.
         *
         * @param path the file
         * @return the redirect
         */
        static Redirect file(Path path) {
            return new OfFile(path, false);
        }

        /**
         * Makes one of a file that is created when needed and written to at its end.
         *
         * @param path the file
         * @return the redirect
         */
        static Redirect append(Path path) {
            return new OfFile(path, true);
        }

        /**
         * Makes one of a descriptor of this process, which stays open here.
         *
         * @param descriptor the descriptor
         * @return the redirect
         * @throws IllegalArgumentException when it is negative
         */
        static Redirect descriptor(int descriptor) {
            return new OfDescriptor(descriptor);
        }

        /** The redirects without a parameter. */
        enum Standard implements Redirect {
            /** See {@link Redirect#PIPE}. */
            PIPE,
            /** See {@link Redirect#DEVNULL}. */
            DEVNULL,
            /** See {@link Redirect#INHERIT}. */
            INHERIT,
            /** See {@link Redirect#STDOUT}. */
            STDOUT
        }

        /**
         * From or to a file.
         *
         * @param path the file
         * @param append whether it is written to at its end
         */
        record OfFile(Path path, boolean append) implements Redirect {
            /** Refuses null. */
            public OfFile {
                Objects.requireNonNull(path, "path");
            }
        }

        /**
         * From or to a descriptor of this process.
         *
         * @param descriptor the descriptor, not negative
         */
        record OfDescriptor(int descriptor) implements Redirect {
            /**
             * Checks the number.
             *
             * @throws IllegalArgumentException when it is negative
             */
            public OfDescriptor {
                OptionChecks.notNegative("descriptor", descriptor);
            }
        }
    }

    /**
     * Makes {@link ProcessOptions}. A second value for something replaces the first.
     *
     * <p><b>Threading</b>: one thread at a time.
     */
    public static final class Builder {
        private Redirect stdin = Redirect.PIPE;
        private Redirect stdout = Redirect.PIPE;
        private Redirect stderr = Redirect.PIPE;
        private @Nullable Path cwd;
        private @Nullable Map<String, String> environment;
        private @Nullable Path executable;
        private @Nullable Integer umask;
        private boolean restoreSignals = true;
        private boolean newSession;
        private @Nullable Integer processGroup;
        private Set<Integer> extraDescriptors = Set.of();
        private @Nullable Integer pipeSize;

        private Builder() {}

        private Builder(ProcessOptions from) {
            stdin = from.stdin;
            stdout = from.stdout;
            stderr = from.stderr;
            cwd = from.cwd;
            environment = from.environment;
            executable = from.executable;
            umask = from.umask;
            restoreSignals = from.restoreSignals;
            newSession = from.newSession;
            processGroup = from.processGroup;
            extraDescriptors = from.extraDescriptors;
            pipeSize = from.pipeSize;
        }

        /**
         * Sets what the child's standard input is.
         *
         * @param stdin anything but {@link Redirect#STDOUT} and a file to append to
         * @return this builder
         */
        public Builder stdin(Redirect stdin) {
            this.stdin = Objects.requireNonNull(stdin, "stdin");
            return this;
        }

        /**
         * Sets what the child's standard output is.
         *
         * @param stdout anything but {@link Redirect#STDOUT}
         * @return this builder
         */
        public Builder stdout(Redirect stdout) {
            this.stdout = Objects.requireNonNull(stdout, "stdout");
            return this;
        }

        /**
         * Sets what the child's standard error is.
         *
         * @param stderr anything
         * @return this builder
         */
        public Builder stderr(Redirect stderr) {
            this.stderr = Objects.requireNonNull(stderr, "stderr");
            return this;
        }

        /**
         * Sets the child's working directory.
         *
         * @param cwd the directory; null for this process's
         * @return this builder
         */
        public Builder cwd(@Nullable Path cwd) {
            this.cwd = cwd;
            return this;
        }

        /**
         * Sets the child's whole environment.
         *
         * @param environment the environment, copied; null for this process's
         * @return this builder
         */
        public Builder environment(@Nullable Map<String, String> environment) {
            this.environment = environment == null ? null : Map.copyOf(environment);
            return this;
        }

        /**
         * Sets the program to run in place of the first word of the command, or of the shell.
         *
         * @param executable the program; the child still sees the first word as its name
         * @return this builder
         */
        public Builder executable(@Nullable Path executable) {
            this.executable = executable;
            return this;
        }

        /**
         * Sets the child's file mode mask, 0 to 0777 (octal).
         *
         * @param umask the mask; null for this process's
         * @return this builder
         * @throws IllegalArgumentException when it is out of range
         */
        public Builder umask(@Nullable Integer umask) {
            if (umask != null && (umask < 0 || umask > 0777)) {
                throw new IllegalArgumentException(
                        "umask is 0" + Integer.toOctalString(umask) + "; it must be 0 to 0777 (octal)");
            }
            this.umask = umask;
            return this;
        }

        /**
         * Sets whether signals that the runtime ignores have their default effect in the child.
         *
         * @param restoreSignals whether they have
         * @return this builder
         */
        public Builder restoreSignals(boolean restoreSignals) {
            this.restoreSignals = restoreSignals;
            return this;
        }

        /**
         * Sets whether the child leads a session of its own ({@code setsid}).
         *
         * @param newSession whether it does
         * @return this builder
         */
        public Builder newSession(boolean newSession) {
            this.newSession = newSession;
            return this;
        }

        /**
         * Sets the process group to put the child into.
         *
         * @param processGroup the group, not negative; 0 for one of its own; null for this process's
         * @return this builder
         * @throws IllegalArgumentException when it is negative
         */
        public Builder processGroup(@Nullable Integer processGroup) {
            if (processGroup != null) {
                OptionChecks.notNegative("processGroup", processGroup);
            }
            this.processGroup = processGroup;
            return this;
        }

        /**
         * Sets further descriptors of this process that the child gets, under the same numbers.
         *
         * @param extraDescriptors the descriptors, not negative
         * @return this builder
         * @throws IllegalArgumentException when one is negative
         */
        public Builder extraDescriptors(Set<Integer> extraDescriptors) {
            for (int descriptor : extraDescriptors) {
                OptionChecks.notNegative("A descriptor in extraDescriptors", descriptor);
            }
            this.extraDescriptors = Set.copyOf(extraDescriptors);
            return this;
        }

        /**
         * Sets the size of the pipes' buffers in the kernel, where it can be set.
         *
         * @param pipeSize the size, above zero; null for the system's
         * @return this builder
         * @throws IllegalArgumentException when it is not above zero
         */
        public Builder pipeSize(@Nullable Integer pipeSize) {
            if (pipeSize != null && pipeSize <= 0) {
                throw new IllegalArgumentException("pipeSize is " + pipeSize + "; it must be above 0 bytes");
            }
            this.pipeSize = pipeSize;
            return this;
        }

        /**
         * Refuses: a JVM cannot change the user of a child.
         *
         * @param user the user
         * @return never
         * @throws UnsupportedOperationException always
         */
        public Builder user(String user) {
            throw new UnsupportedOperationException(
                    "ProcessOptions.user is not supported: a JVM cannot change the user of a child; start it by"
                            + " setpriv, sudo or a service manager");
        }

        /**
         * Refuses: a JVM cannot change the group of a child.
         *
         * @param group the group
         * @return never
         * @throws UnsupportedOperationException always
         */
        public Builder group(String group) {
            throw new UnsupportedOperationException(
                    "ProcessOptions.group is not supported: a JVM cannot change the group of a child; start it by"
                            + " setpriv, sudo or a service manager");
        }

        /**
         * Refuses: a JVM cannot change the groups of a child.
         *
         * @param groups the groups
         * @return never
         * @throws UnsupportedOperationException always
         */
        public Builder extraGroups(List<String> groups) {
            throw new UnsupportedOperationException(
                    "ProcessOptions.extraGroups is not supported: a JVM cannot change the groups of a child; start it"
                            + " by setpriv, sudo or a service manager");
        }

        /**
         * Refuses: no Java code can run in a child between fork and exec.
         *
         * @param hook what was to run
         * @return never
         * @throws UnsupportedOperationException always
         */
        public Builder preexec(Runnable hook) {
            throw new UnsupportedOperationException(
                    "ProcessOptions.preexec is not supported: no Java code can run in a child between fork and exec;"
                            + " use a wrapper program");
        }

        /**
         * Makes the options.
         *
         * @return the options
         * @throws IllegalArgumentException when a redirect makes no sense
         */
        public ProcessOptions build() {
            if (stdin == Redirect.STDOUT || stdin instanceof Redirect.OfFile file && file.append()) {
                throw new IllegalArgumentException("stdin cannot be " + stdin + "; nothing can be read from there");
            }
            if (stdout == Redirect.STDOUT) {
                throw new IllegalArgumentException("stdout cannot be STDOUT; only stderr can go where stdout goes");
            }
            return new ProcessOptions(this);
        }
    }
}
