package dev.mudi.controllers.garbagecollector;

import dev.mudi.client.ApiResource;
import dev.mudi.client.MetadataClient;
import dev.mudi.client.Reconciler.Result;
import dev.mudi.client.ResourceEventHandler;
import dev.mudi.controllers.spi.Controller;
import dev.mudi.controllers.spi.ControllerContext;
import dev.mudi.controllers.spi.ControllerLoop;
import dev.mudi.controllers.spi.CustomDefinitions;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Collects what has lost its owners (upstream: {@code pkg/controller/garbagecollector}). */
public final class GarbageCollector implements Controller {
    /** Upstream's name. */
    public static final String NAME = "garbage-collector-controller";

    private static final Logger LOG = LoggerFactory.getLogger(GarbageCollector.class);
    private static final int WORKERS = 20;
    private static final Duration SYNC_WAIT = Duration.ofSeconds(30);

    private static final Duration UNTIL_READY = Duration.ofMillis(100);

    /** Custom resources come in groups: one look at discovery serves them all. */
    private static final Duration GATHER = Duration.ofSeconds(1);

    /** One thing to do. */
    private sealed interface Work {
        /** Find out which resources there are. */
        record Discover() implements Work {}

        /** See whether the object must go. */
        record Examine(ObjectIdentity object) implements Work {}

        /** Free the object's dependents from it. */
        record Orphan(ObjectIdentity owner) implements Work {}
    }

    private final MetadataClient client;
    private final ControllerLoop<Work> loop;
    private final DependencyGraph graph = new DependencyGraph();
    private final ResourceMonitors monitors;
    private final Owners owners;
    private final Collection collection;
    private volatile boolean ready;

    public GarbageCollector(ControllerContext context) {
        this.client = new MetadataClient(context.clients().apply("generic-garbage-collector"));
        this.loop = new ControllerLoop<>(NAME, WORKERS, context.clock(), this::work);
        this.monitors = new ResourceMonitors(context.informers(), ObjectHandler::new);
        this.owners = new Owners(monitors, client);
        this.collection = new Collection(client, graph, monitors, owners);
        loop.watch(
                CustomDefinitions.of(context.informers()),
                ResourceEventHandler.onChange(any -> loop.enqueueAfter(new Work.Discover(), GATHER)));
    }

    @Override
    public ControllerLoop<?> loop() {
        return loop;
    }

    @Override
    public void start() {
        loop.enqueue(new Work.Discover());
        loop.start();
    }

    @Override
    public void close() {
        loop.close();
        monitors.close();
    }

    /** Keeps the graph, and has looked at what a change concerns. */
    private final class ObjectHandler implements ResourceEventHandler<HasMetadata> {
        private final ApiResource resource;

        ObjectHandler(ApiResource resource) {
            this.resource = resource;
        }

        @Override
        public void onAdd(HasMetadata added) {
            changed(added, List.of());
        }

        @Override
        public void onUpdate(HasMetadata before, HasMetadata after) {
            changed(after, before.getMetadata().getOwnerReferences());
        }

        private void changed(HasMetadata object, List<OwnerReference> ownersBefore) {
            var identity = ObjectIdentity.of(resource, object);
            var references = object.getMetadata().getOwnerReferences();
            graph.change(identity, ownersBefore, references);
            ownersBefore.stream()
                    .filter(owner -> !references.contains(owner))
                    .forEach(owner -> examineOwner(object, owner));
            if (Owners.isDeletedWith(object, Verdict.ORPHAN)) {
                loop.enqueue(new Work.Orphan(identity));
            }
            if (Owners.isDeletedWith(object, Verdict.FOREGROUND)) {
                graph.dependentsOf(identity.uid()).forEach(GarbageCollector.this::examine);
                examine(identity);
            } else if (!references.equals(ownersBefore)
                    && references.stream()
                            .anyMatch(owner -> owners.cached(object, owner).isEmpty())) {
                examine(identity);
            }
        }

        @Override
        public void onDelete(HasMetadata last) {
            var identity = ObjectIdentity.of(resource, last);
            var references = last.getMetadata().getOwnerReferences();
            graph.change(identity, references, List.of());
            graph.dependentsOf(identity.uid()).forEach(GarbageCollector.this::examine);
            references.forEach(owner -> examineOwner(last, owner));
        }

        /** An owner that waits for its dependents may have lost the last of them. */
        private void examineOwner(HasMetadata dependent, OwnerReference reference) {
            owners.cached(dependent, reference)
                    .filter(owner -> monitors.get(owner)
                            .filter(object -> Owners.isDeletedWith(object, Verdict.FOREGROUND))
                            .isPresent())
                    .ifPresent(GarbageCollector.this::examine);
        }
    }

    private void examine(ObjectIdentity object) {
        loop.enqueue(new Work.Examine(object));
    }

    private Result work(Work work) throws InterruptedException {
        if (!ready && !(work instanceof Work.Discover)) {
            return Result.after(UNTIL_READY); // who depends on whom isn't known yet
        }
        switch (work) {
            case Work.Discover _ -> {
                monitors.follow(client.discover());
                if (!monitors.awaitSync(SYNC_WAIT)) {
                    LOG.atWarn().log("not every resource could be listed within {}: collecting the others", SYNC_WAIT);
                }
                ready = true;
            }
            case Work.Examine(ObjectIdentity object) -> collection.examine(object, this::examine);
            case Work.Orphan(ObjectIdentity owner) -> collection.orphan(owner);
        }
        return Result.done();
    }
}
