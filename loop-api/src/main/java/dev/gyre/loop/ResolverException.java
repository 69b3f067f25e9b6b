package dev.gyre.loop;

import org.jspecify.annotations.Nullable;

/** A name could not be resolved. */
public class ResolverException extends java.io.IOException {
    private static final long serialVersionUID = 1L;

    /** {@code EAI_BADFLAGS}: a flag that this resolver cannot honour. */
    public static final int EAI_BADFLAGS = -1;
    /** {@code EAI_NONAME}: the name is not known. */
    public static final int EAI_NONAME = -2;
    /** {@code EAI_AGAIN}: no answer for now. */
    public static final int EAI_AGAIN = -3;
    /** {@code EAI_FAIL}: the name server has failed. */
    public static final int EAI_FAIL = -4;
    /** {@code EAI_NODATA}: the host exists and has no address. */
    public static final int EAI_NODATA = -5;
    /** {@code EAI_FAMILY}: there are no addresses of such a family. */
    public static final int EAI_FAMILY = -6;
    /** {@code EAI_SOCKTYPE}: no such type of socket, or not with that protocol. */
    public static final int EAI_SOCKTYPE = -7;
    /** {@code EAI_SERVICE}: no such port. */
    public static final int EAI_SERVICE = -8;
    /** {@code EAI_ADDRFAMILY}: the host has no address of that family. */
    public static final int EAI_ADDRFAMILY = -9;
    /** {@code EAI_MEMORY}: no memory left. */
    public static final int EAI_MEMORY = -10;
    /** {@code EAI_SYSTEM}: a call of the system has failed; the cause is a {@link LoopIOException} with its number. */
    public static final int EAI_SYSTEM = -11;
    /** {@code EAI_OVERFLOW}: a name is longer than names may be. */
    public static final int EAI_OVERFLOW = -12;

    /** The code. */
    private final int code;

    /**
     * Makes one.
     *
     * @param code an {@code EAI_…} code as glibc numbers them
     * @param message the name that was asked for, and what was found
     * @param cause what the resolver threw, or null
     */
    public ResolverException(int code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /**
     * {@return an {@code EAI_…} code as glibc numbers them}
     */
    public int code() {
        return code;
    }
}
