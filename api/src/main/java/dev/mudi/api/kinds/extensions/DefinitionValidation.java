package dev.mudi.api.kinds.extensions;

import dev.mudi.api.cel.schema.RuleValidation;
import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import dev.mudi.api.validation.At;
import dev.mudi.api.validation.Semantics;
import dev.mudi.api.validation.Syntax;
import dev.mudi.api.validation.WebhookClients;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;

/** Rules for definitions of custom resources (Kubernetes reference, CustomResourceDefinition). Stateless. */
final class DefinitionValidation {
    private static final List<String> COLUMN_TYPES = List.of("boolean", "date", "integer", "number", "string");
    private static final List<String> COLUMN_FORMATS =
            List.of("byte", "date", "date-time", "double", "float", "int32", "int64", "password");
    private static final List<String> REVIEWS = List.of("v1", "v1beta1");
    private static final List<String> SELECTABLE_TYPES = List.of("string", "boolean", "integer");
    private static final String APPROVAL = "api-approved.kubernetes.io";
    private static final int MOST_SELECTABLE = 8;

    /** What is said of selectable fields that differ between versions with one schema; upstream says the opposite of what it means. */
    private static final String NOT_ALIKE = "may only be set when `version.schema.openAPIV3Schema` is not included";

    /** What is said of selectable fields that all versions have alike, when their schemas differ. */
    private static final String ALIKE = "may only be set when validations.schema is included";

    /** What of a version stands outside of the versions where it is alike in all of them. */
    private static final List<String> PARTS =
            List.of("schema", "subresources", "additionalPrinterColumns", "selectableFields");

    private DefinitionValidation() {}

    static String complaintAboutName(ObjectValue definition, String name) {
        var spec = definition.object("spec");
        var required = spec.object("names").string("plural") + "." + spec.string("group");
        return name.equals(required) ? "" : "must be spec.names.plural+\".\"+spec.group";
    }

    static void create(At definition) {
        var spec = definition.at("spec");
        common(definition, definition.holding(null), true);
        approval(definition, definition.holding(null));
        if (spec.at("preserveUnknownFields").truth()) {
            spec.at("preserveUnknownFields")
                    .invalid(
                            "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead");
        }
    }

    static void update(At definition, At before) {
        var spec = definition.at("spec");
        var old = before.at("spec");
        var known = old.at("conversion", "webhook", "conversionReviewVersions").texts();
        common(definition, before, known.isEmpty() || known.stream().anyMatch(REVIEWS::contains));
        boolean established = before.at("status", "conditions").items().stream()
                .anyMatch(condition -> condition.at("type").is("Established")
                        && condition.at("status").is("True"));
        if (established) {
            spec.at("scope").mustNotHaveChanged(old.at("scope"));
            spec.at("names", "kind").mustNotHaveChanged(old.at("names", "kind"));
        }
        spec.at("group").mustNotHaveChanged(old.at("group"));
        spec.at("names", "plural").mustNotHaveChanged(old.at("names", "plural"));
        approval(definition, before);
    }

    static void status(At definition) {
        names(definition.at("status", "acceptedNames"));
    }

    private static void common(At definition, At before, boolean knownReview) {
        spec(definition.at("spec"), before.at("spec", "versions"), knownReview);
        status(definition);
        stored(definition);
    }

