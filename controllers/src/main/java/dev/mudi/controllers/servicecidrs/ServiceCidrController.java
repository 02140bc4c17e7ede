package dev.mudi.controllers.servicecidrs;

import dev.mudi.client.Lister;
import dev.mudi.client.ObjectKey;
import dev.mudi.client.Reconciler.Result;
import dev.mudi.client.ResourceEventHandler;
import dev.mudi.client.Timestamps;
import dev.mudi.controllers.spi.Controller;
import dev.mudi.controllers.spi.ControllerContext;
import dev.mudi.controllers.spi.ControllerLoop;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.IPAddress;
import io.fabric8.kubernetes.api.model.networking.v1.ServiceCIDR;
import io.fabric8.kubernetes.api.model.networking.v1.ServiceCIDRBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Makes ranges ready, and lets one that is deleted go when no address needs it. */
public final class ServiceCidrController implements Controller {
    /** Upstream's name. */
    public static final String NAME = "service-cidr-controller";

    private static final int WORKERS = 5;
    private static final String FINALIZER = "networking.k8s.io/service-cidr-finalizer";
    private static final String MANAGED_BY = "ipaddress.kubernetes.io/managed-by";

    /** An API server may give an address of a range for so long after it was deleted. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final KubernetesClient client;
    private final Clock clock;
    private final ControllerLoop<String> loop;
    private final Lister<ServiceCIDR> ranges;
    private final Lister<IPAddress> addresses;

    public ServiceCidrController(ControllerContext context) {
        this.client = context.clients().apply("service-cidrs-controller");
        this.clock = context.clock();
        this.loop = new ControllerLoop<>(NAME, WORKERS, clock, this::reconcile);
        var informer = context.informers().of(ServiceCIDR.class);
        this.ranges = loop.read(informer);
        loop.watch(informer, ResourceEventHandler.onChange(range -> {
            loop.enqueue(range.getMetadata().getName());
            prefixes(range).forEach(this::enqueueOverlapping);
        }));
        this.addresses = loop.watch(context.informers().of(IPAddress.class), new AddressHandler());
    }

    /** An address that comes may take the place of a range; one that goes may let a range go. */
    private final class AddressHandler implements ResourceEventHandler<IPAddress> {
        @Override
        public void onAdd(IPAddress added) {
            changed(added);
        }

        @Override
        public void onDelete(IPAddress last) {
            changed(last);
        }

        private void changed(IPAddress address) {
            Prefix.address(address.getMetadata().getName()).ifPresent(ServiceCidrController.this::enqueueOverlapping);
        }
    }

    /** There are few ranges. */
    private void enqueueOverlapping(Prefix prefix) {
        ranges.list().stream()
                .filter(range -> prefixes(range).anyMatch(prefix::overlaps))
                .forEach(range -> loop.enqueue(range.getMetadata().getName()));
    }

    private static Stream<Prefix> prefixes(ServiceCIDR range) {
        return range.getSpec().getCidrs().stream().map(Prefix::of).flatMap(Optional::stream);
    }

    @Override
    public ControllerLoop<?> loop() {
        return loop;
    }

    private Result reconcile(String name) {
        var found = ranges.get(ObjectKey.clusterScoped(name));
        if (found.isEmpty()) {
            return Result.done();
        }
        var range = found.get();
        boolean protectedNow = range.getMetadata().getFinalizers().contains(FINALIZER);
        if (range.getMetadata().getDeletionTimestamp() != null) {
            return protectedNow ? end(range) : Result.done();
        }
        if (!protectedNow) {
            var finalizers = new ArrayList<>(range.getMetadata().getFinalizers());
            finalizers.add(FINALIZER);
            writeFinalizers(range, finalizers);
            return Result.done();
        }
        say(range, "True", "", "Kubernetes Service CIDR is ready");
        return Result.done();
    }

    private Result end(ServiceCIDR range) {
        if (isNeeded(range)) {
            say(
                    range,
                    "False",
                    "Terminating",
                    "There are still IPAddresses referencing the ServiceCIDR,"
                            + " please remove them or create a new ServiceCIDR");
            return Result.done();
        }
        var end = Timestamps.parse(range.getMetadata().getDeletionTimestamp()).plus(GRACE);
        if (end.isAfter(clock.instant())) {
            return Result.after(Duration.between(clock.instant(), end));
        }
        var finalizers = new ArrayList<>(range.getMetadata().getFinalizers());
        finalizers.remove(FINALIZER);
        writeFinalizers(range, finalizers);
        return Result.done();
    }

    /** Whether an address was taken that is in no other range. */
    private boolean isNeeded(ServiceCIDR range) {
        var others = ranges.list().stream()
                .filter(other -> !other.getMetadata()
                        .getName()
                        .equals(range.getMetadata().getName()))
                .flatMap(ServiceCidrController::prefixes)
                .toList();
        boolean covered = prefixes(range).allMatch(prefix -> others.stream().anyMatch(other -> other.contains(prefix)));
        if (covered) {
            return false;
        }
        return addresses.list().stream()
                .filter(address -> address.getMetadata().getLabels() != null
                        && "ipallocator.k8s.io"
                                .equals(address.getMetadata().getLabels().get(MANAGED_BY)))
                .map(address -> Prefix.address(address.getMetadata().getName()))
                .flatMap(Optional::stream)
                .filter(address -> prefixes(range).anyMatch(prefix -> prefix.contains(address)))
                .anyMatch(address -> others.stream().noneMatch(other -> other.contains(address)));
    }

    private void writeFinalizers(ServiceCIDR range, List<String> finalizers) {
        client.resource(new ServiceCIDRBuilder(range)
                        .editMetadata()
                        .withFinalizers(finalizers)
                        .endMetadata()
                        .build())
                .update();
    }

    private void say(ServiceCIDR range, String status, String reason, String message) {
        List<Condition> conditions =
                range.getStatus() == null ? List.of() : range.getStatus().getConditions();
        boolean said = conditions.stream()
                .anyMatch(condition -> condition.getType().equals("Ready")
                        && condition.getStatus().equals(status)
                        && Objects.requireNonNullElse(condition.getReason(), "").equals(reason)
                        && condition.getMessage().equals(message));
        if (said) {
            return;
        }
        var next = new ArrayList<>(conditions);
        next.removeIf(condition -> condition.getType().equals("Ready"));
        next.add(new ConditionBuilder()
                .withType("Ready")
                .withStatus(status)
                .withReason(reason)
                .withMessage(message)
                .withLastTransitionTime(Timestamps.time(clock.instant()))
                .build());
        client.resource(new ServiceCIDRBuilder(range)
                        .withNewStatus()
                        .withConditions(next)
                        .endStatus()
                        .build())
                .updateStatus();
    }
}
