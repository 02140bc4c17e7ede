package dev.mudi.apiserver.endpoints;

import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.field.FieldPath;
import dev.mudi.api.schema.SchemaCatalog;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.BooleanValue;
import dev.mudi.api.tree.IntegerValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import dev.mudi.apiserver.RequestContext;
import dev.mudi.apiserver.registry.DeleteOptions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads DeleteOptions from the body or, without one, from the query. */
final class DeleteOptionsReader {
    private static final List<String> POLICIES = List.of("Foreground", "Background", "Orphan");

    private DeleteOptionsReader() {}

    /** The options of a request; 400 or 422 when something in them is wrong. */
    static DeleteOptions read(RequestContext context) {
        var request = context.request();
        return request.body().length == 0 ? validated(ofQuery(context)) : validated(ofBody(context));
    }

    private static ObjectValue ofBody(RequestContext context) {
        var type = SchemaCatalog.builtIn().kind("", "v1", "DeleteOptions").orElseThrow();
        if (Body.of(context.request()) == Body.JSON && isNull(context.request().body())) {
            return ObjectValue.EMPTY;
        }
        var decoder = BodyDecoder.ofOptions(type, "DeleteOptions", context.warnings());
        var tree = decoder.parse(context.request(), new ArrayList<>());
        // Clients send the options under the group and version of what they delete.
        return decoder.typed(tree.without("apiVersion"), List.of());
    }

    private static boolean isNull(byte[] body) {
        return new String(body, StandardCharsets.UTF_8).strip().equals("null");
    }

    private static ObjectValue ofQuery(RequestContext context) {
        var query = context.request().query();
        var options = ObjectValue.builder();
        query.number("gracePeriodSeconds").ifPresent(seconds -> options.put("gracePeriodSeconds", seconds));
        Parameters.truth(query, "orphanDependents").ifPresent(orphan -> options.put("orphanDependents", orphan));
        query.first("propagationPolicy").ifPresent(policy -> options.put("propagationPolicy", policy));
        var preconditions = ObjectValue.builder()
                .putIfPresent("uid", query.get("uid"))
                .putIfPresent("resourceVersion", query.get("resourceVersion"))
                .build();
        if (!preconditions.isEmpty()) {
            options.put("preconditions", preconditions);
        }
        if (query.has("dryRun")) {
            options.put("dryRun", ArrayValue.ofStrings(query.all("dryRun")));
        }
        return options.build();
    }

    /** The options that a decoded object says. */
    static DeleteOptions validated(ObjectValue options) {
        var errors = new FieldErrors();
        var path = FieldPath.of("propagationPolicy");
        var orphan = options.get("orphanDependents")
                .filter(BooleanValue.class::isInstance)
                .map(value -> ((BooleanValue) value).truth());
        var policy = options.has("propagationPolicy")
                ? Optional.of(options.string("propagationPolicy"))
                : Optional.<String>empty();
        policy.ifPresent(text -> {
            if (orphan.isPresent()) {
                errors.invalid(path, text, "orphanDependents and deletionPropagation cannot be both set");
            }
            if (!POLICIES.contains(text)) {
                var supported = new ArrayList<>(POLICIES);
                supported.add("nil");
                errors.notSupported(path, Value.of(text), supported);
            }
        });
        var dryRun = options.array("dryRun").strings().toList();
        Parameters.validateDryRun(dryRun, errors);
        Parameters.refuse("DeleteOptions", errors);
        var preconditions = options.object("preconditions");
        return new DeleteOptions(
                options.get("gracePeriodSeconds")
                        .filter(IntegerValue.class::isInstance)
                        .map(value -> ((IntegerValue) value).number()),
                policy.map(text -> DeleteOptions.Propagation.valueOf(text.toUpperCase(Locale.ROOT))),
                present(preconditions, "uid"),
                present(preconditions, "resourceVersion"),
                !dryRun.isEmpty(),
                orphan);
    }

    private static Optional<String> present(ObjectValue object, String name) {
        return object.has(name) ? Optional.of(object.string(name)) : Optional.empty();
    }
}
