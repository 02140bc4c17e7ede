package dev.mudi.cluster;

import dev.mudi.cluster.ClusterOptions.Store;
import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.EmbeddedEtcd;
import dev.mudi.etcd.EtcdCheck;
import dev.mudi.etcd.EtcdOptions;
import dev.mudi.etcd.raft.EtcdMember;
import dev.mudi.etcd.raft.MemberCheck;
import dev.mudi.etcd.transfer.Import;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;

/** The store that is moved to, which no one knows of until it is proven. */
sealed interface MoveTarget {
    /** Makes it of a snapshot of ours. */
    void make(InputStream snapshot) throws IOException, InterruptedException;

    /** Opens it to be compared with the old one. */
    ObjectStore open() throws IOException;

    /** @throws IOException when it is not sound */
    void check() throws IOException;

    /** Removes it, as far as it was made. */
    void discard() throws IOException, InterruptedException;

    static MoveTarget of(ClusterOptions options, Store store) throws IOException {
        var folder = StoreRecord.folder(options.dataDir(), store);
        return switch (store) {
            case Store.Embedded _ -> new Own(folder);
            case Store.Replicated member -> new First(options, member, folder);
            case Store.External external -> new Foreign(external, options.keys().prefix());
        };
    }

    private static void requireSound(Path folder, List<EtcdCheck.Finding> findings) throws IOException {
        if (!findings.isEmpty()) {
            throw new IOException("the new store in " + folder + " is not sound: "
                    + findings.getFirst().message());
        }
    }

    /** A store in the data directory. What an earlier move has left half-done there is in no one's use. */
    record Own(Path folder) implements MoveTarget {
        @Override
        public void make(InputStream snapshot) throws IOException, InterruptedException {
            Trees.delete(folder);
            EmbeddedEtcd.restore(snapshot, folder);
        }

        @Override
        public ObjectStore open() throws IOException {
            return ObjectStore.of(EmbeddedEtcd.open(EtcdOptions.of(folder)));
        }

        @Override
        public void check() throws IOException {
            requireSound(folder, EtcdCheck.run(folder));
        }

        @Override
        public void discard() throws IOException, InterruptedException {
            Trees.delete(folder);
        }
    }

    /** The first member of a store of several; the others join it later. */
    record First(ClusterOptions options, Store.Replicated member, Path folder) implements MoveTarget {
        @Override
        public void make(InputStream snapshot) throws IOException, InterruptedException {
            if (member.founding().exists() || member.founding().initial().size() != 1) {
                throw new IOException("a replicated store is begun by this server alone: leave the others out of"
                        + " --initial-cluster, and let them join it when it runs");
            }
            Trees.delete(folder);
            EtcdMember.restore(snapshot, MemberStore.memberOptions(options, member));
        }

        @Override
        public ObjectStore open() throws IOException {
            return MemberStore.open(options, member, _ -> {});
        }

        @Override
        public void check() throws IOException {
            requireSound(folder, MemberCheck.run(folder));
        }

        @Override
        public void discard() throws IOException, InterruptedException {
            Trees.delete(folder);
        }
    }

    /** An etcd that runs. */
    final class Foreign implements MoveTarget {
        private final Store.External external;
        private final Bytes prefix;
        private boolean begun;

        private Foreign(Store.External external, String prefix) {
            this.external = external;
            this.prefix = Bytes.utf8(prefix + "/");
        }

        @Override
        public void make(InputStream snapshot) throws IOException {
            try (var client = ObjectStore.connect(external)) {
                Import.requireEmpty(client, prefix);
                begun = true;
                Import.read(snapshot, client);
            }
        }

        @Override
        public ObjectStore open() throws IOException {
            return ObjectStore.of(ObjectStore.connect(external));
        }

        /** What it holds was compared; its files are not ours to look at. */
        @Override
        public void check() {}

        @Override
        public void discard() throws IOException {
            if (begun) {
                try (var client = ObjectStore.connect(external)) {
                    Import.undo(client, prefix);
                }
            }
        }
    }
}
