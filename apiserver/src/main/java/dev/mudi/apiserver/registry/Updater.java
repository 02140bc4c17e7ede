package dev.mudi.apiserver.registry;

import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.field.FieldPath;
import dev.mudi.api.meta.ObjectMeta;
import dev.mudi.api.meta.OwnerReferences;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import dev.mudi.apiserver.admission.Admission;
import dev.mudi.apiserver.admission.AdmissionRequest.Operation;
import dev.mudi.apiserver.storage.Change;
import dev.mudi.apiserver.storage.Outcome;
import dev.mudi.apiserver.storage.StoredObject;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Replaces objects by what a change makes of them. Safe for several threads. */
public final class Updater {
    private static final String MODIFIED =
            "the object has been modified; please apply your changes to the latest version and try again";

    private final WritePath path;
    private final Creator creator;
    private final EventLeases leases;

    Updater(WritePath path, Creator creator, EventLeases leases) {
        this.path = path;
        this.creator = creator;
        this.leases = leases;
    }

    /** What is to become of an object; asked again when it changed meanwhile. */
    @FunctionalInterface
    public interface Transformation {
        /**
         * The next object, decoded and in the request's namespace and name. With a resourceVersion it replaces that state only.
         *
         * @param current as it is served, with its resourceVersion
         */
        ObjectValue next(ObjectValue current);

        /** The object to create where there is none; empty for 404. */
        default Optional<ObjectValue> instead() {
            return Optional.empty();
        }

        /** Whether the transformation keeps the record of managed fields itself, as apply does. */
        default boolean managesFields() {
            return false;
        }
    }

    /** Updates an object; 404 when there is none and the transformation has none instead. */
    public WriteResult update(WriteRequest request, Transformation transformation) {
        var store = request.store();
        var name = request.target().name();
        var seen = store.named(request.target().namespace(), name);
        if (seen.isEmpty()) {
            var object = transformation.instead().orElseThrow(() -> store.notFound(name));
            return creator.create(
                    request, object.withoutAt("metadata", "resourceVersion"), transformation.managesFields());
        }
        var attempt = new Attempt(request, transformation);
        try {
            var outcome = store.storage()
                    .change(
                            store.key(request.target().namespace(), name),
                            seen,
                            attempt,
                            leases.of(request.definition()))
                    .orElseThrow(() -> store.notFound(name));
            return attempt.result(outcome);
        } finally {
            attempt.giveBack();
        }
    }

    /** One update, perhaps computed several times. */
    private final class Attempt implements Function<StoredObject, Change> {
        private final WriteRequest request;
        private final Transformation transformation;

        /** What a dry run would have stored, or what was last before an update that ended the object. */
        private @Nullable ObjectValue shown;

        /** What was taken for the newest computation, until it is known whether that was stored. */
        private Reservations.@Nullable Reservation reservation;

        private Admission.Charge charge = Admission.Charge.NONE;

        private Attempt(WriteRequest request, Transformation transformation) {
            this.request = request;
            this.transformation = transformation;
        }

        @Override
        public Change apply(StoredObject stored) {
            giveBack();
            var current = request.store().served(stored);
            var next = prepared(current, stored.revision());
            var taken = path.reservations(request).take(request, next, Optional.of(current));
            reservation = taken;
            var change = change(taken.object(), current);
            // What stands in the store in another version, or by other types, is written anew even if nothing else
            // changes.
            boolean outdated = change instanceof Change.Keep
                    && shown == null
                    && request.store().isOutdated(stored);
            return outdated ? new Change.Write(request.store().toStored(taken.object())) : change;
        }

        /** Nothing was stored since something was taken. */
        private void giveBack() {
            var charged = charge;
            charge = Admission.Charge.NONE;
            charged.refund();
            var taken = reservation;
            if (taken != null) {
                reservation = null;
                taken.cancel();
            }
        }

