package dev.mudi.api.kinds.extensions;

import static dev.mudi.api.kinds.vocabulary.Defaults.ifAbsent;
import static dev.mudi.api.kinds.vocabulary.Defaults.ifZero;
import static dev.mudi.api.kinds.vocabulary.Defaults.within;

import dev.mudi.api.kinds.vocabulary.KindStrategy;
import dev.mudi.api.resource.MetadataChecks;
import dev.mudi.api.resource.NameRule;
import dev.mudi.api.resource.Strategy;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The strategies of custom resource definitions and API services. */
public final class ExtensionKinds {
    private ExtensionKinds() {}

    /** Those of the group apiextensions.k8s.io, by resource. */
    public static Map<String, Strategy> definitions() {
        return Map.of(
                "customresourcedefinitions",
                KindStrategy.builder()
                        .defaults(ExtensionKinds::definition)
                        .metadata(MetadataChecks.PLAIN)
                        .named(DefinitionValidation::complaintAboutName)
                        .rules(DefinitionValidation::create)
                        .updateRules(DefinitionValidation::update)
                        .status((next, current) -> DefinitionValidation.status(next))
                        .creating(ExtensionKinds::storeVersion)
                        .updating((next, current) -> storeVersion(next))
                        .generations()
                        .conditional()
                        .warnings(FormatWarnings::of)
                        .deleting(List.of("customresourcecleanup.apiextensions.k8s.io"), ExtensionKinds::pending)
                        .build());
    }

    /** The condition that a definition has from its deletion until its objects are being deleted. */
    private static ObjectValue pending(ObjectValue marked) {
        var conditions = marked.object("status").array("conditions");
        if (conditions.objects().anyMatch(one -> one.string("type").equals("Terminating"))) {
            return marked;
        }
        var condition = ObjectValue.builder()
                .put("type", "Terminating")
                .put("status", "True")
                .put("lastTransitionTime", marked.object("metadata").string("deletionTimestamp"))
                .put("reason", "InstanceDeletionPending")
                .put("message", "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon")
                .build();
        return marked.withAt(conditions.plus(condition), "status", "conditions");
    }

    /** Those of the group apiregistration.k8s.io, by resource. */
    public static Map<String, Strategy> services() {
        return Map.of(
                "apiservices",
                KindStrategy.builder()
                        .defaults(service -> service.update(
                                "spec", spec -> spec.update("service", backend -> ifAbsent(backend, "port", 443))))
                        .named(ServiceRegistrationValidation::complaintAboutName)
                        .rules(ServiceRegistrationValidation::validate)
                        .updateRules((next, current) -> ServiceRegistrationValidation.update(next))
                        .statusAlone((next, current) -> ServiceRegistrationValidation.status(next))
                        .creating(ExtensionKinds::availableIfLocal)
                        .conditional()
                        .names(NameRule.PATH_SEGMENT)
                        .metadata(MetadataChecks.PLAIN)
                        .build());
    }

    private static ObjectValue availableIfLocal(ObjectValue service) {
        var since = service.object("metadata").string("creationTimestamp");
        return service.object("spec").has("service") ? service : Availability.LOCAL.in(service, since);
    }

    private static ObjectValue definition(ObjectValue definition) {
        var filled = within(
                definition,
                "spec",
                spec -> within(spec, "names", ExtensionKinds::names)
                        .update(
                                "conversion",
                                conversion -> conversion.update(
                                        "webhook",
                                        webhook -> webhook.update(
                                                "clientConfig",
                                                config -> config.update(
                                                        "service", service -> ifAbsent(service, "port", 443))))));
        filled = within(
                filled, "spec", spec -> ifAbsent(spec, "conversion", ObjectValue.of("strategy", Value.of("None"))));
        return storedVersions(filled).isEmpty() ? storeVersion(filled) : filled;
    }

    private static ObjectValue names(ObjectValue names) {
        var kind = names.string("kind");
        var filled = kind.isEmpty() ? names : ifZero(names, "singular", kind.toLowerCase(Locale.ROOT));
        return kind.isEmpty() ? filled : ifZero(filled, "listKind", kind + "List");
    }

    private static ArrayValue storedVersions(ObjectValue definition) {
        return definition.object("status").array("storedVersions");
    }

    /** The version that is stored now is one that has been stored. */
    private static ObjectValue storeVersion(ObjectValue definition) {
        var storage = definition
                .object("spec")
                .array("versions")
                .objects()
                .filter(version -> version.bool("storage"))
                .map(version -> version.string("name"))
                .findFirst();
        var stored = storedVersions(definition);
        return storage.isEmpty() || stored.strings().anyMatch(storage.get()::equals)
                ? definition
                : definition.withAt(stored.plus(Value.of(storage.get())), "status", "storedVersions");
    }
}
