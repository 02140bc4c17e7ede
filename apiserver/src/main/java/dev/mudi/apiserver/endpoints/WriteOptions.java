package dev.mudi.apiserver.endpoints;

import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.field.FieldPath;
import dev.mudi.api.schema.FieldValidation;
import dev.mudi.apiserver.QueryParameters;
import dev.mudi.apiserver.RequestContext;

/**
 * What the query of a create, update or patch says.
 *
 * @param dryRun whether nothing is to be stored
 * @param manager who owns what is written; made of the user agent where the query names nobody
 * @param fieldValidation what becomes of unknown and duplicate fields
 * @param force whether an apply takes over what others own
 */
record WriteOptions(boolean dryRun, String manager, FieldValidation fieldValidation, boolean force) {
    private static final int MANAGER_LIMIT = 128;

    /** Reads the options of a create or update. */
    static WriteOptions of(RequestContext context, String kind) {
        var errors = new FieldErrors();
        return read(context, kind, errors);
    }

    /** Reads the options of a patch. */
    static WriteOptions ofPatch(RequestContext context, boolean apply) {
        var errors = new FieldErrors();
        var query = context.request().query();
        if (apply && query.get("fieldManager").isEmpty()) {
            errors.required(FieldPath.of("fieldManager"), "is required for apply patch");
        }
        if (!apply && query.has("force")) {
            errors.forbidden(FieldPath.of("force"), "may not be specified for non-apply patch");
        }
        return read(context, "PatchOptions", errors);
    }

    private static WriteOptions read(RequestContext context, String kind, FieldErrors errors) {
        var query = context.request().query();
        Parameters.validateManager(query.get("fieldManager"), errors);
        var dryRuns = query.all("dryRun");
        Parameters.validateDryRun(dryRuns, errors);
        Parameters.validateFieldValidation(query.get("fieldValidation"), errors);
        Parameters.refuse(kind, errors);
        return new WriteOptions(
                !dryRuns.isEmpty(),
                manager(query, context),
                FieldValidation.of(query.get("fieldValidation")).orElse(FieldValidation.WARN),
                query.bool("force"));
    }

    /** The manager named, or the user agent up to its first slash, at most 128 characters that can be printed (apiserver, handlers managerOrUserAgent). */
    private static String manager(QueryParameters query, RequestContext context) {
        var named = query.get("fieldManager");
        if (!named.isEmpty()) {
            return named;
        }
        var agent = context.request().headers().get("User-Agent");
        int slash = agent.indexOf('/');
        var prefix = slash < 0 ? agent : agent.substring(0, slash);
        var printable = new StringBuilder();
        prefix.codePoints()
                .filter(point -> !Character.isISOControl(point))
                .limit(MANAGER_LIMIT)
                .forEach(printable::appendCodePoint);
        return printable.isEmpty() ? "unknown" : printable.toString();
    }
}
