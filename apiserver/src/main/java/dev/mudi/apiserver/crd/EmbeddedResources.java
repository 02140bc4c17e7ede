package dev.mudi.apiserver.crd;

import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.field.FieldPath;
import dev.mudi.api.meta.MetadataRules;
import dev.mudi.api.resource.NameRule;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.StringValue;
import dev.mudi.api.tree.Value;
import dev.mudi.api.validation.At;
import dev.mudi.api.validation.Syntax;
import java.util.List;
import java.util.Locale;

/**
 * Checks that what a schema calls an embedded resource is an object with apiVersion, kind and metadata (apiextensions,
 * schema/objectmeta). Stateless but for what it found.
 */
final class EmbeddedResources {
    private final FieldErrors errors;

    EmbeddedResources(FieldErrors errors) {
        this.errors = errors;
    }

    /** Checks the embedded resources in an object. */
    void validate(ObjectValue object, ObjectValue schema) {
        inner(object, schema.without("x-kubernetes-embedded-resource"), FieldPath.ROOT);
    }

    private void inner(Value value, ObjectValue schema, FieldPath path) {
        if (value instanceof ArrayValue list) {
            var items = schema.object("items");
            for (int i = 0; i < list.size() && !items.isEmpty(); i++) {
                inner(list.get(i), items, path.index(i));
            }
        } else if (value instanceof ObjectValue object) {
            if (schema.bool("x-kubernetes-embedded-resource")) {
                embedded(object, path);
            }
            var properties = schema.object("properties");
            var others = schema.object("additionalProperties");
            object.forEach((name, one) -> {
                if (properties.has(name)) {
                    inner(one, properties.object(name), path.child(name));
                } else if (!others.isEmpty()) {
                    inner(one, others, path.key(name));
                }
            });
        }
    }

    private void embedded(ObjectValue object, FieldPath path) {
        for (var name : List.of("apiVersion", "kind")) {
            if (!object.has(name)) {
                errors.required(path.child(name), "");
            }
        }
        object.get("apiVersion").ifPresent(value -> apiVersion(value, path.child("apiVersion")));
        object.get("kind").ifPresent(value -> kind(value, path.child("kind")));
        if (object.has("metadata")) {
            var meta = object.object("metadata");
            // Something has to be there: an embedded resource needs no name.
            var named = meta.string("name").isEmpty() ? meta.with("name", "fakename") : meta;
            MetadataRules.validate(
                    At.of(named, path.child("metadata"), errors),
                    !meta.string("namespace").isEmpty(),
                    NameRule.PATH_SEGMENT);
        }
    }

    private void apiVersion(Value value, FieldPath path) {
        if (!(value instanceof StringValue(var text))) {
            errors.invalid(path, value, "must be a string");
        } else if (text.isEmpty()) {
            errors.invalid(path, value, "must not be empty");
        } else if (text.chars().filter(c -> c == '/').count() > 1) {
            errors.invalid(path, value, "unexpected GroupVersion string: " + text);
        }
    }

    private void kind(Value value, FieldPath path) {
        if (!(value instanceof StringValue(var text))) {
            errors.invalid(path, value, "must be a string");
            return;
        }
        var complaints = Syntax.DNS_1035_LABEL.complaints(text.toLowerCase(Locale.ROOT));
        if (text.isEmpty()) {
            errors.invalid(path, value, "must not be empty");
        } else if (!complaints.isEmpty()) {
            errors.invalid(
                    path, value, "may have mixed case, but should otherwise match: " + String.join(",", complaints));
        }
    }
}
