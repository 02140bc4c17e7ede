package dev.mudi.api.apply;

import dev.mudi.api.codec.Json;
import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.schema.Decoder;
import dev.mudi.api.schema.Struct;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import dev.mudi.api.validation.Syntax;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * Keeps the record of who owns which fields of an object along with each write, and applies what managers want
 * (Kubernetes reference, "Server-Side Apply"). Immutable and safe for several threads.
 */
public final class FieldOwnership {
    private static final FieldSet UNTRACKED = FieldSet.ofPaths(List.of(
            "apiVersion",
            "kind",
            "metadata",
            "metadata.name",
            "metadata.namespace",
            "metadata.creationTimestamp",
            "metadata.selfLink",
            "metadata.uid",
            "metadata.clusterName",
            "metadata.generation",
            "metadata.managedFields",
            "metadata.resourceVersion"));
    private static final String BEFORE_FIRST_APPLY = "before-first-apply";
    private static final String KUBECTL = "kubectl";
    private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
    private static final int LARGEST_ANNOTATIONS = 256 * 1024;

    private final Ownership ownership;
    private final String apiVersion;
    private final String subresource;
    private final Struct type;

    /**
     * The ownership of a kind's fields, for writes in one version through one resource.
     *
     * @param apiVersion of the writes; {@code versions} has to know its type
     * @param subresource through which they go, empty for the resource itself
     * @param resetFields dotted paths of what such writes can't change, so that they own nothing of it
     * @throws IllegalArgumentException if the version is not known
     */
    public FieldOwnership(Versions versions, String apiVersion, String subresource, List<String> resetFields) {
        this.apiVersion = apiVersion;
        this.subresource = subresource;
        this.type = versions.type(apiVersion)
                .orElseThrow(() -> new IllegalArgumentException("no type is known for " + apiVersion));
        this.ownership = new Ownership(versions, apiVersion, FieldSet.ofPaths(resetFields));
    }

    /**
     * Who writes.
     *
     * @param manager its name, empty for {@code unknown}
     * @param time when, kept in whole seconds
     */
    public record Writer(String manager, Instant time) {
        private String shownTime() {
            return time.truncatedTo(ChronoUnit.SECONDS).toString();
        }

        private String name() {
            return manager.isEmpty() ? "unknown" : manager;
        }
    }

    /** An object about to be created, with the record of what its creator owns. */
    public ObjectValue create(ObjectValue object, Writer writer) {
        return update(Decoder.zero(type), object, writer, true);
    }

    /**
     * An object about to replace another, with the record of what its writer changes. An empty list of managed fields, or one
     * of an empty entry, in the object forgets all that was known.
     *
     * @param live the object as it is
     */
    public ObjectValue update(ObjectValue live, ObjectValue next, Writer writer) {
        return update(live, next, writer, false);
    }

    /**
     * What was sent, about to be decoded: an empty list of managed fields asks to forget them, but decoding leaves out empty lists.
     * One of an empty entry asks for the same, and stays.
     */
    public static ObjectValue keepingReset(ObjectValue sent) {
        boolean resets = sent.get("metadata").orElse(NullValue.NULL) instanceof ObjectValue metadata
                && metadata.get("managedFields").orElse(NullValue.NULL) instanceof ArrayValue list
                && list.isEmpty();
        return resets ? sent.withAt(new ArrayValue(List.of(ObjectValue.EMPTY)), "metadata", "managedFields") : sent;
    }

    private ObjectValue update(ObjectValue live, ObjectValue next, Writer writer, boolean creates) {
        var managed = known(live, next);
        var bare = next.withoutAt("metadata", "managedFields");
        if (managed.isEmpty() && !creates) {
            return bare;
        }
        var before = live.withoutAt("metadata", "managedFields");
        var owner = Owner.updater(writer.name(), apiVersion, subresource);
        update(before, bare, managed, owner, writer.shownTime());
        OldUpdaters.join(managed);
        return managed.writeTo(bare);
    }

    private void update(ObjectValue before, ObjectValue next, ManagedFields managed, Owner owner, String time) {
        var last = managed.get(owner);
        var changed = ownership.update(before, next, managed).difference(UNTRACKED);
        if (!changed.isEmpty()) {
            var had = managed.get(owner).map(ManagedFields.Entry::fields).orElse(FieldSet.EMPTY);
            managed.put(owner, new ManagedFields.Entry(apiVersion, Ownership.same(last, changed.union(had)), time));
        }
    }

    private ManagedFields known(ObjectValue live, ObjectValue next) {
        var sent = next.object("metadata").get("managedFields");
        if (subresource.isEmpty() && sent.isPresent() && sent.get() instanceof ArrayValue list) {
            if (list.isEmpty() || (list.size() == 1 && list.object(0).isEmpty())) {
                return new ManagedFields();
            }
            var given = ManagedFields.of(next);
            if (!given.isEmpty()) {
                return given;
            }
        }
        return ManagedFields.of(live);
    }

