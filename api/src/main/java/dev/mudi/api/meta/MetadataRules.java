package dev.mudi.api.meta;

import dev.mudi.api.codec.GoText;
import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.resource.NameRule;
import dev.mudi.api.resource.Strategy;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.validation.Addresses;
import dev.mudi.api.validation.At;
import dev.mudi.api.validation.Selectors;
import dev.mudi.api.validation.Syntax;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * The rules that the metadata of every object follows, with upstream's paths and wording (apimachinery, api/validation
 * ObjectMeta). A name has been generated before they are asked. Stateless.
 */
public final class MetadataRules {
    private static final List<String> STANDARD_FINALIZERS = List.of("kubernetes", "orphan", "foregroundDeletion");
    private static final int ANNOTATIONS_LIMIT = 256 * 1024;
    private static final int MANAGER_LIMIT = 128;
    private static final int SUBRESOURCE_LIMIT = 256;

    private MetadataRules() {}

    /** Checks the metadata of an object to be created. */
    public static void validate(ObjectValue object, boolean namespaced, Strategy strategy, FieldErrors errors) {
        UnaryOperator<String> further = name -> strategy.complaintAboutName(object, name);
        validate(At.root(object, errors).at("metadata"), namespaced, strategy.nameRule(), further);
    }

    /** Checks that what goes into the path of a new object, in which nothing else was found, is a segment of one. */
    public static void segments(ObjectValue object, FieldErrors errors) {
        var meta = At.root(object, errors).at("metadata");
        complaints(NameRule.PATH_SEGMENT, meta.at("generateName").text(), true)
                .forEach(meta.at("generateName")::invalid);
        complaints(NameRule.PATH_SEGMENT, meta.at("name").text(), false).forEach(meta.at("name")::invalid);
    }

    /** Checks metadata at any place, such as that of a template. */
    public static void validate(At meta, boolean namespaced, NameRule rule) {
        validate(meta, namespaced, rule, name -> "");
    }

    private static void validate(At meta, boolean namespaced, NameRule rule, UnaryOperator<String> further) {
        var generateName = meta.at("generateName");
        validatePrefix(generateName, rule, further);
        var name = meta.at("name");
        if (name.mustBeGiven("name or generateName is required")) {
            complaints(rule, name.text(), false).forEach(name::invalid);
            refuse(name, further.apply(name.text()));
        }
        var namespace = meta.at("namespace");
        if (!namespaced) {
            if (!namespace.isEmpty()) {
                namespace.forbidden("not allowed on this type");
            }
        } else if (namespace.mustBeGiven()) {
            namespace.mustBe(Syntax.DNS_LABEL);
        }
        meta.at("generation").mustNotBeNegative();
        validateCommon(meta, true);
    }

    private static void validatePrefix(At generateName, NameRule rule, UnaryOperator<String> further) {
        if (!generateName.isEmpty() && rule != NameRule.LONG_NAME) {
            complaints(rule, generateName.text(), true).forEach(generateName::invalid);
            refuse(generateName, further.apply(generateName.text()));
        }
    }

    private static void refuse(At name, String complaint) {
        if (!complaint.isEmpty()) {
            name.invalid(complaint);
        }
    }

    /** Checks the metadata of an object that is to replace another, and that what is immutable in it stayed. */
    public static void validateUpdate(ObjectValue next, ObjectValue current, FieldErrors errors) {
        var meta = At.root(next, errors).at("metadata");
        var before = At.root(current, errors).at("metadata");
        if (before.at("deletionTimestamp").isSet()) {
            noNewFinalizers(meta.at("finalizers"), before.at("finalizers"));
        }
        if (meta.at("resourceVersion").isEmpty()) {
            meta.at("resourceVersion").invalid("", "must be specified for an update");
        }
        if (meta.at("generation").number() < before.at("generation").number()) {
            meta.at("generation").invalidNumber("must not be decremented");
        }
        for (var field : List.of("name", "namespace", "uid")) {
            if (!meta.at(field).same(before.at(field))) {
                meta.at(field).invalid(meta.at(field).text(), "field is immutable");
            }
        }
        for (var field : List.of("creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds")) {
            if (!meta.at(field).value().equals(before.at(field).value())) {
                meta.at(field).invalid(meta.at(field).value(), "field is immutable");
            }
        }
        validateCommon(meta, false);
    }

    /** Checks what holds for the metadata of any object, new or not; its name is taken as it is. */
    static void validateWhole(ObjectValue object, NameRule rule, FieldErrors errors) {
        var meta = At.root(object, errors).at("metadata");
        validatePrefix(meta.at("generateName"), rule, name -> "");
        meta.at("generation").mustNotBeNegative();
        validateCommon(meta, true);
    }

    private static void validateCommon(At meta, boolean creating) {
        Selectors.validateLabels(meta.at("labels"));
        validateAnnotations(meta.at("annotations"));
        validateOwners(meta.at("ownerReferences"));
        if (creating) {
            validateFinalizers(meta.at("finalizers"));
        }
        validateManagedFields(meta.at("managedFields"));
    }

