package dev.mudi.apiserver.registry;

import dev.mudi.api.meta.ObjectMeta;
import dev.mudi.api.resource.Strategy;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import dev.mudi.apiserver.admission.AdmissionRequest.Operation;
import dev.mudi.apiserver.storage.Change;
import dev.mudi.apiserver.storage.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Deletes objects: at once, after their grace period, or when their finalizers are done. Safe for several threads. */
public final class Deleter {
    private static final String ORPHAN = "orphan";
    private static final String FOREGROUND = "foregroundDeletion";

    private final WritePath path;

    Deleter(WritePath path) {
        this.path = path;
    }

    /** Deletes the object that the request names; 404 when there is none, 409 when it is not the one meant. */
    public DeleteResult delete(WriteRequest request, DeleteOptions options) {
        var store = request.store();
        var name = request.target().name();
        var key = store.key(request.target().namespace(), name);
        var attempt = new Attempt(request, options);
        var seen = store.named(request.target().namespace(), name);
        var outcome = seen.flatMap(there -> store.storage()
                        .change(key, Optional.of(there), stored -> attempt.change(store.served(stored)), 0))
                .orElseThrow(() -> store.notFound(name));
        return attempt.result(outcome);
    }

    /** One deletion, perhaps decided several times because the object changed meanwhile. */
    private final class Attempt {
        private final WriteRequest request;
        private final DeleteOptions options;
        private @Nullable ObjectValue pretended;
        private boolean gone;

        private Attempt(WriteRequest request, DeleteOptions options) {
            this.request = request;
            this.options = options;
        }

        private Change change(ObjectValue current) {
            checkPreconditions(request, options, current);
            path.admission().validate(request.admission(Operation.DELETE, Optional.empty(), Optional.of(current)));
            var change = decided(current, path.clock().instant());
            gone = change instanceof Change.Remove;
            if (options.dryRun() || request.dryRun()) {
                pretended = change instanceof Change.Write(var marked) ? marked : current;
                return new Change.Keep();
            }
            return change instanceof Change.Write(var marked)
                    ? new Change.Write(request.store().toStored(marked))
                    : change;
        }

        /** Apiserver, registry/rest BeforeDelete, and registry/generic Store.Delete. */
        private Change decided(ObjectValue current, Instant now) {
            var meta = ObjectMeta.of(current);
            var grace = request.definition().strategy().gracePeriod(current, options.graceSeconds());
            if (grace.isPresent() && meta.isBeingDeleted()) {
                return shortened(current, meta);
            }
            var finalizers = withThoseOf(request.definition().strategy(), finalizersAfter(meta.finalizers()), meta);
            var marked = finalizers.equals(meta.finalizers())
                    ? current
                    : current.withAt(ArrayValue.ofStrings(finalizers), "metadata", "finalizers");
            if (grace.isPresent() && grace.get() > 0) {
                return new Change.Write(ObjectRules.markDeleted(marked, now.plusSeconds(grace.get()), grace.get()));
            }
            if (ObjectRules.isNamespace(request.definition()) && !ObjectRules.namespaceIsFinal(current)) {
                return namespaceTerminating(ObjectRules.markDeleted(marked, now, 0), meta);
            }
            if (!finalizers.isEmpty()) {
                var strategy = request.definition().strategy();
                var waiting = strategy.deletionFinalizers().isEmpty()
                        ? ObjectRules.markDeleted(marked, now, 0)
                        : strategy.prepareForDelete(ObjectRules.markedSince(marked, now));
                return waiting.equals(current) ? new Change.Keep() : new Change.Write(waiting);
            }
            return new Change.Remove();
        }

        /** A first deletion gives an object the finalizers that its kind has. */
        private static List<String> withThoseOf(Strategy strategy, List<String> finalizers, ObjectMeta meta) {
            if (meta.isBeingDeleted() || finalizers.containsAll(strategy.deletionFinalizers())) {
                return finalizers;
            }
            var all = new ArrayList<>(finalizers);
            strategy.deletionFinalizers().stream()
                    .filter(name -> !finalizers.contains(name))
                    .forEach(all::add);
            return all;
        }

        /** A second deletion can only make the grace period shorter; 0 ends it. */
        private Change shortened(ObjectValue current, ObjectMeta meta) {
            long before = meta.deletionGracePeriodSeconds().orElse(0L);
            long wanted = options.graceSeconds().orElse(before);
            if (wanted >= before) {
                boolean over = before == 0 && meta.finalizers().isEmpty();
                return over ? new Change.Remove() : new Change.Keep();
            }
            if (wanted <= 0 && meta.finalizers().isEmpty()) {
                return new Change.Remove();
            }
            long seconds = Math.max(0, wanted);
            var end = Instant.parse(meta.deletionTimestamp()).minusSeconds(before - seconds);
            return new Change.Write(current.with(
                    "metadata",
                    meta.tree()
                            .with("deletionTimestamp", ObjectRules.time(end))
                            .with("deletionGracePeriodSeconds", Value.of(seconds))));
        }

        private Change namespaceTerminating(ObjectValue marked, ObjectMeta before) {
            if (before.isBeingDeleted()) {
                return new Change.Keep();
            }
            return new Change.Write(marked.withoutAt("metadata", "deletionGracePeriodSeconds")
                    .withAt(Value.of("Terminating"), "status", "phase"));
        }

        private List<String> finalizersAfter(List<String> before) {
            boolean orphan = options.orphans()
                    .orElse(before.contains(ORPHAN) || (!before.contains(FOREGROUND) && orphansByDefault()));
            boolean foreground = options.foreground().orElse(before.contains(FOREGROUND) && !before.contains(ORPHAN));
            if (orphan == before.contains(ORPHAN) && foreground == before.contains(FOREGROUND)) {
                return before;
            }
            var after = new ArrayList<>(before);
            after.removeAll(List.of(ORPHAN, FOREGROUND));
            if (orphan) {
                after.add(ORPHAN);
            }
            if (foreground) {
                after.add(FOREGROUND);
            }
            return after;
        }

        private boolean orphansByDefault() {
            return request.definition().strategy().orphansDependents();
        }

        private DeleteResult result(Outcome outcome) {
            var object = pretended;
            if (object != null) {
                return new DeleteResult(object, gone);
            }
            var last = request.store().served(outcome.object());
            if (outcome instanceof Outcome.Removed) {
                path.reservations(request).release(request, last);
            }
            return new DeleteResult(last, outcome instanceof Outcome.Removed);
        }
    }

    /** 409 when an object is not the one, or not in the state, that is to be deleted. */
    static void checkPreconditions(WriteRequest request, DeleteOptions options, ObjectValue current) {
        var meta = ObjectMeta.of(current);
        options.uid().filter(uid -> !uid.equals(meta.uid())).ifPresent(uid -> {
            throw conflict(
                    request,
                    "the UID in the precondition (" + uid + ") does not match the UID in record (" + meta.uid()
                            + "). The object might have been deleted and then recreated");
        });
        options.resourceVersion()
                .filter(version -> !version.equals(meta.resourceVersion()))
                .ifPresent(version -> {
                    throw conflict(
                            request,
                            "the ResourceVersion in the precondition (" + version
                                    + ") does not match the ResourceVersion in record (" + meta.resourceVersion()
                                    + "). The object might have been modified");
                });
    }

    private static StatusException conflict(WriteRequest request, String why) {
        var definition = request.definition();
        return StatusException.conflict(
                definition.group(), definition.kind(), request.target().name(), why);
    }
}
