package dev.mudi.apiserver.bootstrap;

import dev.mudi.api.meta.ObjectMeta;
import dev.mudi.api.status.Reason;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.Loopback;
import dev.mudi.apiserver.cache.Worker;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the ServiceCIDR {@code kubernetes} what the server's flag says (kube-apiserver, default service CIDR controller): makes it if
 * there is none, gives it the second range when the cluster becomes one of two families, and says of another difference so much.
 */
public final class DefaultServiceCidr implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DefaultServiceCidr.class);
    private static final String NAME = "kubernetes";
    private static final String CONTROLLER = "kubernetes-service-cidr-controller";
    private static final String COLLECTION = "/apis/networking.k8s.io/v1/servicecidrs";
    private static final String PATH = COLLECTION + "/" + NAME;

    /** Upstream's. */
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private final List<String> cidrs;
    private final Loopback loopback;
    private final InstantSource clock;
    private final Worker worker = new Worker("default service range", this::work);
    private boolean saidOther;
    private boolean saidUnready;
    private volatile boolean closed;

    /** @param cidrs the ranges of the flag, in canonical form */
    public DefaultServiceCidr(List<String> cidrs, Loopback loopback, InstantSource clock) {
        this.cidrs = List.copyOf(cidrs);
        this.loopback = loopback;
        this.clock = clock;
    }

    /** Sees to it once, then again and again. */
    public void start() {
        ensure();
        worker.start();
    }

    private void work() {
        while (!closed) {
            LockSupport.parkNanos(INTERVAL.toNanos());
            if (!closed) {
                tryEnsure();
            }
        }
    }

    private void tryEnsure() {
        try {
            ensure();
        } catch (StatusException e) {
            LOG.atWarn()
                    .addKeyValue("cause", e.getMessage())
                    .log("the default ServiceCIDR could not be looked after; it is tried again");
        }
    }

    /** Makes it so. */
    void ensure() {
        var found = loopback.get(PATH);
        if (found.isEmpty()) {
            create();
        } else if (isBeforeUpgrade(found.get())) {
            upgrade(found.get());
        } else if (!ObjectMeta.of(found.get()).isBeingDeleted()) {
            say(found.get());
        }
    }

    private List<String> cidrs(ObjectValue cidr) {
        return cidr.object("spec").array("cidrs").strings().toList();
    }

    private boolean isBeforeUpgrade(ObjectValue found) {
        return cidrs.size() == 2 && cidrs(found).equals(cidrs.subList(0, 1));
    }

    private void create() {
        try {
            say(loopback.create(
                    COLLECTION,
                    ObjectValue.builder()
                            .put("apiVersion", "networking.k8s.io/v1")
                            .put("kind", "ServiceCIDR")
                            .put("metadata", ObjectValue.EMPTY.with("name", NAME))
                            .put("spec", ObjectValue.of("cidrs", ArrayValue.ofStrings(cidrs)))
                            .build()));
        } catch (StatusException refusal) {
            if (refusal.status().reason() != Reason.ALREADY_EXISTS) {
                throw refusal;
            }
            loopback.get(PATH).ifPresent(this::say);
        }
    }

    private void upgrade(ObjectValue found) {
        try {
            var next = loopback.update(PATH, found.withAt(ArrayValue.ofStrings(cidrs), "spec", "cidrs"));
            LOG.atInfo().addKeyValue("cidrs", cidrs).log("the default ServiceCIDR has ranges of two families");
            say(next);
        } catch (StatusException refusal) {
            if (refusal.status().reason() == Reason.CONFLICT) {
                return; // another server does it; otherwise the next look does
            }
            warn(
                    "KubernetesDefaultServiceCIDRError",
                    "The default ServiceCIDR can not be upgraded from " + cidrs.getFirst() + " to dual stack "
                            + shown(cidrs) + " : " + refusal.getMessage());
        }
    }

    /** As Go prints a list. */
    private static String shown(List<String> texts) {
        return "[" + String.join(" ", texts) + "]";
    }

    /** Says that it is ready, unless something else has been said or it is not what it should be. */
    private void say(ObjectValue found) {
        if (!cidrs(found).equals(cidrs)) {
            if (!saidOther) {
                saidOther = true;
                warn(
                        "KubernetesDefaultServiceCIDRInconsistent",
                        "The default ServiceCIDR " + shown(cidrs(found))
                                + " does not match the controller flag configurations " + shown(cidrs));
            }
            return;
        }
        var ready = found.object("status")
                .array("conditions")
                .objects()
                .filter(condition -> condition.string("type").equals("Ready"))
                .findFirst()
                .orElse(ObjectValue.EMPTY);
        if (ready.string("status").equals("False")) {
            if (!saidUnready) {
                saidUnready = true;
                warn(ready.string("reason"), "Configuration matches, but " + ready.string("message"));
            }
        } else if (!ready.string("status").equals("True")) {
            sayReady(found);
        }
    }

    private void sayReady(ObjectValue found) {
        try {
            loopback.update(PATH + "/status", found.withAt(ArrayValue.of(ready()), "status", "conditions"));
        } catch (StatusException refusal) {
            boolean other = refusal.status().reason() == Reason.CONFLICT
                    || refusal.status().reason() == Reason.NOT_FOUND;
            if (!other) {
                throw refusal;
            }
            LOG.debug("something was said about the range meanwhile");
        }
    }

    private String now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private ObjectValue ready() {
        return ObjectValue.builder()
                .put("type", "Ready")
                .put("status", "True")
                .put("lastTransitionTime", now())
                .put("reason", "")
                .put("message", "Kubernetes default Service CIDR is ready")
                .build();
    }

    private void warn(String reason, String message) {
        LOG.atWarn().addKeyValue("reason", reason).log("{}", message);
        var about = ObjectValue.builder()
                .put("apiVersion", "networking.k8s.io/v1")
                .put("kind", "ServiceCIDR")
                .put("name", NAME)
                .build();
        var event = ObjectValue.builder()
                .put("apiVersion", "v1")
                .put("kind", "Event")
                .put(
                        "metadata",
                        ObjectValue.EMPTY.with("generateName", NAME + ".").with("namespace", "default"))
                .put("involvedObject", about)
                .put("reason", reason)
                .put("message", message)
                .put("source", ObjectValue.EMPTY.with("component", CONTROLLER))
                .put("firstTimestamp", now())
                .put("lastTimestamp", now())
                .put("count", 1)
                .put("type", "Warning")
                .put("reportingComponent", CONTROLLER)
                .build();
        try {
            loopback.create("/api/v1/namespaces/default/events", event);
        } catch (StatusException refusal) {
            LOG.atDebug().addKeyValue("cause", refusal.getMessage()).log("the event could not be written");
        }
    }

    @Override
    public void close() {
        closed = true;
        worker.close();
    }
}
