package dev.mudi.cluster;

import dev.mudi.cluster.ClusterOptions.Store;
import dev.mudi.etcd.DeleteRangeRequest;
import dev.mudi.etcd.EmbeddedEtcd;
import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.EtcdOptions;
import dev.mudi.etcd.grpc.EtcdClient;
import dev.mudi.etcd.state.Fence;
import dev.mudi.etcd.transfer.Export;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.function.Consumer;

/** The store that is moved from, to which no one writes while it is: each kind has its way to be sure of that. */
sealed interface MoveSource extends AutoCloseable {
    Etcd etcd();

    /** Writes everything that was ever acknowledged, as a snapshot of ours. */
    void write(OutputStream out) throws IOException;

    /** @throws IOException when someone has written since */
    default void requireQuiet() throws IOException {}

    /** The move has failed: everything is as before. */
    default void goOn() {}

    @Override
    void close();

    static MoveSource open(ClusterOptions options, Store store, Consumer<String> steps) throws IOException {
        return switch (store) {
            case Store.Embedded embedded ->
                new Own(EmbeddedEtcd.open(EtcdOptions.of(StoreRecord.folder(options.dataDir(), embedded))));
            case Store.Replicated member -> new Shared(MemberStore.open(options, member, steps), member.name());
            case Store.External external -> new Foreign(ObjectStore.connect(external));
        };
    }

    /** A store of the cluster's own: whoever has its directory is alone with it. */
    record Own(Etcd etcd) implements MoveSource {
        @Override
        public void write(OutputStream out) throws IOException {
            etcd.snapshot(out);
        }

        @Override
        public void close() {
            etcd.close();
        }
    }

    /**
     * A store of several members. The fence keeps all of them from writing: what was acknowledged by any of them is before it in the
     * log, and nothing comes after. It stays when the move is done, so that no server goes on with the old store.
     */
    record Shared(MemberStore member, String name) implements MoveSource {
        @Override
        public Etcd etcd() {
            return member.etcd();
        }

        @Override
        public void write(OutputStream out) throws IOException {
            etcd().configure(List.of(Fence.raise(name)));
            // Of this member only the log up to the fence is known to be complete.
            var _ = etcd().revision();
            etcd().snapshot(out);
        }

        @Override
        public void goOn() {
            etcd().configure(List.of(Fence.takeDown()));
        }

        @Override
        public void close() {
            member.close();
        }
    }

    /** An etcd that is not ours: it cannot be kept from taking writes, but it can be seen that it took none. */
    final class Foreign implements MoveSource {
        private final EtcdClient client;
        private long revision;

        private Foreign(EtcdClient client) {
            this.client = client;
        }

        @Override
        public Etcd etcd() {
            return client;
        }

        @Override
        public void write(OutputStream out) throws IOException {
            revision = Export.write(client, out);
        }

        @Override
        public void requireQuiet() throws IOException {
            if (client.revision() != revision) {
                throw new IOException(
                        "someone writes to the etcd while it is read: stop all API servers on it, then move");
            }
        }

        @Override
        public void goOn() {
            client.deleteRange(DeleteRangeRequest.of(Export.MARK));
        }

        @Override
        public void close() {
            client.close();
        }
    }
}
