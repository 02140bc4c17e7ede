package dev.mudi.etcd;

/**
 * Sets a key.
 *
 * @param lease the lease to hang the key on, 0 for none
 * @param prevKv whether the answer holds what was there before
 * @param ignoreValue keep the present value; the key must exist, and {@code value} be empty
 * @param ignoreLease keep the present lease; the key must exist, and {@code lease} be 0
 */
public record PutRequest(Bytes key, Bytes value, long lease, boolean prevKv, boolean ignoreValue, boolean ignoreLease)
        implements RequestOp {

    public static PutRequest of(Bytes key, Bytes value) {
        return new PutRequest(key, value, 0, false, false, false);
    }

    public PutRequest withLease(long newLease) {
        return new PutRequest(key, value, newLease, prevKv, ignoreValue, ignoreLease);
    }

    public PutRequest withPrevKv() {
        return new PutRequest(key, value, lease, true, ignoreValue, ignoreLease);
    }
}
