package dev.mudi.apiserver.bootstrap;

import dev.mudi.api.codec.Json;
import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.protobuf.Protobuf;
import dev.mudi.api.schema.SchemaCatalog;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.storage.KeyPrefix;
import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.KeyRange;
import dev.mudi.etcd.KeyValue;
import dev.mudi.etcd.PutRequest;
import dev.mudi.etcd.RangeRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which API servers of a cluster are alive: each keeps a key on a lease in the store, at the place and with the content that upstream's
 * has (kube-apiserver, reconcilers/lease). For one thread at a time.
 */
final class ServerLeases {
    /** Upstream's. */
    static final Duration LIFE = Duration.ofSeconds(15);

    private static final Logger LOG = LoggerFactory.getLogger(ServerLeases.class);
    private static final String KEYS = "/registry/masterleases/";
    private static final String ENDPOINTS = "Endpoints";

    private final Etcd etcd;
    private final String prefix;
    private final ServerAddress own;
    private long lease;

    /**
     * The leases of the servers in this store.
     *
     * @param own where the server is that this one speaks for
     */
    ServerLeases(Etcd etcd, KeyPrefix keys, ServerAddress own) {
        this.etcd = etcd;
        this.prefix = keys.of(KEYS);
        this.own = own;
    }

    /** Says that this server is alive. */
    void renew() {
        if (lease != 0 && isKept()) {
            return;
        }
        lease = etcd.leaseGrant(LIFE.toSeconds(), 0).id();
        var subset = ObjectValue.EMPTY.with("subsets", KubernetesService.subsets(new TreeSet<>(Set.of(own))));
        var value = subset.with("kind", ENDPOINTS).with("apiVersion", "v1").with("metadata", ObjectValue.EMPTY);
        etcd.put(PutRequest.of(ownKey(), Bytes.wrap(Json.write(value))).withLease(lease));
    }

    /** Whether the lease is there, and with it what says so. */
    private boolean isKept() {
        try {
            etcd.leaseKeepAlive(lease);
            return etcd.get(ownKey()).filter(kv -> kv.lease() == lease).isPresent();
        } catch (EtcdException e) {
            if (e.code() == EtcdException.Code.LEASE_NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    /** The address alone, as upstream; with its port where another server has the same address. */
    private Bytes ownKey() {
        var key = Bytes.utf8(prefix + own.address());
        boolean others = etcd.get(key)
                .flatMap(this::server)
                .filter(server -> !server.equals(own))
                .isPresent();
        return others ? Bytes.utf8(prefix + own) : key;
    }

    /** Says that this server is no more; idempotent. */
    void end() {
        if (lease == 0) {
            return;
        }
        long ended = lease;
        lease = 0;
        try {
            etcd.leaseRevoke(ended);
        } catch (EtcdException e) {
            if (e.code() != EtcdException.Code.LEASE_NOT_FOUND) {
                throw e;
            }
            LOG.debug("the lease of this server had run out");
        }
    }

    /** The servers that are alive. */
    SortedSet<ServerAddress> servers() {
        var servers = new TreeSet<ServerAddress>();
        etcd.range(RangeRequest.of(KeyRange.prefix(prefix)))
                .kvs()
                .forEach(kv -> server(kv).ifPresent(servers::add));
        return servers;
    }

    /** Upstream's servers write theirs in protobuf and without a port: all of them have the same. */
    private Optional<ServerAddress> server(KeyValue kv) {
        try {
            var subset = decoded(kv.value().array()).array("subsets").objects().findFirst();
            return subset.flatMap(found -> found.array("addresses").objects().findFirst())
                    .map(address -> new ServerAddress(address.string("ip"), port(subset.get())));
        } catch (MalformedException e) {
            LOG.atWarn()
                    .addKeyValue("key", kv.key().toUtf8())
                    .log("what stands there is no lease of an API server: {}", e.getMessage());
            return Optional.empty();
        }
    }

    private static ObjectValue decoded(byte[] value) throws MalformedException {
        return value.length > 0 && value[0] == '{'
                ? Json.parseObject(value)
                : Protobuf.decode(value, SchemaCatalog.builtIn()::kind);
    }

    private int port(ObjectValue subset) {
        return subset.array("ports")
                .objects()
                .findFirst()
                .map(port -> (int) port.integer("port", own.port()))
                .orElse(own.port());
    }
}
