package dev.mudi.apiserver.endpoints;

import dev.mudi.api.meta.ObjectMeta;
import dev.mudi.api.resource.DeletionAnswer;
import dev.mudi.api.resource.ResourceDefinition;
import dev.mudi.api.status.Reason;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.registry.DeleteOptions;
import dev.mudi.apiserver.registry.Deleter;
import dev.mudi.apiserver.storage.StoredObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Deletes one object, or all that a list would show. */
final class DeleteEndpoints {
    /** How many deletions of a collection are under way at once. */
    private static final int WORKERS = 64;

    private final Deleter deleter;

    DeleteEndpoints(Deleter deleter) {
        this.deleter = deleter;
    }

    void delete(Call call, Form form) {
        var options = options(call);
        var result = deleter.delete(call.write(options.dryRun(), ""), options);
        int code = !result.deleted() && options.orphanDependents().equals(Optional.of(false)) ? 202 : 200;
        if (result.deleted() && !DeletionAnswer.isObject(call.definition())) {
            var status = success(call.definition(), ObjectMeta.of(result.object()));
            ObjectWriter.write(call.response(), form.whole(), code, status);
        } else {
            ObjectWriter.write(call, form, code, result.object());
        }
    }

    private static DeleteOptions options(Call call) {
        var options = DeleteOptionsReader.read(call.context());
        if (options.propagation().isEmpty() && options.orphanDependents().isEmpty()) {
            var strategy = call.definition().strategy();
            strategy.orphaningWarning().ifPresent(call.context().warnings()::add);
        }
        return options;
    }

    private static ObjectValue success(ResourceDefinition definition, ObjectMeta meta) {
        return ObjectValue.builder()
                .put("kind", "Status")
                .put("apiVersion", "v1")
                .put("metadata", ObjectValue.EMPTY)
                .put("status", "Success")
                .put(
                        "details",
                        ObjectValue.builder()
                                .put("name", meta.name())
                                .putIfPresent("group", definition.group())
                                .put("kind", definition.resource())
                                .put("uid", meta.uid())
                                .build())
                .build();
    }

    void deleteCollection(Call call, Form form) {
        var options = ListOptions.of(call.context().request().query(), false).inPages();
        var deletion = options(call);
        var selection = Selection.of(call, options.selectors());
        Presentation.mustFit(call, form, true);
        var prefix = call.store().layout().prefix(call.namespace());
        var page = ListEndpoint.page(call, options, selection, prefix);
        var deleted = deleteAll(call, deletion, page.objects().toList());
        var meta = ListEndpoint.meta(page, selection, prefix, ListEndpoint.hasEmptyToken(call, form));
        ListEndpoint.send(call, form, deleted::forEach, meta);
    }

    /**
     * Deletes with bounded concurrency; what is gone already is passed over, the first refusal is the answer.
     *
     * @return what was deleted, as it was listed: upstream does not show what became of it
     */
    private List<StoredObject> deleteAll(Call call, DeleteOptions options, List<StoredObject> objects) {
        try (var scope = Executors.newVirtualThreadPerTaskExecutor()) {
            var permits = new java.util.concurrent.Semaphore(WORKERS);
            var pending = new ArrayList<Future<Boolean>>(objects.size());
            for (var object : objects) {
                permits.acquireUninterruptibly();
                pending.add(scope.submit(() -> {
                    try {
                        return deleteOne(call, options, object);
                    } finally {
                        permits.release();
                    }
                }));
            }
            var deleted = new ArrayList<StoredObject>(objects.size());
            for (int i = 0; i < pending.size(); i++) {
                if (result(pending.get(i))) {
                    deleted.add(objects.get(i));
                }
            }
            return deleted;
        }
    }

    /** Whether it was still there. */
    private boolean deleteOne(Call call, DeleteOptions options, StoredObject object) {
        var request = call.write(options.dryRun(), "").named(object.namespace(), object.name());
        try {
            deleter.delete(request, options);
            return true;
        } catch (StatusException e) {
            if (e.status().reason() == Reason.NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    private static boolean result(Future<Boolean> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StatusException refusal) {
                throw refusal;
            }
            throw new IllegalStateException("a deletion of a collection failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw StatusException.of(Reason.SERVICE_UNAVAILABLE, "the API server is shutting down");
        }
    }
}
