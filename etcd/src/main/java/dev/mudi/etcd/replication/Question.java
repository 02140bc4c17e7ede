package dev.mudi.etcd.replication;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.commit.LeaseClock;
import java.nio.ByteBuffer;

/** What a member asks the leader about a lease, as bytes: one that says what, and the lease. The answer is a number. */
final class Question {
    private static final byte RENEW = 1;
    private static final byte REMAINING = 2;

    private Question() {}

    static Bytes renew(long lease) {
        return of(RENEW, lease);
    }

    static Bytes remaining(long lease) {
        return of(REMAINING, lease);
    }

    private static Bytes of(byte what, long lease) {
        return Bytes.wrap(
                ByteBuffer.allocate(1 + Long.BYTES).put(what).putLong(lease).array());
    }

    static Bytes answer(Bytes question, LeaseClock leases) {
        var from = ByteBuffer.wrap(question.array());
        byte what = from.get();
        long lease = from.getLong();
        long seconds = switch (what) {
            case RENEW -> renew(leases, lease);
            case REMAINING -> leases.remaining(lease).orElse(-1);
            default -> throw new IllegalStateException("there is no question of type " + what);
        };
        return Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(seconds).array());
    }

    private static long renew(LeaseClock leases, long lease) {
        try {
            return leases.renew(lease);
        } catch (EtcdException _) {
            return -1;
        }
    }

    /** The answer; -1 when there is no such lease. */
    static long readSeconds(Bytes answer) {
        return ByteBuffer.wrap(answer.array()).getLong();
    }
}
