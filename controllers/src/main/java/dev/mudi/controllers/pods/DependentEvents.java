package dev.mudi.controllers.pods;

import dev.mudi.client.Expectations;
import dev.mudi.client.LabelSelectors;
import dev.mudi.client.Lister;
import dev.mudi.client.ObjectKey;
import dev.mudi.client.OwnerReferences;
import dev.mudi.client.ResourceEventHandler;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Tells owners what happens to their dependents: to the one that controls an object, or, when nobody does, to all in its
 * namespace whose selector selects it.
 *
 * @param <D> the dependents, such as pods
 * @param <O> the owners, such as ReplicaSets
 */
public final class DependentEvents<D extends HasMetadata, O extends HasMetadata> implements ResourceEventHandler<D> {
    /** What an owner hears. Must not block. */
    public interface Listener<D extends HasMetadata> {
        void created(ObjectKey owner, D dependent);

        void changed(ObjectKey owner, D dependent);

        /** The dependent is gone, or its deletion has begun. */
        void deleted(ObjectKey owner, D dependent);

        /** Looks at the owner whatever happens. */
        static <D extends HasMetadata> Listener<D> looking(Consumer<ObjectKey> look) {
            return new Looking<>(Optional.empty(), look);
        }

        /** The same, and takes off what was expected before the owner is looked at. */
        static <D extends HasMetadata> Listener<D> observing(
                Expectations<ObjectKey> expectations, Consumer<ObjectKey> look) {
            return new Looking<>(Optional.of(expectations), look);
        }
    }

    private record Looking<D extends HasMetadata>(
            Optional<Expectations<ObjectKey>> expectations, Consumer<ObjectKey> look) implements Listener<D> {
        @Override
        public void created(ObjectKey owner, D dependent) {
            expectations.ifPresent(open -> open.creationObserved(owner));
            look.accept(owner);
        }

        @Override
        public void changed(ObjectKey owner, D dependent) {
            look.accept(owner);
        }

        @Override
        public void deleted(ObjectKey owner, D dependent) {
            expectations.ifPresent(
                    open -> open.deletionObserved(owner, dependent.getMetadata().getUid()));
            look.accept(owner);
        }
    }

    private final String kind;
    private final Lister<O> owners;
    private final Function<O, @Nullable LabelSelector> selector;
    private final Listener<D> listener;

    /**
     * @param kind of the owners, as in a controller reference
     * @param selector of an owner; null when it adopts nothing
     */
    public DependentEvents(
            String kind, Lister<O> owners, Function<O, @Nullable LabelSelector> selector, Listener<D> listener) {
        this.kind = kind;
        this.owners = owners;
        this.selector = selector;
        this.listener = listener;
    }

    @Override
    public void onAdd(D added) {
        if (added.getMetadata().getDeletionTimestamp() != null) {
            onDelete(added); // seen for the first time after a restart, while it goes
            return;
        }
        var controller = OwnerReferences.controllerOf(added);
        if (controller.isPresent()) {
            resolve(added, controller).ifPresent(owner -> listener.created(owner, added));
        } else {
            tellSelecting(added);
        }
    }

    @Override
    public void onUpdate(D before, D after) {
        if (after.getMetadata().getDeletionTimestamp() != null) {
            onDelete(after);
            if (!labelsEqual(before, after)) {
                onDelete(before);
            }
            return;
        }
        var controllerBefore = OwnerReferences.controllerOf(before);
        var controller = OwnerReferences.controllerOf(after);
        var moved = !controller.equals(controllerBefore);
        if (moved) {
            resolve(before, controllerBefore).ifPresent(owner -> listener.changed(owner, before));
        }
        if (controller.isPresent()) {
            resolve(after, controller).ifPresent(owner -> listener.changed(owner, after));
        } else if (moved || !labelsEqual(before, after)) {
            tellSelecting(after);
        }
    }

    @Override
    public void onDelete(D last) {
        resolve(last, OwnerReferences.controllerOf(last)).ifPresent(owner -> listener.deleted(owner, last));
    }

    private static boolean labelsEqual(HasMetadata one, HasMetadata other) {
        return Objects.equals(one.getMetadata().getLabels(), other.getMetadata().getLabels());
    }

    private void tellSelecting(D orphan) {
        for (var owner : owners.list(orphan.getMetadata().getNamespace())) {
            if (LabelSelectors.matches(
                    selector.apply(owner), orphan.getMetadata().getLabels())) {
                listener.changed(ObjectKey.of(owner), orphan);
            }
        }
    }

    private Optional<ObjectKey> resolve(D dependent, Optional<OwnerReference> controller) {
        if (controller.isEmpty() || !controller.get().getKind().equals(kind)) {
            return Optional.empty();
        }
        return owners.get(
                        dependent.getMetadata().getNamespace(), controller.get().getName())
                .filter(owner ->
                        owner.getMetadata().getUid().equals(controller.get().getUid()))
                .map(ObjectKey::of);
    }
}