    private static void spec(At spec, At before, boolean knownReview) {
        group(spec.at("group"));
        if (spec.at("scope").mustBeGiven()) {
            spec.at("scope").mustBeOneOf("Cluster", "Namespaced");
        }
        var versions = spec.at("versions");
        for (var version : versions.items()) {
            if (!version.at("schema", "openAPIV3Schema").isSet()) {
                version.at("schema", "openAPIV3Schema").required();
            }
        }
        var seen = new HashSet<String>();
        for (var version : versions.items()) {
            labels(version.at("name"));
            deprecation(version);
            seen.add(version.at("name").text());
        }
        boolean apart = !areAlike(versions, "schema");
        versions.items().forEach(version -> parts(version, versions, before, apart));
        if (seen.size() < versions.size()) {
            shown(versions).invalid("must contain unique version names");
        }
        long stores = versions.items().stream()
                .filter(version -> version.at("storage").truth())
                .count();
        if (stores != 1) {
            shown(versions).invalid("must have exactly one version marked as storage version");
        }
        versions.items().stream()
                .findFirst()
                .map(version -> version.at("name"))
                .filter(name -> !name.isEmpty())
                .ifPresent(name -> labels(name.shownAt(spec.at("version").path())));
        for (var field : List.of("plural", "singular", "kind", "listKind")) {
            spec.at("names", field).mustBeGiven();
        }
        names(spec.at("names"));
        hoisted(spec, versions, before);
        conversion(spec.at("conversion"), knownReview);
    }

    private static void group(At group) {
        if (!group.mustBeGiven()) {
            return;
        }
        var complaints = Syntax.DNS_SUBDOMAIN.complaints(group.text());
        if (!complaints.isEmpty()) {
            group.invalid(String.join(",", complaints));
        } else if (!group.text().contains(".")) {
            group.invalid("should be a domain with at least one dot");
        }
    }

    /** Whether what all versions have alike is looked at once, as if it stood outside of them. */
    private static boolean areAlike(At versions, String field) {
        var items = versions.items();
        return items.stream()
                .allMatch(version -> Semantics.equal(
                        version.at(field).value(), items.getFirst().at(field).value()));
    }

    /** Versions as upstream shows them, where what they have of their own is alike in all of them and so stands outside. */
    private static At shown(At versions) {
        if (!PARTS.stream().allMatch(part -> areAlike(versions, part))) {
            return versions;
        }
        if (!versions.isSet()) {
            return versions.holding(NullValue.NULL);
        }
        return versions.holding(versions.array().mapObjects(version -> {
            var shown = ObjectValue.builder()
                    .put("Name", version.string("name"))
                    .put("Served", Value.of(version.bool("served")))
                    .put("Storage", Value.of(version.bool("storage")))
                    .put("Deprecated", Value.of(version.bool("deprecated")))
                    .put("DeprecationWarning", version.get("deprecationWarning").orElse(NullValue.NULL));
            PARTS.forEach(part -> shown.put(Character.toUpperCase(part.charAt(0)) + part.substring(1), NullValue.NULL));
            return shown.build();
        }));
    }

    private static boolean isUnchanged(At version, At before) {
        return before.items().stream()
                .filter(old -> old.at("name").is(version.at("name").text()))
                .anyMatch(old -> Semantics.equal(
                        old.at("schema").value(), version.at("schema").value()));
    }

    private static boolean hasStatus(At version) {
        return version.at("subresources", "status").isSet();
    }

    /** The parts of a version that are not alike in all versions. */
    private static void parts(At version, At versions, At before, boolean apart) {
        var schema = version.at("schema", "openAPIV3Schema");
        if (apart && schema.isSet()) {
            SchemaValidation.validate(schema, hasStatus(version), isUnchanged(version, before));
        }
        if (!areAlike(versions, "subresources")) {
            scale(version.at("subresources"));
        }
        if (!areAlike(versions, "additionalPrinterColumns")) {
            version.at("additionalPrinterColumns").items().forEach(DefinitionValidation::column);
        }
        if (!areAlike(versions, "selectableFields")) {
            selectable(version.at("selectableFields"), apart ? schema : schema.holding(null), NOT_ALIKE);
        }
    }

    private static void hoisted(At spec, At versions, At before) {
        if (versions.isEmpty()) {
            return;
        }
        var first = versions.items().getFirst();
        var schema = first.at("schema", "openAPIV3Schema");
        if (areAlike(versions, "schema") && schema.isSet()) {
            boolean status = versions.items().stream().anyMatch(DefinitionValidation::hasStatus);
            SchemaValidation.validate(
                    schema.shownAt(spec.at("validation", "openAPIV3Schema").path()),
                    status,
                    isUnchanged(first, before));
        }
        if (areAlike(versions, "subresources")) {
            scale(first.at("subresources").shownAt(spec.at("subresources").path()));
        }
        if (areAlike(versions, "additionalPrinterColumns")) {
            first.at("additionalPrinterColumns")
                    .shownAt(spec.at("additionalPrinterColumns").path())
                    .items()
                    .forEach(DefinitionValidation::column);
        }
        if (areAlike(versions, "selectableFields")) {
            selectable(
                    first.at("selectableFields")
                            .shownAt(spec.at("selectableFields").path()),
                    areAlike(versions, "schema") ? schema : schema.holding(null),
                    ALIKE);
        }
    }

