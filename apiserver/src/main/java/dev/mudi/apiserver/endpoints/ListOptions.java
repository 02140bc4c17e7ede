package dev.mudi.apiserver.endpoints;

import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.field.FieldPath;
import dev.mudi.api.tree.Value;
import dev.mudi.apiserver.QueryParameters;
import java.util.List;
import java.util.Optional;

/**
 * What the query of a list or watch says.
 *
 * @param selectors which objects
 * @param resourceVersion from which state; empty for the newest
 * @param resourceVersionMatch {@code Exact}, {@code NotOlderThan} or empty
 * @param page which part of a list
 * @param watch how to watch
 */
record ListOptions(
        Selectors selectors, Optional<Long> resourceVersion, String resourceVersionMatch, Page page, Watching watch) {

    /** The selectors as they came. */
    record Selectors(String label, String field) {}

    /** At most so many objects, 0 for all; after what the token says, if it is not empty. */
    record Page(long limit, String token) {}

    /** How to watch: whether bookmarks are wanted, whether what exists comes first, and for how long, empty for as long as the server likes. */
    record Watching(boolean bookmarks, Optional<Boolean> sendInitialEvents, Optional<Long> timeoutSeconds) {}

    private static final String EXACT = "Exact";
    private static final String NOT_OLDER_THAN = "NotOlderThan";

    /** Reads a query; 400 or 422 when something in it is wrong. */
    static ListOptions of(QueryParameters query, boolean watch) {
        var asked = Parameters.truth(query, "sendInitialEvents");
        long limit = Math.max(0, query.number("limit").orElse(0L));
        var timeout = query.number("timeoutSeconds");
        var revision = query.get("resourceVersion");
        boolean legacy = watch && isLegacy(query, revision);
        var initial = legacy ? Optional.of(true) : asked;
        var match = legacy ? NOT_OLDER_THAN : query.get("resourceVersionMatch");
        var errors = new FieldErrors();
        if (watch) {
            validateWatch(query, match, initial.isPresent(), errors);
        } else {
            validateList(query, match, initial.isPresent(), errors);
        }
        Parameters.refuse("ListOptions", errors);
        return new ListOptions(
                new Selectors(query.get("labelSelector"), query.get("fieldSelector")),
                revision(revision, query.get("continue")),
                match,
                new Page(limit, query.get("continue")),
                new Watching(query.bool("allowWatchBookmarks"), initial, timeout));
    }

    /** Beside a token any revision is one too many, whatever it says, and is refused when the token has been read. */
    private static Optional<Long> revision(String text, String token) {
        boolean none = text.isEmpty() || text.equals("0");
        return token.isEmpty() || none ? Parameters.revision(text) : Optional.of(Long.MAX_VALUE);
    }

    /** A watch from nowhere in particular is one that is told of what there is, with all that goes with it (apimachinery, SetListOptionsDefaults). */
    private static boolean isLegacy(QueryParameters query, String revision) {
        return !query.has("sendInitialEvents")
                && query.get("resourceVersionMatch").isEmpty()
                && (revision.isEmpty() || revision.equals("0"));
    }

    /** As the deletion of a collection lists: always in pages, so that a revision that is named is the one that is shown (apiserver, DeleteCollection). */
    ListOptions inPages() {
        boolean one = resourceVersionMatch.isEmpty() && resourceVersion.orElse(0L) > 0;
        return one ? new ListOptions(selectors, resourceVersion, EXACT, page, watch) : this;
    }

    private static void validateList(QueryParameters query, String match, boolean initial, FieldErrors errors) {
        var path = FieldPath.of("resourceVersionMatch");
        if (!match.isEmpty()) {
            if (query.get("resourceVersion").isEmpty()) {
                errors.forbidden(path, "resourceVersionMatch is forbidden unless resourceVersion is provided");
            }
            if (!query.get("continue").isEmpty()) {
                errors.forbidden(path, "resourceVersionMatch is forbidden when continue is provided");
            }
            if (!match.equals(EXACT) && !match.equals(NOT_OLDER_THAN)) {
                errors.notSupported(path, Value.of(match), List.of(EXACT, NOT_OLDER_THAN, ""));
            }
            if (match.equals(EXACT) && query.get("resourceVersion").equals("0")) {
                errors.forbidden(path, "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"");
            }
        }
        if (initial) {
            errors.forbidden(FieldPath.of("sendInitialEvents"), "sendInitialEvents is forbidden for list");
        }
    }

    private static void validateWatch(QueryParameters query, String match, boolean initial, FieldErrors errors) {
        var path = FieldPath.of("resourceVersionMatch");
        if (initial && !match.equals(NOT_OLDER_THAN)) {
            errors.forbidden(path, "sendInitialEvents requires setting resourceVersionMatch to " + NOT_OLDER_THAN);
        }
        if (match.isEmpty()) {
            return;
        }
        if (!initial) {
            errors.forbidden(path, "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided");
        }
        if (!match.equals(NOT_OLDER_THAN)) {
            errors.notSupported(path, Value.of(match), List.of(NOT_OLDER_THAN));
        }
        if (!query.get("continue").isEmpty()) {
            errors.forbidden(path, "resourceVersionMatch is forbidden when continue is provided");
        }
    }

    /** Whether a watch that is told of what there is wants to be told where that ends. */
    boolean bookmarksTheStart() {
        return watch.sendInitialEvents().orElse(false) && watch.bookmarks();
    }

    /** How many objects are shown; all of what the cache has as it is, which upstream never cuts (apiserver, storage/cacher). */
    long limit() {
        return resourceVersion.filter(revision -> revision == 0).isPresent() ? 0 : page.limit();
    }

    /**
     * Whether a list must show the state at exactly its revision: when it says so, and when it is paged from a revision without
     * saying otherwise (Kubernetes API concepts, "Semantics for get and list").
     */
    boolean exact() {
        return resourceVersionMatch.equals(EXACT)
                || (resourceVersionMatch.isEmpty() && page.limit() > 0 && resourceVersion.orElse(0L) > 0);
    }
}
