package dev.mudi.controllers.endpointslicemirroring;

import dev.mudi.client.Lister;
import dev.mudi.client.ObjectKey;
import dev.mudi.client.Reconciler.Result;
import dev.mudi.client.ResourceEventHandler;
import dev.mudi.controllers.services.ServicePods;
import dev.mudi.controllers.services.SlicePlan;
import dev.mudi.controllers.services.SliceTemplate;
import dev.mudi.controllers.spi.Controller;
import dev.mudi.controllers.spi.ControllerContext;
import dev.mudi.controllers.spi.ControllerLoop;
import dev.mudi.controllers.spi.Written;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Mirrors Endpoints. */
public final class EndpointSliceMirroringController implements Controller {
    /** Upstream's name. */
    public static final String NAME = "endpointslice-mirroring-controller";

    private static final int WORKERS = 2;
    private static final Duration UNTIL_SHOWN = Duration.ofSeconds(1);
    private static final String MANAGER = "endpointslicemirroring-controller.k8s.io";
    private static final String SKIP = "endpointslice.kubernetes.io/skip-mirror";
    private static final String LEADER = "control-plane.alpha.kubernetes.io/leader";

    private final KubernetesClient client;
    private final ControllerLoop<ObjectKey> loop;
    private final Lister<Service> services;
    private final Lister<Endpoints> endpoints;
    private final Lister<EndpointSlice> slices;
    private final Written<EndpointSlice> written;

    public EndpointSliceMirroringController(ControllerContext context) {
        this.client = context.clients().apply("endpointslicemirroring-controller");
        this.loop = new ControllerLoop<>(NAME, WORKERS, context.clock(), this::reconcile);
        this.services = loop.watch(
                context.informers().of(Service.class),
                ResourceEventHandler.onChange(service -> loop.enqueue(ObjectKey.of(service))));
        this.endpoints = loop.watch(
                context.informers().of(Endpoints.class),
                ResourceEventHandler.onChange(one -> loop.enqueue(ObjectKey.of(one))));
        this.slices = loop.watch(context.informers().of(EndpointSlice.class), ResourceEventHandler.onChange(slice -> {
            if (SliceTemplate.isManagedBy(slice, MANAGER)) {
                loop.enqueue(new ObjectKey(slice.getMetadata().getNamespace(), SliceTemplate.serviceOf(slice)));
            }
        }));
        this.written = new Written<>(context.informers().of(EndpointSlice.class));
    }

    @Override
    public ControllerLoop<?> loop() {
        return loop;
    }

    private Result reconcile(ObjectKey key) {
        if (!written.isShown(key)) {
            return Result.after(UNTIL_SHOWN);
        }
        var existing = slices.list(key.namespace()).stream()
                .filter(slice -> SliceTemplate.isManagedBy(slice, MANAGER)
                        && SliceTemplate.serviceOf(slice).equals(key.name()))
                .toList();
        var mirrored = mirrored(key);
        if (mirrored.isEmpty()) {
            existing.forEach(slice -> delete(key, slice));
            return Result.done();
        }
        for (var type : List.of("IPv4", "IPv6")) {
            var template = template(mirrored.get(), type);
            var ofType = existing.stream()
                    .filter(slice -> slice.getAddressType().equals(type))
                    .toList();
            var plan = SlicePlan.of(template, MirroredEndpoints.of(mirrored.get(), type), ofType)
                    .reusing(template);
            plan.creations()
                    .forEach(slice -> written.wrote(key, client.resource(slice).create()));
            plan.updates()
                    .forEach(slice -> written.wrote(key, client.resource(slice).update()));
            plan.deletions().forEach(slice -> delete(key, slice));
        }
        return Result.done();
    }

    private void delete(ObjectKey key, EndpointSlice slice) {
        client.resource(slice).delete();
        written.deleted(key, slice);
    }

    /** The Endpoints, if they are to be mirrored: written by hand, for a service that selects nothing. */
    private Optional<Endpoints> mirrored(ObjectKey key) {
        var service = services.get(key);
        if (service.isEmpty() || ServicePods.hasSelector(service.get())) {
            return Optional.empty();
        }
        return endpoints
                .get(key)
                .filter(one -> one.getMetadata().getDeletionTimestamp() == null)
                .filter(one -> !"true".equals(of(one.getMetadata().getLabels()).get(SKIP)))
                .filter(one -> !of(one.getMetadata().getAnnotations()).containsKey(LEADER));
    }

    private static Map<String, String> of(Map<String, String> map) {
        return Objects.requireNonNullElse(map, Map.of());
    }

    private static SliceTemplate template(Endpoints one, String type) {
        Map<String, String> annotations = new HashMap<>(of(one.getMetadata().getAnnotations()));
        annotations.remove("endpoints.kubernetes.io/last-change-trigger-time");
        annotations.remove("kubectl.kubernetes.io/last-applied-configuration");
        return SliceTemplate.of(one, type, of(one.getMetadata().getLabels()), annotations, MANAGER);
    }
}
