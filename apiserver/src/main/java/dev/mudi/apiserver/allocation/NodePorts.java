package dev.mudi.apiserver.allocation;

import dev.mudi.apiserver.metrics.AllocationMetrics.Usage;
import dev.mudi.apiserver.storage.KeyPrefix;
import dev.mudi.apiserver.storage.StoreErrors;
import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.Compare;
import dev.mudi.etcd.DeleteRangeRequest;
import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.KeyRange;
import dev.mudi.etcd.PutRequest;
import dev.mudi.etcd.RangeRequest;
import dev.mudi.etcd.TxnRequest;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Which Service has which node port: a key of the store each, so that no port is given twice whatever servers there are. Safe for
 * several threads.
 */
final class NodePorts {
    private static final String KEYS = "/registry/ranges/nodeports/";
    private static final int LEAST_BAND = 16;

    private final Etcd etcd;
    private final String prefix;
    private final int first;
    private final int last;
    private final RandomGenerator random;

    NodePorts(Etcd etcd, KeyPrefix keys, ServiceAllocation.Ranges ranges, RandomGenerator random) {
        this.etcd = etcd;
        this.prefix = keys.of(KEYS);
        this.first = ranges.firstPort();
        this.last = ranges.lastPort();
        this.random = random;
    }

    private Bytes key(long port) {
        return Bytes.utf8(prefix + port);
    }

    private static Bytes value(String owner) {
        return Bytes.utf8(owner);
    }

    boolean isInRange(long port) {
        return port >= first && port <= last;
    }

    /** {@code 30000-32767}. */
    String range() {
        return first + "-" + last;
    }

    /** Whether nobody has a port. */
    boolean isFree(long port) {
        return asking(() -> etcd.get(key(port))).isEmpty();
    }

    /** Whether an owner has a port. */
    boolean isOf(long port, String owner) {
        return asking(() -> etcd.get(key(port)))
                .filter(kv -> kv.value().equals(value(owner)))
                .isPresent();
    }

    /** Takes a port; false if it is taken. */
    boolean take(long port, String owner) {
        return asking(() ->
                        etcd.txn(TxnRequest.when(Compare.absent(key(port)), PutRequest.of(key(port), value(owner)))))
                .succeeded();
    }

    /** Gives back a port, if this owner has it. */
    void release(long port, String owner) {
        asking(() -> etcd.txn(TxnRequest.when(
                Compare.value(key(port), Compare.Result.EQUAL, value(owner)), DeleteRangeRequest.of(key(port)))));
    }

    /** Any free port, taken unless it is for show; the band below, which is left for people who choose, comes last. Empty if all are taken. */
    Optional<Long> takeAny(String owner, boolean forShow) {
        int size = last - first + 1;
        int band = Math.min(Math.max(LEAST_BAND, size / 32), 128);
        int above = Math.max(1, size - band);
        int start = random.nextInt(above);
        for (int i = 0; i < size; i++) {
            long port = (long) first + (i < above ? (size - above) + (start + i) % above : i - above);
            if (isFree(port) && (forShow || take(port, owner))) {
                return Optional.of(port);
            }
        }
        return Optional.empty();
    }

    /** How many are taken. */
    Usage usage() {
        long taken = asking(() ->
                        etcd.range(RangeRequest.of(KeyRange.prefix(prefix)).countOnly()))
                .count();
        return new Usage("", taken, last - first + 1L);
    }

    /** Who has what. */
    Map<Long, String> all() {
        var all = new LinkedHashMap<Long, String>();
        asking(() -> etcd.range(RangeRequest.of(KeyRange.prefix(prefix)))).kvs().forEach(kv -> {
            var key = new String(kv.key().array(), StandardCharsets.UTF_8);
            all.put(
                    Long.parseLong(key.substring(prefix.length())),
                    new String(kv.value().array(), StandardCharsets.UTF_8));
        });
        return all;
    }

    private static <T> T asking(Supplier<T> question) {
        try {
            return question.get();
        } catch (EtcdException e) {
            throw StoreErrors.statusOf(e);
        }
    }
}