    /** What is wrong with a name, or with the prefix of one. */
    public static List<String> complaints(NameRule rule, String name, boolean prefix) {
        var shown = prefix && name.length() > 1 && name.endsWith("-") && rule != NameRule.PATH_SEGMENT
                ? name.substring(0, name.length() - 2) + "a"
                : name;
        return switch (rule) {
            case DNS_SUBDOMAIN -> Syntax.DNS_SUBDOMAIN.complaints(shown);
            case LONG_NAME -> Syntax.LONG_NAME.complaints(shown);
            case ANY -> List.of();
            case DNS_LABEL -> Syntax.DNS_LABEL.complaints(shown);
            case DNS_1035_LABEL -> Syntax.DNS_1035_LABEL.complaints(shown);
            case CONFIG_KEY -> Syntax.CONFIG_KEY.complaints(name);
            case IP_ADDRESS -> Addresses.complaints(name);
            case PATH_SEGMENT -> prefix ? Syntax.pathSegmentPrefix(name) : Syntax.PATH_SEGMENT.complaints(name);
        };
    }

    /** Checks keys and the total size of annotations. */
    public static void validateAnnotations(At annotations) {
        long size = 0;
        for (Map.Entry<String, String> entry : annotations.strings().entrySet()) {
            var key = entry.getKey();
            Syntax.QUALIFIED_NAME
                    .complaints(key.toLowerCase(Locale.ROOT))
                    .forEach(complaint -> annotations.invalid(key, complaint));
            size += Syntax.bytes(key) + Syntax.bytes(entry.getValue());
        }
        if (size > ANNOTATIONS_LIMIT) {
            annotations.tooLong(ANNOTATIONS_LIMIT);
        }
    }

    private static void validateOwners(At owners) {
        var controller = "";
        for (var item : owners.items()) {
            var owner = item.shownAt(owners.path());
            if (versionOf(owner.at("apiVersion").text()).isEmpty()) {
                owner.at("apiVersion").invalid("version must not be empty");
            }
            for (var field : List.of("kind", "name", "uid")) {
                if (owner.at(field).isEmpty()) {
                    owner.at(field).invalid("must not be empty");
                }
            }
            if (owner.at("apiVersion").is("v1") && owner.at("kind").is("Event")) {
                owner.invalid("/v1, Kind=Event is disallowed from being an owner");
            }
            if (owner.at("controller").truth()) {
                var here = owner.at("kind").text() + "/" + owner.at("name").text();
                if (!controller.isEmpty()) {
                    owners.invalid(
                            "Only one reference can have Controller set to true. Found \"true\" in references for "
                                    + controller + " and " + here);
                } else {
                    controller = here;
                }
            }
        }
    }

    /** The version in an apiVersion; empty when it is malformed. */
    private static String versionOf(String apiVersion) {
        int slash = apiVersion.indexOf('/');
        return slash != apiVersion.lastIndexOf('/') ? "" : apiVersion.substring(slash + 1);
    }

    private static void validateFinalizers(At finalizers) {
        for (var item : finalizers.items()) {
            item.shownAt(finalizers.path()).mustBe(Syntax.QUALIFIED_NAME);
        }
        var names = finalizers.texts();
        if (names.contains("orphan") && names.contains("foregroundDeletion")) {
            finalizers.invalid("finalizer orphan and foregroundDeletion cannot be both set");
        }
    }

    /** Checks that a finalizer without a domain is one of Kubernetes' own. */
    public static void knownFinalizers(ObjectValue object, FieldErrors errors) {
        knownFinalizers(At.root(object, errors).at("metadata", "finalizers").items());
    }

    /** Checks that each finalizer without a domain is one of Kubernetes' own. */
    public static void knownFinalizers(List<At> finalizers) {
        for (var finalizer : finalizers) {
            if (!finalizer.text().contains("/") && !STANDARD_FINALIZERS.contains(finalizer.text())) {
                finalizer.invalid("name is neither a standard finalizer name nor is it fully qualified");
            }
        }
    }

    private static void noNewFinalizers(At finalizers, At before) {
        var added = new TreeSet<>(finalizers.texts());
        before.texts().forEach(added::remove);
        if (!added.isEmpty()) {
            finalizers.forbidden(
                    "no new finalizers can be added if the object is being deleted, found new finalizers []string{\""
                            + String.join("\", \"", added) + "\"}");
        }
    }

    private static void validateManagedFields(At entries) {
        for (var entry : entries.items()) {
            if (!entry.at("operation").is("Apply") && !entry.at("operation").is("Update")) {
                entry.at("operation").invalid("must be `Apply` or `Update`");
            }
            if (!entry.at("fieldsType").isEmpty() && !entry.at("fieldsType").is("FieldsV1")) {
                entry.at("fieldsType").invalid("must be `FieldsV1`");
            }
            validateManager(entry.at("manager"));
            entry.at("subresource").mustBeAtMostBytes(SUBRESOURCE_LIMIT);
        }
    }

    /** Checks the name of a field manager: at most 128 bytes, printable. */
    public static void validateManager(At manager) {
        manager.mustBeAtMostBytes(MANAGER_LIMIT);
        var text = manager.text();
        for (int i = 0; i < text.length(); i = text.offsetByCodePoints(i, 1)) {
            int point = text.codePointAt(i);
            if (!GoText.isPrintable(point)) {
                manager.invalid("invalid character " + String.format("U+%04X", point) + " (at position " + i + ")");
            }
        }
    }
}
