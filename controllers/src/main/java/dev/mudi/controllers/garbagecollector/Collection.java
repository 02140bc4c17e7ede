package dev.mudi.controllers.garbagecollector;

import dev.mudi.client.MetadataClient;
import dev.mudi.client.Refusals;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out what is decided about objects. Each write is for exactly the version that was looked at. */
final class Collection {
    private static final Logger LOG = LoggerFactory.getLogger(Collection.class);

    private final MetadataClient client;
    private final DependencyGraph graph;
    private final ResourceMonitors monitors;
    private final Owners owners;

    Collection(MetadataClient client, DependencyGraph graph, ResourceMonitors monitors, Owners owners) {
        this.client = client;
        this.graph = graph;
        this.monitors = monitors;
        this.owners = owners;
    }

    /**
     * Looks at an object, and deletes or disowns it when that is due.
     *
     * @param next takes further objects that must be looked at
     */
    void examine(ObjectIdentity identity, Consumer<ObjectIdentity> next) {
        var found = monitors.get(identity);
        if (found.isEmpty()) {
            return; // gone already
        }
        var object = found.get();
        if (Owners.isDeletedWith(object, Verdict.FOREGROUND)) {
            awaitDependents(identity, object, next);
            return;
        }
        if (object.getMetadata().getDeletionTimestamp() != null) {
            return;
        }
        switch (Verdict.of(object, graph.hasDependents(identity.uid()), owner -> owners.state(object, owner))) {
            case Verdict.Keep _ -> {}
            case Verdict.Disown(List<OwnerReference> remaining) ->
                patch(identity, object, "ownerReferences", remaining);
            case Verdict.Delete(String policy) -> {
                if (policy.equals("Foreground")) {
                    breakCycle(identity, object);
                }
                delete(identity, object, policy);
            }
        }
    }

    /** An object deleted in the foreground goes when no dependent that blocks it is left. */
    private void awaitDependents(ObjectIdentity identity, HasMetadata object, Consumer<ObjectIdentity> next) {
        boolean blocked = false;
        for (var dependent : graph.dependentsOf(identity.uid())) {
            var present = monitors.get(dependent);
            if (present.isPresent() && blocks(present.get(), identity.uid())) {
                blocked = true;
                if (present.get().getMetadata().getDeletionTimestamp() == null) {
                    next.accept(dependent);
                }
            }
        }
        if (!blocked) {
            removeFinalizer(identity, object, Verdict.FOREGROUND);
        }
    }

    private static boolean blocks(HasMetadata dependent, String owner) {
        return dependent.getMetadata().getOwnerReferences().stream()
                .anyMatch(reference ->
                        reference.getUid().equals(owner) && Boolean.TRUE.equals(reference.getBlockOwnerDeletion()));
    }

    /** Objects that own each other and all wait would wait for ever: one stops blocking the others. */
    private void breakCycle(ObjectIdentity identity, HasMetadata object) {
        var waiting = graph.dependentsOf(identity.uid()).stream()
                .map(monitors::get)
                .anyMatch(dependent -> dependent
                        .filter(one -> Owners.isDeletedWith(one, Verdict.FOREGROUND))
                        .isPresent());
        if (waiting) {
            var unblocking = object.getMetadata().getOwnerReferences().stream()
                    .map(reference -> new OwnerReferenceBuilder(reference)
                            .withBlockOwnerDeletion(false)
                            .build())
                    .toList();
            patch(identity, object, "ownerReferences", unblocking);
        }
    }

    /** Frees the dependents of an object that is deleted without them, and then the object. */
    void orphan(ObjectIdentity identity) {
        var found = monitors.get(identity);
        if (found.isEmpty() || !Owners.isDeletedWith(found.get(), Verdict.ORPHAN)) {
            return;
        }
        for (var dependent : graph.dependentsOf(identity.uid())) {
            monitors.get(dependent).ifPresent(object -> {
                var remaining = object.getMetadata().getOwnerReferences().stream()
                        .filter(reference -> !reference.getUid().equals(identity.uid()))
                        .toList();
                patch(dependent, object, "ownerReferences", remaining);
            });
        }
        removeFinalizer(identity, found.get(), Verdict.ORPHAN);
    }

    private void removeFinalizer(ObjectIdentity identity, HasMetadata object, String finalizer) {
        var remaining = object.getMetadata().getFinalizers().stream()
                .filter(other -> !other.equals(finalizer))
                .toList();
        patch(identity, object, "finalizers", remaining);
    }

    private void patch(ObjectIdentity identity, HasMetadata object, String field, List<?> value) {
        var metadata = object.getMetadata();
        unlessGone(() -> client.patch(
                identity.resource(),
                identity.key(),
                Map.of(
                        "metadata",
                        Map.of(
                                "uid",
                                metadata.getUid(),
                                "resourceVersion",
                                metadata.getResourceVersion(),
                                field,
                                value))));
    }

    private void delete(ObjectIdentity identity, HasMetadata object, String policy) {
        LOG.atDebug().addKeyValue("object", identity).log("its owners are gone: deleting it ({})", policy);
        unlessGone(() -> client.delete(
                identity.resource(),
                identity.key(),
                new DeleteOptionsBuilder()
                        .withPropagationPolicy(policy)
                        .withNewPreconditions(object.getMetadata().getResourceVersion(), identity.uid())
                        .build()));
    }

    private static void unlessGone(Runnable write) {
        try {
            write.run();
        } catch (KubernetesClientException e) {
            if (!Refusals.isNotFound(e)) {
                throw e;
            }
        }
    }
}
