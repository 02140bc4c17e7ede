package dev.mudi.runtime.cri;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A CRI call that failed. The code is the one that the gRPC call would end with; the message says what was asked, what was
 * wrong and, where it is known, what would be right. Unchecked, as the gRPC stubs' exception is.
 */
public final class CriException extends RuntimeException {

    /** The gRPC status codes that CRI callers tell apart. */
    public enum Code {
        /** The request can't be carried out by any runtime: an empty name, a malformed digest, a contradictory option. */
        INVALID_ARGUMENT,
        /** The sandbox, container or image named doesn't exist. */
        NOT_FOUND,
        /** What should be made exists with another content. */
        ALREADY_EXISTS,
        /** The object is not in the state the call needs, such as exec in a container that has ended. */
        FAILED_PRECONDITION,
        /** A credential is missing or refused, such as by an image registry. */
        UNAUTHENTICATED,
        /** The runtime, or something it needs, can't answer at the moment; trying again may help. */
        UNAVAILABLE,
        /** The time given with the call ran out. */
        DEADLINE_EXCEEDED,
        /** The call is known and not offered by this runtime. */
        UNIMPLEMENTED,
        /** A host program or the kernel failed. */
        INTERNAL
    }

    private static final long serialVersionUID = 1L;

    private final Code code;

    public CriException(Code code, String message) {
        this(code, message, null);
    }

    public CriException(Code code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = Objects.requireNonNull(code);
    }

    public Code code() {
        return code;
    }

    /** Whether the thing named doesn't exist: what an idempotent removal treats as success. */
    public boolean isNotFound() {
        return code == Code.NOT_FOUND;
    }

    public static CriException notFound(String message) {
        return new CriException(Code.NOT_FOUND, message);
    }

    public static CriException invalidArgument(String message) {
        return new CriException(Code.INVALID_ARGUMENT, message);
    }

    public static CriException failedPrecondition(String message) {
        return new CriException(Code.FAILED_PRECONDITION, message);
    }

    public static CriException unavailable(String message) {
        return new CriException(Code.UNAVAILABLE, message);
    }

    public static CriException internal(String message, @Nullable Throwable cause) {
        return new CriException(Code.INTERNAL, message, cause);
    }
}