    private static void labels(At name) {
        var complaints = Syntax.DNS_1035_LABEL.complaints(name.text());
        if (!complaints.isEmpty()) {
            name.invalid(name.text(), String.join(",", complaints));
        }
    }

    private static void deprecation(At version) {
        var warning = version.at("deprecationWarning");
        if (!warning.isSet()) {
            return;
        }
        if (!version.at("deprecated").truth()) {
            warning.invalid("can only be set for deprecated versions");
            return;
        }
        var text = warning.text();
        if (Syntax.bytes(text) > 256) {
            warning.invalid("must be <= 256 characters long");
        }
        if (text.isEmpty()) {
            warning.invalid("must not be an empty string");
        }
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                warning.invalid(
                        "must only contain printable UTF-8 characters; non-printable character found at index " + i);
                return;
            }
        }
    }

    /** Fields are looked for in the schema that stands where they do, within the versions or outside of them. */
    private static void selectable(At fields, At schema, String withoutSchema) {
        if (!fields.isEmpty() && !schema.isSet()) {
            fields.invalid("", withoutSchema);
            return;
        }
        var seen = new HashSet<String>();
        for (var field : fields.items()) {
            var path = field.at("jsonPath");
            if (!path.mustBeGiven()) {
                continue;
            }
            ObjectValue found;
            try {
                found = RuleValidation.field(path.text(), schema.object());
            } catch (IllegalArgumentException e) {
                path.invalid("is an invalid path: " + e.getMessage());
                continue;
            }
            if (path.text().startsWith(".metadata") && !path.text().matches("\\.metadata[^.]+.*")) {
                path.invalid("must not point to fields in metadata");
            }
            if (!SELECTABLE_TYPES.contains(found.string("type"))) {
                path.invalid(
                        "must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.");
            }
            if (!seen.add(path.text())) {
                path.duplicate();
            }
        }
        if (seen.size() > MOST_SELECTABLE) {
            fields.errors().tooMany(fields.path(), seen.size(), MOST_SELECTABLE);
        }
    }

    private static void names(At names) {
        for (var field : List.of("plural", "singular")) {
            if (!names.at(field).isEmpty()) {
                labels(names.at(field));
            }
        }
        for (var field : List.of("kind", "listKind")) {
            var name = names.at(field);
            var complaints = Syntax.DNS_1035_LABEL.complaints(name.text().toLowerCase(Locale.ROOT));
            if (!name.isEmpty() && !complaints.isEmpty()) {
                name.invalid("may have mixed case, but should otherwise match: " + String.join(",", complaints));
            }
        }
        names.at("shortNames").items().forEach(DefinitionValidation::labels);
        if (!names.at("kind").isEmpty()
                && names.at("kind").is(names.at("listKind").text())) {
            names.at("listKind").invalid("kind and listKind may not be the same");
        }
        names.at("categories").items().forEach(DefinitionValidation::labels);
    }

    private static void scale(At subresources) {
        var scale = subresources.at("scale");
        if (!scale.isSet()) {
            return;
        }
        var place = subresources.path();
        replicas(scale.at("specReplicasPath").shownAt(place.child("scale.specReplicasPath")), ".spec");
        replicas(scale.at("statusReplicasPath").shownAt(place.child("scale.statusReplicasPath")), ".status");
        var selector = scale.at("labelSelectorPath").shownAt(place.child("scale.labelSelectorPath"));
        if (!selector.isEmpty() && isSimplePath(selector)) {
            var text = selector.text();
            if (!text.startsWith(".spec.") && !text.startsWith(".status.")) {
                selector.invalid("should be a json path under either .spec or .status");
            }
        }
    }

    private static void replicas(At path, String under) {
        if (path.mustBeGiven() && isSimplePath(path) && !path.text().startsWith(under + ".")) {
            path.invalid("should be a json path under " + under);
        }
    }

    private static boolean isSimplePath(At path) {
        if (path.text().startsWith(".")) {
            return true;
        }
        path.invalid("must be a simple json path starting with .");
        return false;
    }

    private static void column(At column) {
        column.at("name").mustBeGiven();
        var type = column.at("type");
        var types = "must be one of " + String.join(",", COLUMN_TYPES);
        if (type.mustBeGiven(types) && !COLUMN_TYPES.contains(type.text())) {
            type.invalid(types);
        }
        var format = column.at("format");
        if (!format.isEmpty() && !COLUMN_FORMATS.contains(format.text())) {
            format.invalid("must be one of " + String.join(",", COLUMN_FORMATS));
        }
        var path = column.at("jsonPath").shownAt(column.at("JSONPath").path());
        if (path.mustBeGiven()) {
            isSimplePath(path);
        }
    }

    private static void conversion(At conversion, boolean knownReview) {
        if (!conversion.isSet()) {
            return;
        }
        var strategy = conversion.at("strategy");
        if (strategy.mustBeGiven()) {
            strategy.mustBeOneOf("None", "Webhook");
        }
        var client = conversion
                .at("webhook", "clientConfig")
                .shownAt(conversion.at("webhookClientConfig").path());
        var versions = conversion
                .at("webhook", "conversionReviewVersions")
                .shownAt(conversion.at("conversionReviewVersions").path());
        if (!strategy.is("Webhook")) {
            client.mustNotBeSet("should not be set when strategy is not set to Webhook");
            if (!versions.isEmpty()) {
                versions.forbidden("should not be set when strategy is not set to Webhook");
            }
            return;
        }
        if (client.isSet()) {
            WebhookClients.validate(client);
        } else {
            client.required("required when strategy is set to Webhook");
        }
        WebhookClients.reviewVersions(versions, "", knownReview);
    }

    private static void stored(At definition) {
        var stored = definition.at("status", "storedVersions");
        if (stored.isEmpty()) {
            stored.invalid(NullValue.NULL, "must have at least one stored version");
            return;
        }
        var names = new HashSet<String>();
        for (var version : definition.at("spec", "versions").items()) {
            var name = version.at("name").text();
            boolean isFirst = names.add(name);
            if (version.at("storage").truth() && !(isFirst && stored.texts().contains(name))) {
                stored.invalid("must have the storage version " + name);
            }
        }
        for (var item : stored.items()) {
            var name = item.text();
            if (!names.contains(name)) {
                item.invalid("missing from spec.versions; " + name
                        + " was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in "
                        + name + " and removes " + name + " from status.storedVersions");
            }
        }
    }

    /** Groups of the project need a word that the API was approved. */
    private static void approval(At definition, At before) {
        var group = definition.at("spec", "group").text();
        boolean isProtected = List.of("k8s.io", "kubernetes.io").stream()
                .anyMatch(domain -> group.equals(domain) || group.endsWith("." + domain));
        var annotation = definition.at("metadata", "annotations").entry(APPROVAL);
        var old = before.at("metadata", "annotations").entry(APPROVAL);
        boolean kept = before.at("metadata").isSet() && annotation.same(old);
        var text = annotation.text();
        if (!isProtected || kept || text.startsWith("unapproved") || text.matches("https?://[^/]+.*")) {
            return;
        }
        var what = "protected groups must have approval annotation \"" + APPROVAL + "\"";
        var where = ", see https://github.com/kubernetes/enhancements/pull/1111";
        if (text.isEmpty()) {
            annotation.required(what + where);
        } else {
            annotation.invalid(what + " with either a URL or a reason starting with \"unapproved\"" + where);
        }
    }
}
