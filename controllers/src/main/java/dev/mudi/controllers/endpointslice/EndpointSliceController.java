package dev.mudi.controllers.endpointslice;

import dev.mudi.client.EventRecorder;
import dev.mudi.client.Informers;
import dev.mudi.client.Lister;
import dev.mudi.client.ObjectKey;
import dev.mudi.client.Reconciler.Result;
import dev.mudi.client.Refusals;
import dev.mudi.client.ResourceEventHandler;
import dev.mudi.controllers.services.ServicePods;
import dev.mudi.controllers.services.SlicePlan;
import dev.mudi.controllers.services.SliceTemplate;
import dev.mudi.controllers.spi.Controller;
import dev.mudi.controllers.spi.ControllerContext;
import dev.mudi.controllers.spi.ControllerLoop;
import dev.mudi.controllers.spi.Written;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Keeps the EndpointSlices of services with a selector (upstream: {@code pkg/controller/endpointslice}). */
public final class EndpointSliceController implements Controller {
    /** Upstream's name. */
    public static final String NAME = "endpointslice-controller";

    private static final int WORKERS = 5;
    private static final Duration UNTIL_SHOWN = Duration.ofSeconds(1);
    private static final String BY_SERVICE = "service";

    private final KubernetesClient client;
    private final EventRecorder events;
    private final ControllerLoop<ObjectKey> loop;
    private final Lister<Service> services;
    private final Lister<Node> nodes;
    private final Lister<EndpointSlice> slices;
    private final ServicePods pods;
    private final Written<EndpointSlice> written;

    public EndpointSliceController(ControllerContext context) {
        this.client = context.clients().apply(NAME);
        this.events = context.recorders().apply(NAME);
        this.loop = new ControllerLoop<>(NAME, WORKERS, context.clock(), this::reconcile);
        Informers informers = context.informers();
        var serviceInformer = informers.of(Service.class);
        var podInformer = informers.of(Pod.class);
        var sliceInformer = informers.of(EndpointSlice.class);
        sliceInformer.addIndexer(BY_SERVICE, slice -> List.of(serviceOf(slice).toString()));
        this.pods = new ServicePods(serviceInformer, podInformer);
        this.nodes = loop.read(informers.of(Node.class));
        this.services = loop.watch(
                serviceInformer, ResourceEventHandler.onChange(service -> loop.enqueue(ObjectKey.of(service))));
        loop.watch(podInformer, pods.changes(loop::enqueue));
        this.slices = loop.watch(sliceInformer, ResourceEventHandler.onChange(slice -> {
            if (isManaged(slice)) {
                loop.enqueue(serviceOf(slice));
            }
        }));
        this.written = new Written<>(sliceInformer);
    }

    private static ObjectKey serviceOf(EndpointSlice slice) {
        return new ObjectKey(slice.getMetadata().getNamespace(), SliceTemplate.serviceOf(slice));
    }

    private static boolean isManaged(EndpointSlice slice) {
        return SliceTemplate.isManagedBy(slice, ServiceEndpoints.MANAGER);
    }

    @Override
    public ControllerLoop<?> loop() {
        return loop;
    }

    private Result reconcile(ObjectKey key) {
        var found = services.get(key);
        if (found.isEmpty()
                || !ServicePods.hasSelector(found.get())
                || found.get().getMetadata().getDeletionTimestamp() != null) {
            written.forget(key);
            return Result.done(); // a deleted service's slices are collected with it
        }
        if (!written.isShown(key)) {
            return Result.after(UNTIL_SHOWN); // sooner, when the change shows
        }
        var service = found.get();
        boolean complete = true;
        List<ServiceEndpoints.Placed> placed = new ArrayList<>();
        for (var pod : pods.of(service)) {
            var node = node(pod);
            if (node.isPresent() || Boolean.TRUE.equals(service.getSpec().getPublishNotReadyAddresses())) {
                placed.add(new ServiceEndpoints.Placed(pod, node));
            } else {
                complete = false;
            }
        }
        try {
            write(key, service, placed);
        } catch (KubernetesClientException e) {
            return refused(service, e);
        }
        return complete ? Result.done() : Result.retry();
    }

    private Optional<Node> node(Pod pod) {
        var name = pod.getSpec().getNodeName();
        return name == null ? Optional.empty() : nodes.get(ObjectKey.clusterScoped(name));
    }

    private void write(ObjectKey key, Service service, List<ServiceEndpoints.Placed> placed) {
        var managed = slices.byIndex(BY_SERVICE, key.toString()).stream()
                .filter(EndpointSliceController::isManaged)
                .toList();
        var types = ServiceEndpoints.addressTypes(service);
        for (var type : types) {
            var existing = managed.stream()
                    .filter(slice -> slice.getAddressType().equals(type))
                    .toList();
            var template = ServiceEndpoints.template(service, type);
            var wanted = ServiceEndpoints.of(service, placed, type);
            carryOut(
                    key,
                    SlicePlan.of(template, wanted, existing)
                            .keepingOne(template, existing)
                            .reusing(template));
        }
        managed.stream()
                .filter(slice -> !types.contains(slice.getAddressType()))
                .forEach(slice -> delete(key, slice));
    }

    private void carryOut(ObjectKey key, SlicePlan plan) {
        plan.creations()
                .forEach(slice -> written.wrote(key, client.resource(slice).create()));
        plan.updates()
                .forEach(slice -> written.wrote(key, client.resource(slice).update()));
        plan.deletions().forEach(slice -> delete(key, slice));
    }

    private void delete(ObjectKey key, EndpointSlice slice) {
        client.resource(slice).delete();
        written.deleted(key, slice);
    }

    private Result refused(Service service, KubernetesClientException refusal) {
        if (Refusals.isNamespaceTerminating(refusal)) {
            return Result.done();
        }
        if (!Refusals.isConflict(refusal)) {
            events.warning(
                    service,
                    "FailedToUpdateEndpointSlices",
                    "Error updating Endpoint Slices for Service "
                            + service.getMetadata().getNamespace() + "/"
                            + service.getMetadata().getName() + ": " + Refusals.message(refusal));
        }
        throw refusal;
    }
}
