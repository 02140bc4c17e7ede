package dev.mudi.etcd;

import java.io.Serial;

/** A refusal of the store, with etcd's code and message. */
public final class EtcdException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** What was refused and why; the messages are etcd's (API reference, package {@code rpctypes}). */
    public enum Code {
        EMPTY_KEY(Status.INVALID_ARGUMENT, "etcdserver: key is not provided"),
        KEY_NOT_FOUND(Status.INVALID_ARGUMENT, "etcdserver: key not found"),
        VALUE_PROVIDED(Status.INVALID_ARGUMENT, "etcdserver: value is provided"),
        LEASE_PROVIDED(Status.INVALID_ARGUMENT, "etcdserver: lease is provided"),
        TOO_MANY_OPS(Status.INVALID_ARGUMENT, "etcdserver: too many operations in txn request"),
        DUPLICATE_KEY(Status.INVALID_ARGUMENT, "etcdserver: duplicate key given in txn request"),
        INVALID_SORT_OPTION(Status.INVALID_ARGUMENT, "etcdserver: invalid sort option"),
        REQUEST_TOO_LARGE(Status.INVALID_ARGUMENT, "etcdserver: request is too large"),
        COMPACTED(Status.OUT_OF_RANGE, "etcdserver: mvcc: required revision has been compacted"),
        FUTURE_REVISION(Status.OUT_OF_RANGE, "etcdserver: mvcc: required revision is a future revision"),
        NO_SPACE(Status.RESOURCE_EXHAUSTED, "etcdserver: mvcc: database space exceeded"),
        LEASE_NOT_FOUND(Status.NOT_FOUND, "etcdserver: requested lease not found"),
        LEASE_EXISTS(Status.FAILED_PRECONDITION, "etcdserver: lease already exists"),
        LEASE_TTL_TOO_LARGE(Status.OUT_OF_RANGE, "etcdserver: too large lease TTL"),
        WATCH_CANCELED(Status.CANCELLED, "etcdserver: watch canceled"),
        STOPPED(Status.UNAVAILABLE, "etcdserver: server stopped"),
        TIMEOUT(Status.UNAVAILABLE, "etcdserver: request timed out"),
        CORRUPT(Status.DATA_LOSS, "etcdserver: corrupt cluster");

        private final Status status;
        private final String message;

        Code(Status status, String message) {
            this.status = status;
            this.message = message;
        }

        public Status status() {
            return status;
        }

        /** etcd's message, to the letter. */
        public String message() {
            return message;
        }
    }

    /** The gRPC status code a refusal travels with. */
    public enum Status {
        CANCELLED,
        INVALID_ARGUMENT,
        NOT_FOUND,
        RESOURCE_EXHAUSTED,
        FAILED_PRECONDITION,
        OUT_OF_RANGE,
        UNAVAILABLE,
        DATA_LOSS
    }

    private final Code code;
    private final long compactRevision;

    private EtcdException(Code code, String message, long compactRevision) {
        super(message);
        this.code = code;
        this.compactRevision = compactRevision;
    }

    /** The refusal with etcd's message alone. */
    public static EtcdException of(Code code) {
        return new EtcdException(code, code.message(), 0);
    }

    /** The refusal with etcd's message, and behind it in parentheses what was asked and what would be right. */
    public static EtcdException of(Code code, String detail) {
        return new EtcdException(code, code.message() + " (" + detail + ")", 0);
    }

    /** The refusal to read what was compacted away. */
    public static EtcdException compacted(long asked, long compactRevision) {
        var detail = "asked for revision " + asked + ", the oldest is " + compactRevision;
        return new EtcdException(Code.COMPACTED, Code.COMPACTED.message() + " (" + detail + ")", compactRevision);
    }

    public Code code() {
        return code;
    }

    /** With {@link Code#COMPACTED} the oldest revision that can be read, otherwise 0. */
    public long compactRevision() {
        return compactRevision;
    }
}
