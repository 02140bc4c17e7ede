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
        CORRUPT(Status.DATA_LOSS, "etcdserver: corrupt cluster"),

        MEMBER_EXISTS(Status.FAILED_PRECONDITION, "etcdserver: member ID already exist"),
        PEER_URL_EXISTS(Status.FAILED_PRECONDITION, "etcdserver: Peer URLs already exists"),
        NOT_ENOUGH_STARTED_MEMBERS(
                Status.FAILED_PRECONDITION, "etcdserver: re-configuration failed due to not enough started members"),
        BAD_MEMBER_URLS(Status.INVALID_ARGUMENT, "etcdserver: given member URLs are invalid"),
        MEMBER_NOT_FOUND(Status.NOT_FOUND, "etcdserver: member not found"),
        MEMBER_NOT_LEARNER(Status.FAILED_PRECONDITION, "etcdserver: can only promote a learner member"),
        LEARNER_NOT_READY(
                Status.FAILED_PRECONDITION,
                "etcdserver: can only promote a learner member which is in sync with leader"),
        TOO_MANY_LEARNERS(Status.FAILED_PRECONDITION, "etcdserver: too many learner members in cluster"),
        NO_LEADER(Status.UNAVAILABLE, "etcdserver: no leader"),
        NOT_LEADER(Status.FAILED_PRECONDITION, "etcdserver: not leader"),
        LEADER_CHANGED(Status.UNAVAILABLE, "etcdserver: leader changed"),
        BAD_LEADER_TRANSFEREE(Status.FAILED_PRECONDITION, "etcdserver: bad leader transferee"),
        NOT_CAPABLE(Status.FAILED_PRECONDITION, "etcdserver: not capable"),
        UNHEALTHY(Status.UNAVAILABLE, "etcdserver: unhealthy cluster"),
        TOO_MANY_REQUESTS(Status.RESOURCE_EXHAUSTED, "etcdserver: too many requests"),

        ROOT_USER_NOT_EXIST(Status.FAILED_PRECONDITION, "etcdserver: root user does not exist"),
        ROOT_ROLE_NOT_EXIST(Status.FAILED_PRECONDITION, "etcdserver: root user does not have root role"),
        USER_ALREADY_EXISTS(Status.FAILED_PRECONDITION, "etcdserver: user name already exists"),
        USER_EMPTY(Status.INVALID_ARGUMENT, "etcdserver: user name is empty"),
        USER_NOT_FOUND(Status.FAILED_PRECONDITION, "etcdserver: user name not found"),
        ROLE_ALREADY_EXISTS(Status.FAILED_PRECONDITION, "etcdserver: role name already exists"),
        ROLE_NOT_FOUND(Status.FAILED_PRECONDITION, "etcdserver: role name not found"),
        ROLE_EMPTY(Status.INVALID_ARGUMENT, "etcdserver: role name is empty"),
        AUTH_FAILED(Status.INVALID_ARGUMENT, "etcdserver: authentication failed, invalid user ID or password"),
        PERMISSION_NOT_GIVEN(Status.INVALID_ARGUMENT, "etcdserver: permission not given"),
        PERMISSION_DENIED(Status.PERMISSION_DENIED, "etcdserver: permission denied"),
        ROLE_NOT_GRANTED(Status.FAILED_PRECONDITION, "etcdserver: role is not granted to the user"),
        PERMISSION_NOT_GRANTED(Status.FAILED_PRECONDITION, "etcdserver: permission is not granted to the role"),
        AUTH_NOT_ENABLED(Status.FAILED_PRECONDITION, "etcdserver: authentication is not enabled"),
        INVALID_AUTH_TOKEN(Status.UNAUTHENTICATED, "etcdserver: invalid auth token"),
        INVALID_AUTH_MGMT(Status.INVALID_ARGUMENT, "etcdserver: invalid auth management"),
        AUTH_OLD_REVISION(Status.INVALID_ARGUMENT, "etcdserver: revision of auth store is old"),

        WRONG_DOWNGRADE_VERSION(Status.INVALID_ARGUMENT, "etcdserver: wrong downgrade target version format"),
        INVALID_DOWNGRADE_TARGET(Status.INVALID_ARGUMENT, "etcdserver: invalid downgrade target version"),
        DOWNGRADE_IN_PROCESS(Status.FAILED_PRECONDITION, "etcdserver: cluster has a downgrade job in progress"),
        UNKNOWN_METHOD(Status.INVALID_ARGUMENT, "etcdserver: unknown method"),
        NO_INFLIGHT_DOWNGRADE(Status.FAILED_PRECONDITION, "etcdserver: no inflight downgrade job");

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
        DATA_LOSS,
        PERMISSION_DENIED,
        UNAUTHENTICATED
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

    /** The same refusal, thrown where it is told. */
    public EtcdException again() {
        var told = new EtcdException(code, String.valueOf(getMessage()), compactRevision);
        told.addSuppressed(this);
        return told;
    }

    public Code code() {
        return code;
    }

    /** With {@link Code#COMPACTED} the oldest revision that can be read, otherwise 0. */
    public long compactRevision() {
        return compactRevision;
    }
}
