package dev.gyre.linux;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * Finds functions of the C library. All have one shape, six words in and one out, because each new shape costs milliseconds: the calling conventions of x86-64
 * and AArch64 on Linux pass integers and addresses in registers of their own, of which a function reads those it has, and the
 * half it wants.
 */
final class CLibrary {
    private static final FunctionDescriptor SHAPE = FunctionDescriptor.of(
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG);

    /** For the few that have a seventh word, which x86-64 passes in eight bytes of the stack. */
    private static final FunctionDescriptor LONG_SHAPE = SHAPE.appendArgumentLayouts(ValueLayout.JAVA_LONG);

    private CLibrary() {}

    static Optional<MemorySegment> symbol(String name) {
        SymbolLookup lookup = Linker.nativeLinker().defaultLookup();
        return lookup.find(name);
    }

    /** {@return a function that takes the place for its error number and six words} */
    static MethodHandle function(String name) {
        return function(name, SHAPE);
    }

    /** {@return a function that takes the place for its error number and seven words} */
    static MethodHandle functionOfSeven(String name) {
        return function(name, LONG_SHAPE);
    }

    @SuppressWarnings("restricted")
    private static MethodHandle function(String name, FunctionDescriptor shape) {
        MemorySegment address = symbol(name)
                .orElseThrow(() -> new UnsatisfiedLinkError(
                        "The C library has no function " + name + "; Gyre needs glibc 2.35, musl 1.2 or later"));
        return Linker.nativeLinker().downcallHandle(address, shape, Linker.Option.captureCallState("errno"));
    }
}
