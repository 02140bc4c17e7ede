package dev.mudi.api.apply;

import dev.mudi.api.schema.Struct;
import dev.mudi.api.tree.ObjectValue;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Finds what writes change of what managers own. Immutable and safe for several threads. */
final class Ownership {
    private final Versions versions;
    private final String apiVersion;
    private final FieldSet ignored;

    Ownership(Versions versions, String apiVersion, FieldSet ignored) {
        this.versions = versions;
        this.apiVersion = apiVersion;
        this.ignored = ignored;
    }

    /**
     * What an apply comes to, before it is known whether it may.
     *
     * @param before the object as it was, {@code object} as it would be
     * @param owner who applies, {@code fields} what it would own
     */
    record Applied(
            ObjectValue before,
            ObjectValue object,
            Owner owner,
            ManagedFields.Entry fields,
            Conflicts conflicts,
            Map<Owner, FieldSet> removed) {

        /** Whether everybody owns what they owned before. */
        boolean movesNothing(ManagedFields managed, FieldSet untracked) {
            var owned = fields.fields().difference(untracked);
            return conflicts.isEmpty()
                    && removed.isEmpty()
                    && managed.get(owner)
                            .filter(entry -> entry.fields().equals(owned))
                            .isPresent();
        }

        /** Writes down who owns what once this is done; if it changes nothing, the owner's time stays. */
        void settle(ManagedFields managed, FieldSet untracked, String time, boolean unchanged) {
            conflicts.byOwner().forEach((other, fields) -> lose(managed, other, fields));
            removed.forEach((other, fields) -> lose(managed, other, fields));
            var last = managed.get(owner);
            var shown = unchanged ? last.map(ManagedFields.Entry::time).orElse("") : time;
            var owned = fields.fields().difference(untracked);
            managed.put(owner, new ManagedFields.Entry(fields.apiVersion(), same(last, owned), shown));
        }
    }

    /** The set that was owned if it is this one: what it is in FieldsV1 is known then. */
    static FieldSet same(Optional<ManagedFields.Entry> last, FieldSet owned) {
        return last.map(ManagedFields.Entry::fields).filter(owned::equals).orElse(owned);
    }

    private static void lose(ManagedFields managed, Owner owner, FieldSet fields) {
        managed.get(owner)
                .ifPresent(entry -> managed.put(owner, entry.with(entry.fields().difference(fields))));
    }

    /** Takes what a write changes from those who owned it; gives what the writer owns by that. */
    FieldSet update(ObjectValue before, ObjectValue next, ManagedFields managed) {
        var comparisons = new Comparisons(before, next);
        managed.all().forEach((owner, entry) -> {
            var comparison = comparisons.in(entry.apiVersion());
            if (comparison.isEmpty()) {
                managed.remove(owner);
                return;
            }
            var changes = comparison.get();
            lose(managed, owner, changes.modified().union(changes.added()).union(changes.removed()));
        });
        var changes = comparisons.in(apiVersion).orElseThrow();
        return changes.modified().union(changes.added());
    }

    Applied apply(ObjectValue before, ObjectValue wanted, ManagedFields managed, Owner owner) {
        var type = type(apiVersion);
        var merged = Merge.merge(before, wanted, type);
        var last = managed.get(owner);
        var fields =
                new ManagedFields.Entry(apiVersion, Owned.fields(wanted, type).withoutTrees(ignored), "");
        var others = managed.all();
        others.put(owner, fields);
        var next = last.isPresent() ? pruned(merged, others, last.get(), fields) : merged;
        var comparisons = new Comparisons(before, next);
        var conflicts = new Conflicts();
        var removed = new HashMap<Owner, FieldSet>();
        others.forEach((other, entry) -> {
            if (other.equals(owner)) {
                return;
            }
            var comparison = comparisons.in(entry.apiVersion());
            if (comparison.isEmpty()) {
                managed.remove(other);
                return;
            }
            var changes = comparison.get();
            conflicts.add(other, entry.fields().intersection(changes.modified().union(changes.added())));
            if (!changes.removed().isEmpty()) {
                removed.put(other, changes.removed());
            }
        });
        return new Applied(before, next, owner, fields, conflicts, removed);
    }

    private Struct type(String version) {
        return versions.type(version).orElseThrow();
    }

    /** Without what the manager applied before and applies no more, unless others own it too. */
    private ObjectValue pruned(
            ObjectValue merged,
            Map<Owner, ManagedFields.Entry> managed,
            ManagedFields.Entry last,
            ManagedFields.Entry now) {
        var version = last.apiVersion();
        var known = versions.type(version);
        if (last.fields().isEmpty() || known.isEmpty() || isStillApplied(last, now)) {
            return merged;
        }
        var type = known.get();
        var full = versions.convert(merged, version);
        var lastFields = Owned.withNamedParents(last.fields(), type);
        var pruned = Removal.remove(full, type, lastFields);
        var owned = new HashMap<String, FieldSet>();
        managed.values().forEach(entry -> owned.merge(entry.apiVersion(), entry.fields(), FieldSet::union));
        pruned = withOwned(
                full,
                pruned,
                version,
                Optional.ofNullable(owned.remove(version)).orElse(FieldSet.EMPTY));
        for (var other : owned.entrySet()) {
            pruned = withOwned(full, pruned, other.getKey(), other.getValue());
        }
        pruned = versions.convert(pruned, version);
        var gone = Owned.withNamedParents(Owned.fields(full, type), type)
                .difference(Owned.withNamedParents(Owned.fields(pruned, type), type));
        return versions.convert(Removal.remove(full, type, gone.intersection(lastFields)), apiVersion);
    }

    private static boolean isStillApplied(ManagedFields.Entry last, ManagedFields.Entry now) {
        return last.apiVersion().equals(now.apiVersion())
                && last.fields().difference(now.fields()).isEmpty();
    }

    /** The pruned object with what managers own in a version. */
    private ObjectValue withOwned(ObjectValue merged, ObjectValue pruned, String version, FieldSet owned) {
        var known = versions.type(version);
        if (known.isEmpty()) {
            return pruned;
        }
        var type = known.get();
        var full = versions.convert(merged, version);
        var kept = Owned.withNamedParents(Owned.fields(versions.convert(pruned, version), type), type)
                .union(Owned.withNamedParents(owned, type));
        return Removal.remove(
                full,
                type,
                Owned.withNamedParents(Owned.fields(full, type), type).difference(kept));
    }

    /** What differs between two objects, by version. For one thread. */
    private final class Comparisons {
        private final ObjectValue before;
        private final ObjectValue next;
        private final Map<String, Optional<Comparison>> known = new HashMap<>();

        private Comparisons(ObjectValue before, ObjectValue next) {
            this.before = before;
            this.next = next;
        }

        /** Empty for a version that is not known. */
        private Optional<Comparison> in(String version) {
            return known.computeIfAbsent(
                    version,
                    ignoredVersion -> versions.type(version)
                            .map(type -> Comparison.of(
                                            versions.convert(before, version), versions.convert(next, version), type)
                                    .without(ignored)));
        }
    }
}
