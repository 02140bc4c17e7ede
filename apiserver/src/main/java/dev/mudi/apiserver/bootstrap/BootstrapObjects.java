package dev.mudi.apiserver.bootstrap;

import dev.mudi.api.codec.Json;
import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.status.Reason;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.Loopback;
import dev.mudi.apiserver.ObjectSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Objects that are to exist, and what makes them so. */
public final class BootstrapObjects {
    private static final Logger LOG = LoggerFactory.getLogger(BootstrapObjects.class);
    private static final String RBAC = "rbac.authorization.k8s.io";
    private static final int AT_ONCE = 16;

    /** Three seconds in all. */
    private static final int MOST_LOOKS = 60;

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

    /** Each takes some seconds when the store does not answer. */
    private static final int MOST_ATTEMPTS = 10;

    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(500);

    private final ObjectSource source;
    private final Loopback loopback;

    /** An object and the resource it belongs to. */
    record Wanted(String resource, ObjectValue object) {
        String group() {
            var version = object.string("apiVersion");
            return version.contains("/") ? version.substring(0, version.indexOf('/')) : "";
        }

        String namespace() {
            return object.object("metadata").string("namespace");
        }

        String name() {
            return object.object("metadata").string("name");
        }

        String collection() {
            var version = object.string("apiVersion");
            return (version.contains("/") ? "/apis/" : "/api/") + version
                    + (namespace().isEmpty() ? "" : "/namespaces/" + namespace())
                    + "/" + resource;
        }
    }

    /** Looks in the source, writes by the loopback. */
    public BootstrapObjects(ObjectSource source, Loopback loopback) {
        this.source = source;
        this.loopback = loopback;
    }

    /** The namespaces that everything else needs. */
    public void ensureNamespaces() throws InterruptedException {
        ensure(read("namespaces.json"));
    }

    /** Roles and bindings. */
    public void ensureRoles() throws InterruptedException {
        ensure(read("rbac.json"));
    }

    /**
     * Flow schemas, priority classes, API services; and the service {@code kubernetes}, behind which this server is.
     *
     * @param service the service
     * @param trust what extension API servers read
     */
    public void ensureOthers(KubernetesService service, ClusterTrust trust) throws InterruptedException {
        ensure(read("objects.json"));
        ensure(service.objects());
        ensure(trust.objects());
    }

    /** The rules of the default role {@code system:node}. */
    public static ArrayValue nodeRules() {
        return read("rbac.json").stream()
                .filter(wanted ->
                        wanted.name().equals("system:node") && wanted.resource().equals("clusterroles"))
                .map(wanted -> wanted.object().array("rules"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the default roles lack system:node"));
    }

    static List<Wanted> read(String name) {
        try (var stream = BootstrapObjects.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("the resource " + name + " is missing");
            }
            return ((ArrayValue) Json.parse(stream.readAllBytes()))
                    .objects()
                    .map(entry -> new Wanted(entry.string("resource"), entry.object("object")))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the resource " + name, e);
        } catch (MalformedException e) {
            throw new IllegalStateException("the resource " + name + " is damaged: " + e.getMessage(), e);
        }
    }

    /** Ensures objects, some at a time; the first failure is thrown. */
    private void ensure(List<Wanted> objects) throws InterruptedException {
        var turns = new Semaphore(AT_ONCE);
        var written = new ArrayList<Future<Boolean>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var wanted : objects) {
                Callable<Boolean> task = () -> {
                    turns.acquire();
                    try {
                        return ensureAtLast(wanted);
                    } finally {
                        turns.release();
                    }
                };
                written.add(threads.submit(task));
            }
            int count = 0;
            for (var result : written) {
                count += result.get() ? 1 : 0;
            }
            if (count > 0) {
                LOG.atInfo()
                        .addKeyValue("written", count)
                        .addKeyValue("of", objects.size())
                        .log("bootstrap objects written");
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a bootstrap object cannot be written: " + e.getMessage(), e);
        }
    }

    /** A store that elects a leader or is busy answers later: a server that starts meanwhile is not to fail for that. */
    private boolean ensureAtLast(Wanted wanted) {
        for (int attempt = 1; ; attempt++) {
            try {
                return ensure(wanted);
            } catch (StatusException refusal) {
                if (attempt == MOST_ATTEMPTS || !mayPass(refusal.status().reason())) {
                    throw refusal;
                }
                LOG.atWarn()
                        .addKeyValue("object", wanted.collection() + "/" + wanted.name())
                        .addKeyValue("cause", refusal.getMessage())
                        .log("a bootstrap object is written once more");
                LockSupport.parkNanos(BETWEEN_ATTEMPTS.toNanos());
            }
        }
    }

    private static boolean mayPass(Reason reason) {
        return reason == Reason.INTERNAL_ERROR
                || reason == Reason.SERVER_TIMEOUT
                || reason == Reason.TIMEOUT
                || reason == Reason.SERVICE_UNAVAILABLE
                || reason == Reason.TOO_MANY_REQUESTS;
    }

    /** Makes it so; false if it was. */
    private boolean ensure(Wanted wanted) {
        var found = source.get(wanted.group(), wanted.resource(), wanted.namespace(), wanted.name());
        try {
            if (found.isEmpty()) {
                loopback.create(wanted.collection(), wanted.object());
                return true;
            }
            var completed = completed(wanted, found.get());
            completed.ifPresent(object -> loopback.update(wanted.collection() + "/" + wanted.name(), object));
            return completed.isPresent();
        } catch (StatusException refusal) {
            boolean race = refusal.status().reason() == Reason.ALREADY_EXISTS
                    || refusal.status().reason() == Reason.CONFLICT;
            if (race || (found.isEmpty() && appears(wanted))) {
                LOG.atDebug()
                        .addKeyValue("object", wanted.collection() + "/" + wanted.name())
                        .log("written by another server");
                return false;
            }
            throw refusal;
        }
    }

    /** A server that starts beside this one may have what an object needs, such as its address, and not yet the object. */
    private boolean appears(Wanted wanted) {
        for (int look = 0; look < MOST_LOOKS; look++) {
            if (source.get(wanted.group(), wanted.resource(), wanted.namespace(), wanted.name())
                    .isPresent()) {
                return true;
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
        return false;
    }

    private static Optional<ObjectValue> completed(Wanted wanted, ObjectValue found) {
        if (wanted.group().equals(RBAC)) {
            return RoleCompletion.complete(found, wanted.object());
        }
        return wanted.resource().equals("configmaps")
                ? ClusterTrust.completed(wanted, found)
                : KubernetesService.completed(wanted, found);
    }
}
