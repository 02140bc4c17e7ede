package dev.mudi.controllers.namespace;

import dev.mudi.client.Lister;
import dev.mudi.client.MetadataClient;
import dev.mudi.client.Reconciler.Result;
import dev.mudi.client.Refusals;
import dev.mudi.client.ResourceEventHandler;
import dev.mudi.controllers.spi.Controller;
import dev.mudi.controllers.spi.ControllerContext;
import dev.mudi.controllers.spi.ControllerLoop;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.NamespaceCondition;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** Deletes the content of namespaces that are being deleted (upstream: {@code pkg/controller/namespace}). */
public final class NamespaceController implements Controller {
    /** Upstream's name. */
    public static final String NAME = "namespace-controller";

    private static final int WORKERS = 10;
    private static final String FINALIZER = "kubernetes";

    /** How long to leave to finalizers and to pods' grace before the next look, when no event tells sooner. */
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private final KubernetesClient client;
    private final Clock clock;
    private final NamespaceContent content;
    private final ControllerLoop<String> loop;
    private final Lister<Namespace> namespaces;
    private final Lister<Pod> pods;

    public NamespaceController(ControllerContext context) {
        this.client = context.clients().apply(NAME);
        this.clock = context.clock();
        this.content = new NamespaceContent(new MetadataClient(client));
        this.loop = new ControllerLoop<>(NAME, WORKERS, clock, this::reconcile);
        this.namespaces = loop.watch(
                context.informers().of(Namespace.class), ResourceEventHandler.onChange(this::enqueueTerminating));
        this.pods = loop.watch(context.informers().of(Pod.class), new ResourceEventHandler<>() {
            @Override
            public void onDelete(Pod last) {
                lastPodGone(last.getMetadata().getNamespace());
            }
        });
    }

    private void enqueueTerminating(Namespace namespace) {
        if (isTerminating(namespace)) {
            loop.enqueue(namespace.getMetadata().getName());
        }
    }

    private void lastPodGone(String name) {
        // Asked first: to list the pods after each of thousands that go would cost more than all else.
        namespaces
                .get("", name)
                .filter(NamespaceController::isTerminating)
                .filter(namespace -> pods.list(name).isEmpty())
                .ifPresent(this::enqueueTerminating);
    }

    private static boolean isTerminating(Namespace namespace) {
        return namespace.getMetadata().getDeletionTimestamp() != null;
    }

    @Override
    public ControllerLoop<?> loop() {
        return loop;
    }

    private Result reconcile(String name) {
        var namespace = client.namespaces().withName(name).get(); // the cache may not know yet that it is done
        if (namespace == null
                || !isTerminating(namespace)
                || !namespace.getSpec().getFinalizers().contains(FINALIZER)) {
            return Result.done();
        }
        var remains = content.delete(name);
        var updated = writeStatus(namespace, remains);
        if (remains.isNothing()) {
            finish(updated);
            return Result.done();
        }
        // What waits for nobody is only still listed, or failed: it is gone at the next look, or fails again.
        var waits = !remains.finalizers().isEmpty() || !pods.list(name).isEmpty();
        return waits ? Result.after(PATIENCE) : Result.retry();
    }

    private Namespace writeStatus(Namespace namespace, NamespaceContent.Remains remains) {
        var before = namespace.getStatus() == null
                ? List.<NamespaceCondition>of()
                : namespace.getStatus().getConditions();
        var after = NamespaceConditions.of(before, remains, clock.instant());
        if (NamespaceConditions.same(before, after)) {
            return namespace;
        }
        return client.resource(new NamespaceBuilder(namespace)
                        .editOrNewStatus()
                        .withPhase("Terminating")
                        .withConditions(after)
                        .endStatus()
                        .build())
                .updateStatus();
    }

    /** Takes the finalizer away, by the subresource that alone may do so. */
    private void finish(Namespace namespace) {
        var name = namespace.getMetadata().getName();
        var finished = new NamespaceBuilder(namespace)
                .editSpec()
                .removeFromFinalizers(FINALIZER)
                .endSpec()
                .build();
        try {
            client.raw("/api/v1/namespaces/" + name + "/finalize", "PUT", finished);
        } catch (KubernetesClientException e) {
            if (!Refusals.isNotFound(e)) {
                throw e;
            }
        }
    }
}
