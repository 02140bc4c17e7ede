package dev.mudi.apiserver.registry;

import dev.mudi.api.meta.ObjectMeta;
import dev.mudi.api.meta.OwnerReferences;
import dev.mudi.api.status.Status;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.admission.Admission;
import dev.mudi.apiserver.admission.AdmissionRequest.Operation;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Creates objects. Safe for several threads. */
public final class Creator {
    /** How often a generated name is tried (KEP-4420). */
    private static final int NAME_ATTEMPTS = 8;

    /** What the store takes for a revision; anything else it passes over, as upstream's does. */
    private static final Pattern REVISION = Pattern.compile("0*[1-9][0-9]{0,18}");

    private final WritePath path;
    private final EventLeases leases;

    Creator(WritePath path, EventLeases leases) {
        this.path = path;
        this.leases = leases;
    }

    /**
     * Creates an object.
     *
     * @param decoded of the resource's kind, pruned and typed, in the request's namespace
     * @throws StatusException a refusal; nothing is stored then
     */
    public WriteResult create(WriteRequest request, ObjectValue decoded) {
        return create(request, decoded, false);
    }

    /**
     * Creates an object.
     *
     * @param managed whether the object carries its record of managed fields already
     */
    WriteResult create(WriteRequest request, ObjectValue decoded, boolean managed) {
        var defaults = request.definition().strategy();
        var warnings = request.context().warnings();
        var own = managed ? decoded : ObjectMeta.withoutSystemFields(decoded);
        var sent = OwnerReferences.deduplicated(own, false, warnings::add);
        var defaulted = TaintTimes.applyDefaults(
                request.definition(), defaults, sent, path.clock().instant());
        var owned = managed ? defaulted : path.fields().update(request, defaulted, Optional.empty());
        var admitted = path.admission()
                .admit(request.admission(Operation.CREATE, Optional.of(owned), Optional.empty()), owned);
        var object = OwnerReferences.deduplicated(defaults.applyDefaults(admitted), true, warnings::add);
        var meta = ObjectMeta.of(object);
        if (meta.name().isEmpty() && meta.generateName().isEmpty() && defaults.inventsNames()) {
            var invented = UUID.randomUUID().toString();
            return store(request.named(invented), object, invented).orElseThrow(() -> exists(request, invented));
        }
        if (!meta.name().isEmpty() || meta.generateName().isEmpty()) {
            return store(request, object, meta.name())
                    .orElseThrow(() -> meta.generateName().isEmpty()
                            ? exists(request, meta.name())
                            : notGenerated(request, meta.name()));
        }
        var name = "";
        for (int attempt = 0; attempt < NAME_ATTEMPTS; attempt++) {
            name = ObjectRules.generatedName(meta.generateName(), path.random());
            var stored = store(request.named(name), object, name);
            if (stored.isPresent()) {
                return stored.get();
            }
        }
        throw notGenerated(request, name);
    }

    private static StatusException notGenerated(WriteRequest request, String name) {
        var definition = request.definition();
        var status = StatusException.alreadyExists(definition.group(), definition.resource(), name)
                .status();
        var details = status.details();
        return new StatusException(new Status(
                status.code(),
                status.reason(),
                status.message() + ", the server was not able to generate a unique name for the object",
                new Status.Details(
                        details.name(), details.group(), details.kind(), details.uid(), details.causes(), 1)));
    }

    /** The refusal says so if the name is about to be free. */
    private static StatusException exists(WriteRequest request, String name) {
        var definition = request.definition();
        var refusal = StatusException.alreadyExists(definition.group(), definition.resource(), name);
        boolean goes = request.store()
                .find(request.target().namespace(), name)
                .filter(there -> ObjectMeta.of(there.tree()).isBeingDeleted())
                .isPresent();
        var status = refusal.status();
        return goes
                ? new StatusException(new Status(
                        status.code(),
                        status.reason(),
                        "object is being deleted: " + status.message(),
                        status.details()))
                : refusal;
    }

    /** Stores the object under a name; empty if the name is taken. */
    private Optional<WriteResult> store(WriteRequest request, ObjectValue object, String name) {
        var strategy = request.strategy();
        strategy.warningsAboutSent(object).forEach(request.context().warnings()::add);
        var prepared = ObjectRules.prepareForCreate(
                request.definition(), strategy, object, name, path.clock().instant());
        var reservation = path.reservations(request).take(request, prepared, Optional.empty());
        var charge = Admission.Charge.NONE;
        boolean stored = false;
        try {
            var ready = reservation.object();
            var check = path.check(request);
            ObjectRules.validateCreate(request.definition(), strategy, ready, check);
            strategy.warnings(ready).forEach(request.context().warnings()::add);
            check.check(request.context(), ready, Optional.empty());
            var asked = request.admission(Operation.CREATE, Optional.of(ready), Optional.empty());
            path.admission().validate(asked);
            charge = path.admission().charge(asked);
            var result = request.dryRun() ? pretend(request, ready, name) : write(request, ready, name);
            stored = result.isPresent() && !request.dryRun();
            return result;
        } finally {
            if (stored) {
                reservation.commit();
            } else {
                reservation.cancel();
                charge.refund();
            }
        }
    }

    private static Optional<WriteResult> pretend(WriteRequest request, ObjectValue object, String name) {
        var store = request.store();
        return store.find(request.target().namespace(), name).isPresent()
                ? Optional.empty()
                : Optional.of(new WriteResult.Shown(store.asRead(object), true));
    }

    private Optional<WriteResult> write(WriteRequest request, ObjectValue object, String name) {
        if (REVISION.matcher(ObjectMeta.of(object).resourceVersion()).matches()) {
            throw StatusException.badRequest("resourceVersion should not be set on objects to be created");
        }
        var store = request.store();
        return store.storage()
                .create(
                        store.key(request.target().namespace(), name),
                        store.toStored(object),
                        leases.of(request.definition()))
                .map(created -> new WriteResult.Stored(created, true));
    }
}
