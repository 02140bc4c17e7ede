package dev.mudi.controllers.endpoints;

import dev.mudi.client.EventRecorder;
import dev.mudi.client.Lister;
import dev.mudi.client.ObjectKey;
import dev.mudi.client.Reconciler.Result;
import dev.mudi.client.Refusals;
import dev.mudi.client.ResourceEventHandler;
import dev.mudi.controllers.services.ServicePods;
import dev.mudi.controllers.spi.Controller;
import dev.mudi.controllers.spi.ControllerContext;
import dev.mudi.controllers.spi.ControllerLoop;
import dev.mudi.controllers.spi.Written;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.EndpointsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** Keeps the Endpoints of services with a selector (upstream: {@code pkg/controller/endpoint}). */
public final class EndpointsController implements Controller {
    /** Upstream's name. */
    public static final String NAME = "endpoints-controller";

    private static final int WORKERS = 5;
    private static final String MANAGED_BY = "endpoints.kubernetes.io/managed-by";
    private static final String MANAGER = "endpoint-controller";
    private static final String OVER_CAPACITY = "endpoints.kubernetes.io/over-capacity";

    private final KubernetesClient client;
    private final EventRecorder events;
    private final ControllerLoop<ObjectKey> loop;
    private final Lister<Service> services;
    private final Lister<Endpoints> endpoints;
    private final ServicePods pods;
    private final Written<Endpoints> written;

    public EndpointsController(ControllerContext context) {
        this.client = context.clients().apply("endpoint-controller");
        this.events = context.recorders().apply("endpoint-controller");
        this.loop = new ControllerLoop<>(NAME, WORKERS, context.clock(), this::reconcile);
        var serviceInformer = context.informers().of(Service.class);
        var podInformer = context.informers().of(Pod.class);
        this.pods = new ServicePods(serviceInformer, podInformer);
        this.services = loop.watch(
                serviceInformer, ResourceEventHandler.onChange(service -> loop.enqueue(ObjectKey.of(service))));
        loop.watch(podInformer, pods.changes(loop::enqueue));
        var endpointsInformer = context.informers().of(Endpoints.class);
        this.written = new Written<>(endpointsInformer);
        this.endpoints = loop.watch(endpointsInformer, new ResourceEventHandler<>() {
            @Override
            public void onAdd(Endpoints added) {
                if (services.get(ObjectKey.of(added)).isEmpty()) {
                    loop.enqueue(ObjectKey.of(added)); // left over from before a restart
                }
            }

            @Override
            public void onDelete(Endpoints last) {
                loop.enqueue(ObjectKey.of(last));
            }
        });
    }

    @Override
    public ControllerLoop<?> loop() {
        return loop;
    }

    private Result reconcile(ObjectKey key) {
        var service = services.get(key);
        if (service.isEmpty()) {
            written.forget(key);
            endpoints
                    .get(key)
                    .filter(EndpointsController::isManaged)
                    .ifPresent(one -> client.resource(one).delete());
            return Result.done();
        }
        if (!ServicePods.hasSelector(service.get())) {
            return Result.done();
        }
        if (!written.isShown(key)) {
            // What is wanted now may be what was there before the last write: it would be taken for written.
            return Result.retry();
        }
        var present = endpoints.get(key);
        var wanted = wanted(service.get(), present.orElseGet(() -> fresh(key)));
        if (present.isPresent() && isWritten(present.get(), wanted)) {
            return Result.done();
        }
        try {
            var resource = client.resource(wanted);
            written.wrote(key, present.isPresent() ? resource.update() : resource.create());
            return Result.done();
        } catch (KubernetesClientException e) {
            return refused(service.get(), present.isEmpty(), e);
        }
    }

    /** Endpoints made for a service by a controller go with it; those that somebody wrote by hand stay theirs. */
    private static boolean isManaged(Endpoints one) {
        return MANAGER.equals(labels(one).get(MANAGED_BY));
    }

    private static Map<String, String> labels(Endpoints one) {
        return Objects.requireNonNullElse(one.getMetadata().getLabels(), Map.of());
    }

    private static Endpoints fresh(ObjectKey key) {
        return new EndpointsBuilder()
                .withNewMetadata()
                .withNamespace(key.namespace())
                .withName(key.name())
                .endMetadata()
                .build();
    }

    private Endpoints wanted(Service service, Endpoints present) {
        Map<String, String> labels =
                new HashMap<>(Objects.requireNonNullElse(service.getMetadata().getLabels(), Map.of()));
        labels.remove(ServicePods.HEADLESS);
        if (!ServicePods.hasClusterIp(service)) {
            labels.put(ServicePods.HEADLESS, "");
        }
        labels.put(MANAGED_BY, MANAGER);
        var subsets = Subsets.of(service, pods.of(service));
        var builder = new EndpointsBuilder(present)
                .editMetadata()
                .withLabels(labels)
                .removeFromAnnotations(OVER_CAPACITY)
                .endMetadata();
        if (Subsets.size(subsets) > Subsets.CAPACITY) {
            return builder.editMetadata()
                    .addToAnnotations(OVER_CAPACITY, "truncated")
                    .endMetadata()
                    .withSubsets(Subsets.truncated(subsets))
                    .build();
        }
        return builder.withSubsets(subsets).build();
    }

    private static boolean isWritten(Endpoints present, Endpoints wanted) {
        return present.getSubsets().equals(wanted.getSubsets())
                && labels(present).equals(labels(wanted))
                && Objects.equals(
                        present.getMetadata().getAnnotations(),
                        wanted.getMetadata().getAnnotations());
    }

    private Result refused(Service service, boolean creating, KubernetesClientException refusal) {
        if (Refusals.isNamespaceTerminating(refusal)) {
            return Result.done();
        }
        if (!Refusals.isConflict(refusal)) {
            var name = service.getMetadata().getNamespace() + "/"
                    + service.getMetadata().getName();
            events.warning(
                    service,
                    creating ? "FailedToCreateEndpoint" : "FailedToUpdateEndpoint",
                    (creating ? "Failed to create endpoint for service " : "Failed to update endpoint ") + name + ": "
                            + Refusals.message(refusal));
        }
        throw refusal;
    }
}