    /**
     * Applies what a manager wants to an object that may not be there yet. The answer lacks the defaults of new fields.
     *
     * @param live the object as it is, empty for a creation
     * @param wanted as the manager sent it, not decoded by the type
     * @param force whether fields that others own are taken over
     * @throws StatusException 409 if the manager wants other values for fields that others own, 400 if what it wants is not of
     *     the type or has managed fields
     */
    public ObjectValue apply(Optional<ObjectValue> live, ObjectValue wanted, Writer writer, boolean force) {
        check(wanted);
        var current = live.orElseGet(() -> Decoder.zero(type));
        var before = current.withoutAt("metadata", "managedFields");
        var managed = ManagedFields.of(current);
        if (managed.isEmpty()) {
            var first = Owner.updater(BEFORE_FIRST_APPLY, apiVersion, subresource);
            update(Decoder.zero(type), before, managed, first, writer.shownTime());
        }
        var owner = Owner.applier(writer.name(), subresource);
        var applied = ownership.apply(before, wanted, managed, owner);
        if (!force && !applied.conflicts().isEmpty()) {
            refuse(applied.conflicts(), before, writer);
        }
        boolean unchanged = applied.object().equals(before)
                || (applied.movesNothing(managed, UNTRACKED) && isWritten(applied.object(), before));
        applied.settle(managed, UNTRACKED, writer.shownTime(), unchanged);
        var result = writer.manager().equals(KUBECTL) ? withLastApplied(applied.object(), wanted) : applied.object();
        return managed.writeTo(result);
    }

    /** Whether an object is written as another is: what was applied may have empty maps and other amounts for the same. */
    private boolean isWritten(ObjectValue object, ObjectValue other) {
        try {
            return Decoder.decode(object, type).object().equals(other);
        } catch (MalformedException e) {
            // Whoever decodes it next refuses it.
            return false;
        }
    }

    private void check(ObjectValue wanted) {
        var metadata = wanted.object("metadata");
        if (metadata.has("managedFields")
                && !(metadata.get("managedFields").orElse(NullValue.NULL) instanceof NullValue)) {
            throw StatusException.badRequest("metadata.managedFields must be nil");
        }
        if (!wanted.string("apiVersion").equals(apiVersion)) {
            throw StatusException.badRequest("Incorrect version specified in apply patch. Specified patch version: "
                    + wanted.string("apiVersion") + ", expected: " + apiVersion);
        }
        var complaints = TypeCheck.complaints(wanted, type);
        if (!complaints.isEmpty()) {
            var text = complaints.size() == 1 ? complaints.getFirst() : "errors:\n  " + String.join("\n  ", complaints);
            throw StatusException.badRequest("failed to create typed patch object ("
                    + metadata.string("namespace") + "/" + metadata.string("name") + "; " + shownKind(wanted) + "): "
                    + text);
        }
    }

    private static String shownKind(ObjectValue object) {
        var apiVersion = object.string("apiVersion");
        return (apiVersion.contains("/") ? "" : "/") + apiVersion + ", Kind=" + object.string("kind");
    }

    /** What kubectl once applied on its own it may change, as far as it is still so. */
    private void refuse(Conflicts conflicts, ObjectValue live, Writer writer) {
        var left = writer.manager().equals(KUBECTL) ? conflicts.without(appliedBefore(live)) : conflicts;
        if (!left.isEmpty()) {
            throw left.refusal();
        }
    }

    private FieldSet appliedBefore(ObjectValue live) {
        var text = live.object("metadata").object("annotations").string(LAST_APPLIED);
        if (text.isEmpty()) {
            return FieldSet.EMPTY;
        }
        try {
            var last = Json.parseObject(text.getBytes(StandardCharsets.UTF_8));
            if (!last.string("apiVersion").equals(apiVersion)) {
                return FieldSet.EMPTY;
            }
            var changed = Comparison.of(last, live, type);
            return Owned.fields(last, type)
                    .difference(changed.modified())
                    .difference(changed.added())
                    .difference(changed.removed());
        } catch (MalformedException e) {
            return FieldSet.EMPTY;
        }
    }

    private static ObjectValue withLastApplied(ObjectValue object, ObjectValue wanted) {
        var annotations = object.object("metadata").object("annotations");
        if (annotations.string(LAST_APPLIED).isEmpty()) {
            return object;
        }
        var last = wanted.update("metadata", metadata -> metadata.withoutAt("annotations", LAST_APPLIED));
        var text = new String(Json.write(last), StandardCharsets.UTF_8) + "\n";
        var next = annotations.with(LAST_APPLIED, text);
        int size = next.strings().entrySet().stream()
                .mapToInt(entry -> Syntax.bytes(entry.getKey()) + Syntax.bytes(entry.getValue()))
                .sum();
        Value kept = size > LARGEST_ANNOTATIONS ? annotations.without(LAST_APPLIED) : next;
        return object.withAt(kept, "metadata", "annotations");
    }
}
