package dev.mudi.kubelet;

import dev.mudi.client.Informer;
import dev.mudi.client.Informers;
import dev.mudi.client.ResourceEventHandler;
import dev.mudi.client.Selection;
import dev.mudi.kubelet.pod.PodSpecs;
import dev.mudi.kubelet.pod.RuntimePod;
import dev.mudi.kubelet.server.ServedPods;
import dev.mudi.kubelet.worker.PodRuntime;
import dev.mudi.kubelet.worker.PodWorkers;
import dev.mudi.kubelet.worker.ServiceList;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One watch on the pods bound to this node, and one on the services that their containers are told of. */
final class PodSource implements ServiceList, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PodSource.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Informers informers;
    private final Informer<Pod> pods;
    private final Optional<Informer<Service>> services;
    private final Thread starter;
    private volatile Optional<PodWorkers> workers = Optional.empty();

    /** Starts to watch. */
    PodSource(KubernetesClient client, KubeletOptions options, RandomGenerator random) {
        informers = new Informers(client, random);
        pods = informers.of(Pod.class, Selection.all().withFields("spec.nodeName=" + options.nodeName()));
        services = options.hollow() ? Optional.empty() : Optional.of(informers.of(Service.class));
        informers.start();
        starter = Thread.ofVirtual().name("kubelet-pods").unstarted(this::startPods);
    }

    /** Hands the pods to their workers, as soon as the services are known. */
    void handTo(PodWorkers workers) {
        this.workers = Optional.of(workers);
        starter.start();
    }

    private void startPods() {
        try {
            boolean synced = false;
            while (!synced) {
                synced = awaitSync();
            }
            var target = workers.orElseThrow();
            pods.addHandler(new Handler(target));
            var inApi = new HashSet<String>();
            pods.lister().list().forEach(pod -> inApi.add(PodSpecs.uid(pod)));
            target.pods().forEach(pod -> inApi.add(PodSpecs.uid(pod)));
            target.removeOrphans(inApi);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean awaitSync() throws InterruptedException {
        try {
            informers.awaitSync(PATIENCE);
            return true;
        } catch (TimeoutException e) {
            LOG.atWarn().log("The node agent waits for the API server: {}", e.getMessage());
            return false;
        }
    }

    private record Handler(PodWorkers workers) implements ResourceEventHandler<Pod> {
        @Override
        public void onAdd(Pod added) {
            workers.update(added);
        }

        @Override
        public void onUpdate(Pod before, Pod after) {
            if (PodSpecs.uid(before).equals(PodSpecs.uid(after))) {
                workers.update(after);
                return;
            }
            // The watch was away while a pod was replaced by another of its name.
            workers.delete(before);
            workers.update(after);
        }

        @Override
        public void onDelete(Pod last) {
            workers.delete(last);
        }
    }

    @Override
    public Collection<Service> services() throws IOException {
        if (services.isEmpty()) {
            return List.of();
        }
        if (!services.get().hasSynced()) {
            throw new IOException("services have not yet been read at least once, cannot construct envvars");
        }
        return services.get().lister().list();
    }

    /** The pods as the server needs them. */
    ServedPods served(PodRuntime runtime) {
        return new ServedPods() {
            @Override
            public List<Pod> pods() {
                return PodSource.this.pods.lister().list();
            }

            @Override
            public Optional<Pod> pod(String namespace, String name) {
                return PodSource.this.pods.lister().get(namespace, name);
            }

            @Override
            public RuntimePod runtime(String uid) {
                return runtime.get(uid);
            }
        };
    }

    @Override
    public void close() {
        starter.interrupt();
        informers.close();
    }
}
