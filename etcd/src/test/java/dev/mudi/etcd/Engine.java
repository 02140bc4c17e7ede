package dev.mudi.etcd;

import dev.mudi.etcd.EtcdOptions.Retention;
import dev.mudi.etcd.grpc.ExternalEtcd;
import dev.mudi.etcd.grpc.ServedEtcd;
import dev.mudi.etcd.raft.RaftCluster;
import dev.mudi.etcd.replication.ReplicatedMembers;
import java.nio.file.Path;

/** Every way to run the store, and etcd itself, which shows that the contract is etcd's. */
enum Engine {
    EMBEDDED {
        @Override
        Running start(Path directory) throws Exception {
            var options = EtcdOptions.of(directory).withFsync(false).withRetention(Retention.EVERYTHING);
            var etcd = EmbeddedEtcd.open(options);
            return new Running(etcd, etcd);
        }
    },
    /** Every value leaves memory at once, and a snapshot is written again and again. */
    EMBEDDED_ON_DISK {
        @Override
        Running start(Path directory) throws Exception {
            var options = EtcdOptions.of(directory)
                    .withFsync(false)
                    .withRetention(Retention.EVERYTHING)
                    .withHeldBytes(0)
                    .withSnapshotAfterBytes(1);
            var etcd = EmbeddedEtcd.open(options);
            return new Running(etcd, etcd);
        }
    },
    /** Our client on our server. */
    SERVED {
        @Override
        Running start(Path directory) throws Exception {
            var served = ServedEtcd.start(directory);
            return new Running(served.client(), served);
        }
    },
    SERVED_WITH_TLS {
        @Override
        Running start(Path directory) throws Exception {
            var served = ServedEtcd.startWithTls(directory);
            return new Running(served.client(), served);
        }
    },
    /** One of three members that share a log in memory. */
    REPLICATED_IN_MEMORY {
        @Override
        Running start(Path directory) throws Exception {
            var members = ReplicatedMembers.start(3);
            return new Running(members.get(1), members);
        }
    },
    /** A follower of three members, which talk to each other by Ratis' gRPC. */
    REPLICATED_BY_RATIS {
        @Override
        Running start(Path directory) throws Exception {
            var cluster = RaftCluster.start(directory, 3);
            return new Running(cluster.member(cluster.follower()).etcd(), cluster);
        }
    },
    /** Debian's etcd, by our client. */
    EXTERNAL {
        @Override
        Running start(Path directory) throws Exception {
            var external = ExternalEtcd.start(directory);
            return new Running(external.client(), external);
        }
    },
    EXTERNAL_WITH_TLS {
        @Override
        Running start(Path directory) throws Exception {
            var external = ExternalEtcd.startWithTls(directory);
            return new Running(external.client(), external);
        }
    };

    /**
     * A store with nothing in it.
     *
     * @param close what ends it
     */
    record Running(Etcd etcd, AutoCloseable close) {
        void stop() throws Exception {
            close.close();
        }
    }

    abstract Running start(Path directory) throws Exception;
}
