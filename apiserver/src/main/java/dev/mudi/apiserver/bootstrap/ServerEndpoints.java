package dev.mudi.apiserver.bootstrap;

import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.Loopback;
import dev.mudi.apiserver.cache.Worker;
import dev.mudi.apiserver.storage.KeyPrefix;
import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.EtcdException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the endpoints of the service {@code kubernetes} those of all API servers of the cluster that are alive (kube-apiserver, lease
 * endpoint reconciler): this one says so while it runs, one that stops takes itself out, one that dies is out when its lease has
 * run out.
 */
public final class ServerEndpoints implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServerEndpoints.class);

    /** Upstream's. */
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private static final String ENDPOINTS = "/api/v1/namespaces/default/endpoints";
    private static final String SLICES = "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices";
    private static final String OWN_SLICES = SLICES + "?labelSelector=kubernetes.io%2Fservice-name%3Dkubernetes";

    private final ServerLeases leases;
    private final Loopback loopback;
    private final Worker worker = new Worker("server endpoints", this::work);
    private final boolean reachable;
    private boolean started;
    private volatile boolean closed;

    /**
     * The endpoints of the servers in this store.
     *
     * @param service where this server is; nothing is said about one that listens where nobody else reaches it
     */
    public ServerEndpoints(Etcd etcd, KeyPrefix keys, KubernetesService service, Loopback loopback) {
        this.leases = new ServerLeases(etcd, keys, service.server());
        this.reachable = !service.server().isLoopback();
        this.loopback = loopback;
    }

    /** This server takes requests from now on. */
    public synchronized void start() {
        if (reachable && !closed) {
            started = true;
            tryReconcile();
            worker.start();
        }
    }

    private void work() {
        while (!closed) {
            LockSupport.parkNanos(INTERVAL.toNanos());
            if (!closed) {
                tryReconcile();
            }
        }
    }

    private void tryReconcile() {
        try {
            reconcile();
        } catch (EtcdException | StatusException e) {
            warn(e);
        }
    }

    private static void warn(RuntimeException why) {
        LOG.atWarn()
                .addKeyValue("cause", why.getMessage())
                .log("the endpoints of the service kubernetes could not be brought up to date; it is tried again");
    }

    /** Says that this server is alive, and makes the endpoints those of all that are. */
    void reconcile() {
        leases.renew();
        publish();
    }

    /** Nobody's being alive is no reason to leave the service without endpoints: whoever says so is there. */
    private void publish() {
        var servers = leases.servers();
        if (servers.isEmpty()) {
            return;
        }
        ensure(ENDPOINTS, KubernetesService.endpoints(servers));
        var wanted = new HashSet<String>();
        for (var slice : KubernetesService.slices(servers)) {
            wanted.add(name(slice));
            ensure(SLICES, slice);
        }
        removeOthers(wanted);
    }

    private void removeOthers(Set<String> wanted) {
        loopback.get(OWN_SLICES).stream()
                .flatMap(list -> list.array("items").objects())
                .map(ServerEndpoints::name)
                .filter(name -> !wanted.contains(name) && KubernetesService.isSliceOfServers(name))
                .forEach(name -> loopback.delete(SLICES + "/" + name));
    }

    private static String name(ObjectValue object) {
        return object.object("metadata").string("name");
    }

    private void ensure(String collection, ObjectValue wanted) {
        var path = collection + "/" + name(wanted);
        var found = loopback.get(path);
        if (found.isEmpty()) {
            loopback.create(collection, wanted);
            return;
        }
        var next = KubernetesService.withServersOf(wanted, found.get());
        if (!next.equals(found.get())) {
            loopback.update(path, next);
        }
    }

    private void leave() {
        worker.close();
        try {
            leases.end();
            publish();
        } catch (EtcdException | StatusException e) {
            LOG.atInfo()
                    .addKeyValue("cause", e.getMessage())
                    .log("this server could not be taken out of the endpoints; its lease runs out");
        }
    }

    /** Takes this server out, as long as it can still write. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (started) {
            Farewell.say("server endpoints leaving", this::leave);
        }
    }
}