        private ObjectValue prepared(ObjectValue current, long revision) {
            var definition = request.definition();
            var defaults = definition.strategy();
            var now = path.clock().instant();
            var next = TaintTimes.applyDefaults(definition, defaults, transformation.next(current), now);
            next = transformation.managesFields() ? next : path.fields().update(request, next, Optional.of(current));
            next = path.admission()
                    .admit(request.admission(Operation.UPDATE, Optional.of(next), Optional.of(current)), next);
            boolean patched = request.context().info().verb().equals("patch");
            next = OwnerReferences.deduplicated(
                    defaults.applyDefaults(next), patched, request.context().warnings()::add);
            checkPreconditions(next, current, revision, patched);
            next = next.withAt(Value.of(Long.toString(revision)), "metadata", "resourceVersion");
            next = TaintTimes.ofChange(definition, next, current, now);
            var ready = ObjectRules.prepareForUpdate(definition, request.strategy(), next, current);
            return RequestConditions.areOf(definition) ? RequestConditions.timed(ready, current, now) : ready;
        }

        /** A patch of the uid is no precondition, but a change of what cannot be changed. */
        private void checkPreconditions(ObjectValue next, ObjectValue current, long revision, boolean patched) {
            var definition = request.definition();
            var meta = ObjectMeta.of(next);
            var uid = ObjectMeta.of(current).uid();
            if (!patched && !meta.uid().isEmpty() && !meta.uid().equals(uid)) {
                // The key as the registry knows it, below the prefix of the store.
                var key = request.store()
                        .key(request.target().namespace(), meta.name())
                        .toString()
                        .replaceFirst("^/registry", "");
                throw conflict("StorageError: invalid object, Code: 4, Key: " + key
                        + ", ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: "
                        + meta.uid() + ", UID in object meta: " + uid);
            }
            var version = meta.resourceVersion();
            if (version.isEmpty() || version.equals("0")) {
                if (!definition.strategy().allowsUnconditionalUpdate()) {
                    var errors = new FieldErrors();
                    errors.invalid(FieldPath.of("metadata", "resourceVersion"), 0, "must be specified for an update");
                    // Upstream names the resource here, not the kind.
                    throw StatusException.invalid(
                            definition.group(), definition.resource(), meta.name(), errors.list());
                }
            } else if (!version.equals(Long.toString(revision))) {
                throw conflict(MODIFIED);
            }
        }

        private StatusException conflict(String why) {
            var definition = request.definition();
            return StatusException.conflict(
                    definition.group(), definition.resource(), request.target().name(), why);
        }

        private Change change(ObjectValue next, ObjectValue current) {
            var definition = request.definition();
            var strategy = request.strategy();
            var check = path.check(request);
            ObjectRules.validateUpdate(request, next, current, check);
            strategy.warningsOnUpdate(next, current).forEach(request.context().warnings()::add);
            check.check(request.context(), next, Optional.of(current));
            var asked = request.admission(Operation.UPDATE, Optional.of(next), Optional.of(current));
            path.admission().validate(asked);
            charge = path.admission().charge(asked);
            if (request.dryRun()) {
                shown = request.store().asRead(next);
                return new Change.Keep();
            }
            if (ObjectRules.isFinished(definition, next, current)) {
                shown = next;
                return new Change.Remove();
            }
            return next.equals(current)
                    ? new Change.Keep()
                    : new Change.Write(request.store().toStored(next));
        }

        private WriteResult result(Outcome outcome) {
            if (outcome instanceof Outcome.Written) {
                charge = Admission.Charge.NONE;
            }
            var taken = reservation;
            if (taken != null && outcome instanceof Outcome.Written) {
                reservation = null;
                taken.commit();
            }
            if (outcome instanceof Outcome.Removed(var removed)) {
                path.reservations(request).release(request, request.store().served(removed));
            }
            var object = shown;
            return object != null
                    ? new WriteResult.Shown(object, false)
                    : new WriteResult.Stored(outcome.object(), false);
        }
    }
}
