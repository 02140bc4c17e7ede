package dev.mudi.apiserver.crd;

import dev.mudi.api.meta.ObjectMeta;
import dev.mudi.api.openapi.CustomSchemas;
import dev.mudi.api.resource.ResourceDefinition;
import dev.mudi.api.resource.ResourceName;
import dev.mudi.api.resource.ResourceRegistry;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import dev.mudi.apiserver.Loopback;
import dev.mudi.apiserver.ObjectSource;
import dev.mudi.apiserver.cache.Worker;
import dev.mudi.apiserver.registry.ResourceStore;
import dev.mudi.apiserver.registry.ResourceStores;
import dev.mudi.apiserver.webhook.WebhookClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves what CustomResourceDefinitions define. Definitions are followed in the cache: a change is in the registry at once; status,
 * finalizer and the removal of objects are written by a thread of its own. Safe for several threads.
 */
public final class CustomResources implements ObjectSource.ObjectListener, CustomSchemas, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CustomResources.class);
    private static final String GROUP = "apiextensions.k8s.io";
    private static final String RESOURCE = "customresourcedefinitions";
    private static final String PATH = "/apis/" + GROUP + "/v1/" + RESOURCE + "/";
    private static final String CLEANUP = "customresourcecleanup." + GROUP;
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final ResourceStores stores;
    private final ResourceRegistry registry;
    private final Loopback loopback;
    private final InstantSource clock;
    private final Worker worker;

    /** The resources that each definition has in the registry, by its name. */
    private final ConcurrentMap<String, List<ResourceDefinition>> served = new ConcurrentHashMap<>();

    /** What each definition said when it was served last: a change of its status alone changes no resource. */
    private final Map<String, ObjectValue> specs = new ConcurrentHashMap<>();

    /** The versions of each definition, made of the spec that is beside it in {@link #specs}. */
    private final Map<String, DefinedVersions> versions = new ConcurrentHashMap<>();

    private final ConcurrentMap<ResourceName, ObjectValue> schemas = new ConcurrentHashMap<>();

    /** All definitions, the newest of each, without their versions: what other definitions' names are compared with. */
    private final ConcurrentMap<String, ObjectValue> definitions = new ConcurrentHashMap<>();

    /** Definitions that something may have to be written of, the newest of each; bounded by their number. */
    private final ConcurrentMap<String, ObjectValue> pending = new ConcurrentHashMap<>();

    /** Held while what is served changes: by what is followed, and just before a definition is Established. */
    private final ReentrantLock serving = new ReentrantLock();

    private volatile Optional<WebhookClient> webhooks = Optional.empty();
    private volatile boolean closed;
    private volatile Optional<ObjectSource.Subscription> subscription = Optional.empty();

    /** Serves custom resources beside those of the stores' registry, writing by the loopback. */
    public CustomResources(ResourceStores stores, Loopback loopback, InstantSource clock) {
        this.stores = stores;
        this.registry = stores.registry();
        this.loopback = loopback;
        this.clock = clock;
        this.worker = new Worker("custom resources", this::work);
    }

    /**
     * Begins; when it returns, what is defined is served.
     *
     * @param webhookClient asks the webhooks that convert; closed with this
     */
    public void follow(ObjectSource source, WebhookClient webhookClient) {
        webhooks = Optional.of(webhookClient);
        worker.start();
        subscription = Optional.of(source.follow(GROUP, RESOURCE, this));
    }

    @Override
    public Optional<ObjectValue> schemaOf(ResourceDefinition resource) {
        return Optional.ofNullable(schemas.get(resource.name()));
    }

    @Override
    public void exists(ObjectValue crd) {
        serving.lock();
        try {
            definitions.put(ObjectMeta.of(crd).name(), crd.withoutAt("spec", "versions"));
            if (DefinitionStatus.isTrue(crd, "Established")) {
                serve(crd);
            }
        } finally {
            serving.unlock();
        }
        pending.put(ObjectMeta.of(crd).name(), crd);
        worker.wake();
    }

    /** Serves a definition that is about to be Established: whoever reads that it is may ask for its objects the next moment. */
    private void serveBefore(ObjectValue established) {
        var meta = ObjectMeta.of(established);
        serving.lock();
        try {
            var newest = definitions.get(meta.name());
            if (newest != null && ObjectMeta.of(newest).resourceVersion().equals(meta.resourceVersion())) {
                serve(established);
            }
        } finally {
            serving.unlock();
        }
    }

    private void serve(ObjectValue crd) {
        var name = ObjectMeta.of(crd).name();
        var old = served.getOrDefault(name, List.of());
        var said = said(crd);
        if (said.equals(specs.get(name))) {
            return;
        }
        var spec = crd.object("spec");
        var before = specs.put(name, said);
        if (before == null || !before.object("spec").equals(spec)) {
            versions.put(name, new DefinedVersions(spec, converter(spec)));
        }
        var resources =
                Definitions.of(crd, Optional.ofNullable(versions.get(name)).orElseThrow());
        spec.array("versions")
                .objects()
                .forEach(version -> schemas.put(
                        new ResourceName(
                                spec.string("group"),
                                version.string("name"),
                                spec.object("names").string("plural")),
                        Definitions.schema(version)));
        served.put(name, resources);
        var gone = new HashSet<>(old.stream().map(ResourceDefinition::name).toList());
        resources.forEach(resource -> gone.remove(resource.name()));
        registry.put(resources);
        if (!gone.isEmpty()) {
            registry.remove(gone);
        }
    }

    /** What of a definition its resources are made of. */
    private static ObjectValue said(ObjectValue crd) {
        return ObjectValue.of(
                        "spec",
                        crd.object("spec"),
                        "names",
                        crd.object("status").object("acceptedNames"))
                .with("terminating", Value.of(String.valueOf(DefinitionStatus.isTrue(crd, "Terminating"))));
    }

    private Converter converter(ObjectValue spec) {
        var conversion = spec.object("conversion");
        return conversion.string("strategy").equals("Webhook")
                ? new WebhookConverter(webhooks.orElseThrow(), conversion.object("webhook"))
                : Converter.NONE;
    }

    @Override
    public void gone(ObjectValue crd) {
        var name = ObjectMeta.of(crd).name();
        serving.lock();
        try {
            definitions.remove(name);
            pending.remove(name);
            specs.remove(name);
            versions.remove(name);
            var resources = served.remove(name);
            if (resources != null) {
                var names = resources.stream().map(ResourceDefinition::name).toList();
                registry.remove(names);
                names.forEach(schemas::remove);
            }
        } finally {
            serving.unlock();
        }
        giveNamesOn(crd.object("spec").string("group"));
    }

    /** Lets those definitions of a group have another look whose names were not all free. */
    private void giveNamesOn(String group) {
        definitions.forEach((name, other) -> {
            if (other.object("spec").string("group").equals(group)
                    && !DefinitionStatus.isTrue(other, "NamesAccepted")) {
                pending.putIfAbsent(name, other);
            }
        });
        worker.wake();
    }

    private void work() {
        while (!closed) {
            boolean again = false;
            for (var name : List.copyOf(pending.keySet())) {
                var crd = pending.remove(name);
                if (crd != null && !reconciled(crd)) {
                    again = pending.putIfAbsent(name, crd) == null || again;
                }
            }
            if (again) {
                LockSupport.parkNanos(RETRY.toNanos());
            } else if (pending.isEmpty()) {
                LockSupport.park(this);
            }
        }
    }

    /** Whether nothing is left to do for this state of a definition; a later state comes by itself. */
    private boolean reconciled(ObjectValue crd) {
        var name = ObjectMeta.of(crd).name();
        try {
            if (!crd.object("spec").has("versions")) {
                return loopback.get(PATH + name).map(this::reconciled).orElse(true);
            }
            if (ObjectMeta.of(crd).isBeingDeleted()) {
                return removed(crd);
            }
            var status = DefinitionStatus.of(crd, definitions.values(), clock.instant());
            if (!status.equals(crd.object("status"))) {
                var next = crd.with("status", status);
                if (DefinitionStatus.isTrue(next, "Established")) {
                    serveBefore(next);
                }
                loopback.update(PATH + name + "/status", next);
                giveNamesOn(crd.object("spec").string("group"));
            }
            return true;
        } catch (StatusException refusal) {
            // Most often it was changed meanwhile, and comes again.
            LOG.atDebug()
                    .addKeyValue("definition", name)
                    .log("not written: {}", refusal.status().message());
            return refusal.status().code() == 409 || refusal.status().code() == 404;
        }
    }

    /** Deletes the objects of a definition, and lets it go when there are none. */
    private boolean removed(ObjectValue crd) {
        var meta = ObjectMeta.of(crd);
        if (!meta.finalizers().contains(CLEANUP)) {
            return true;
        }
        var status = DefinitionStatus.terminating(crd, clock.instant());
        if (!status.equals(crd.object("status"))) {
            loopback.update(PATH + meta.name() + "/status", crd.with("status", status));
            return true;
        }
        var known = versions.get(meta.name());
        if (known != null && !emptied(stores.of(stored(crd, known)))) {
            return false;
        }
        var finalizers =
                meta.finalizers().stream().filter(one -> !one.equals(CLEANUP)).toList();
        loopback.update(PATH + meta.name(), crd.withAt(ArrayValue.ofStrings(finalizers), "metadata", "finalizers"));
        return true;
    }

    /** What objects are stored as: the resource that is served if it is, so that both share what they keep. */
    private ResourceDefinition stored(ObjectValue crd, DefinedVersions known) {
        var stored = Definitions.stored(crd, known);
        return served.getOrDefault(ObjectMeta.of(crd).name(), List.of()).stream()
                .filter(resource -> resource.name().equals(stored.name()))
                .findFirst()
                .orElse(stored);
    }

    /** Deletes all objects, and whether none waits for its finalizers. No webhook is asked of those that have none. */
    private boolean emptied(ResourceStore store) {
        store.all().forEach(object -> store.remove(object.namespace(), object.name(), clock.instant()));
        return store.all().isEmpty();
    }

    /** Follows no more, and ends its thread. Idempotent. */
    @Override
    public void close() {
        closed = true;
        subscription.ifPresent(ObjectSource.Subscription::close);
        worker.close();
        webhooks.ifPresent(WebhookClient::close);
    }
}
