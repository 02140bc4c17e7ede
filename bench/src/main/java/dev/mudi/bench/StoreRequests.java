package dev.mudi.bench;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.mudi.etcd.grpc.Methods;
import dev.mudi.etcd.grpc.wire.Wire;
import java.nio.charset.StandardCharsets;

/** What is asked of a store, by number. */
final class StoreRequests {
    private static final byte[] PREFIX = "/mudi-bench/".getBytes(StandardCharsets.UTF_8);
    private static final byte[] KEY = "/mudi-bench/pods/default/name-00000000".getBytes(StandardCharsets.UTF_8);
    private static final ByteString WATCHED = ByteString.copyFromUtf8("/mudi-bench/watched");

    private final int keys;
    private final ByteString value;

    /** @param keys how many there are; the numbers go round */
    StoreRequests(int keys, int valueBytes) {
        this.keys = keys;
        this.value = UnsafeByteOperations.unsafeWrap(new byte[valueBytes]);
    }

    private ByteString key(int index) {
        var key = KEY.clone();
        for (int digit = key.length - 1, rest = index % keys; rest > 0; digit--, rest /= 10) {
            key[digit] += (byte) (rest % 10);
        }
        return UnsafeByteOperations.unsafeWrap(key);
    }

    private Wire.PutRequest putOf(ByteString key) {
        return Wire.PutRequest.newBuilder().setKey(key).setValue(value).build();
    }

    StoreRequest<?> put(int index) {
        return new StoreRequest<>(Methods.PUT, putOf(key(index)));
    }

    StoreRequest<?> range(int index) {
        return new StoreRequest<>(
                Methods.RANGE, Wire.RangeRequest.newBuilder().setKey(key(index)).build());
    }

    /** By turns one that reads and one that writes. */
    StoreRequest<?> txn(int index) {
        var key = key(index);
        var read = Wire.RequestOp.newBuilder()
                .setRequestRange(Wire.RangeRequest.newBuilder().setKey(key))
                .build();
        var there = Wire.Compare.newBuilder()
                .setKey(key)
                .setTarget(Wire.Compare.CompareTarget.VERSION)
                .setResult(Wire.Compare.CompareResult.GREATER)
                .setVersion(-1);
        var txn = Wire.TxnRequest.newBuilder().addCompare(there);
        if (index % 2 == 0) {
            txn.addSuccess(read);
        } else {
            txn.addSuccess(Wire.RequestOp.newBuilder().setRequestPut(putOf(key)))
                    .addFailure(read);
        }
        return new StoreRequest<>(Methods.TXN, txn.build());
    }

    static StoreRequest<?> keepAlive(long lease) {
        return new StoreRequest<>(
                Methods.LEASE_KEEP_ALIVE,
                Wire.LeaseKeepAliveRequest.newBuilder().setID(lease).build());
    }

    StoreRequest<?> putWatched() {
        return new StoreRequest<>(Methods.PUT, putOf(WATCHED));
    }

    static Wire.WatchRequest watch() {
        return Wire.WatchRequest.newBuilder()
                .setCreateRequest(Wire.WatchCreateRequest.newBuilder().setKey(WATCHED))
                .build();
    }

    /** Deletes the keys from one number to before the other. */
    Wire.DeleteRangeRequest delete(int from, int to) {
        return Wire.DeleteRangeRequest.newBuilder()
                .setKey(key(from))
                .setRangeEnd(key(to - 1).concat(ByteString.copyFrom(new byte[1])))
                .build();
    }

    /** Deletes all there is. */
    static Wire.DeleteRangeRequest deleteAll() {
        var end = PREFIX.clone();
        end[end.length - 1]++;
        return Wire.DeleteRangeRequest.newBuilder()
                .setKey(ByteString.copyFrom(PREFIX))
                .setRangeEnd(ByteString.copyFrom(end))
                .build();
    }
}
