package dev.mudi.api.kinds.core;

import dev.mudi.api.meta.MetadataRules;
import dev.mudi.api.resource.NameRule;
import dev.mudi.api.validation.Amount;
import dev.mudi.api.validation.At;
import dev.mudi.api.validation.FilePaths;
import dev.mudi.api.validation.Syntax;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Rules for environment variables and what they are filled from (Kubernetes reference, EnvVarSource). Stateless. */
final class EnvironmentValidation {
    /** The fields of a pod that files may be filled from. */
    static final List<String> VOLUME_FIELDS =
            List.of("metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid");

    private static final List<String> VARIABLE_FIELDS = List.of(
            "metadata.name",
            "metadata.namespace",
            "metadata.uid",
            "spec.nodeName",
            "spec.serviceAccountName",
            "status.hostIP",
            "status.hostIPs",
            "status.podIP",
            "status.podIPs");
    private static final Set<String> KNOWN_FIELDS = Set.of(
            "metadata.annotations",
            "metadata.labels",
            "metadata.name",
            "metadata.namespace",
            "metadata.uid",
            "spec.nodeName",
            "spec.restartPolicy",
            "spec.serviceAccountName",
            "spec.schedulerName",
            "status.phase",
            "status.hostIP",
            "status.hostIPs",
            "status.podIP",
            "status.podIPs",
            "spec.host");
    private static final List<String> RESOURCES = List.of(
            "limits.cpu",
            "limits.ephemeral-storage",
            "limits.memory",
            "requests.cpu",
            "requests.ephemeral-storage",
            "requests.memory");
    private static final List<String> BYTE_DIVISORS =
            List.of("1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei");
    private static final List<String> SOURCES =
            List.of("fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef");

    private EnvironmentValidation() {}

    static void variables(At variables) {
        for (var variable : variables.items()) {
            if (variable.at("name").mustBeGiven()) {
                variable.at("name").mustBe(Syntax.ENVIRONMENT_NAME);
            }
            if (variable.at("valueFrom").isSet()) {
                source(variable.at("valueFrom"), !variable.at("value").isEmpty());
            }
        }
    }

    private static void source(At source, boolean hasValue) {
        if (source.at("fieldRef").isSet()) {
            fieldReference(source.at("fieldRef"), VARIABLE_FIELDS);
        }
        if (source.at("resourceFieldRef").isSet()) {
            resourceReference(source.at("resourceFieldRef"), false);
        }
        keyReference(source.at("configMapKeyRef"));
        keyReference(source.at("secretKeyRef"));
        if (source.at("fileKeyRef").isSet()) {
            fileReference(source.at("fileKeyRef"));
        }
        long given = SOURCES.stream().filter(name -> source.at(name).isSet()).count();
        if (given == 0) {
            source.invalid(
                    "",
                    "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`");
        } else if (hasValue) {
            source.invalid("", "may not be specified when `value` is not empty");
        } else if (given > 1) {
            source.invalid("", "may not have more than one field specified at a time");
        }
    }

    /** A field of the pod itself, one of those allowed. */
    static void fieldReference(At reference, List<String> allowed) {
        if (!reference.at("apiVersion").mustBeGiven()
                || !reference.at("fieldPath").mustBeGiven()) {
            return;
        }
        var path = reference.at("fieldPath");
        var text = path.text();
        var error = "error converting fieldPath: ";
        if (!reference.at("apiVersion").is("v1")) {
            path.invalid(error + "unsupported pod version: "
                    + reference.at("apiVersion").text());
            return;
        }
        int subscript = text.endsWith("']") ? text.indexOf("['") : -1;
        if (subscript >= 0) {
            var base = text.substring(0, subscript);
            var key = text.substring(subscript + 2, text.length() - 2);
            switch (base) {
                case "metadata.annotations" -> qualified(reference, key.toLowerCase(Locale.ROOT));
                case "metadata.labels" -> qualified(reference, key);
                default -> path.invalid(error + "field label does not support subscript: " + text);
            }
        } else if (!KNOWN_FIELDS.contains(text)) {
            path.invalid(error + "field label not supported: " + text);
        } else {
            var internal = text.equals("spec.host") ? "spec.nodeName" : text;
            if (!allowed.contains(internal)) {
                path.notSupported(allowed);
            }
        }
    }

    private static void qualified(At at, String key) {
        Syntax.QUALIFIED_NAME.complaints(key).forEach(complaint -> at.invalid(key, complaint));
    }

    /** A resource of a container; files name the container. */
    static void resourceReference(At reference, boolean file) {
        var resource = reference.at("resource");
        if (file && reference.at("containerName").isEmpty()) {
            reference.at("containerName").required();
        } else if (resource.mustBeGiven() && !RESOURCES.contains(resource.text()) && !isHugePages(resource.text())) {
            resource.notSupported(RESOURCES);
        }
        divisor(reference.at("divisor"), resource.text());
    }

    private static boolean isHugePages(String resource) {
        return resource.startsWith("requests.hugepages-") || resource.startsWith("limits.hugepages-");
    }

    private static void divisor(At divisor, String resource) {
        if (!divisor.isSet() || Amount.orZero(divisor.value()).signum() == 0) {
            return;
        }
        var text = divisor.isText() ? divisor.text() : Long.toString(divisor.number());
        if (resource.endsWith(".cpu")) {
            if (!text.equals("1m") && !text.equals("1")) {
                divisor.invalid(resource, "only divisor's values 1m and 1 are supported with the cpu resource");
            }
        } else if (!BYTE_DIVISORS.contains(text)) {
            var what = resource.endsWith(".memory")
                    ? "memory"
                    : resource.endsWith(".ephemeral-storage") ? "local ephemeral storage" : "hugepages";
            if (!what.equals("hugepages") || isHugePages(resource)) {
                divisor.invalid(
                        resource,
                        "only divisor's values " + String.join(", ", BYTE_DIVISORS) + " are supported with the " + what
                                + " resource");
            }
        }
    }

    private static void keyReference(At reference) {
        if (reference.isSet()) {
            reference.at("name").mustBe(Syntax.DNS_SUBDOMAIN);
            if (reference.at("key").mustBeGiven()) {
                reference.at("key").mustBe(Syntax.CONFIG_KEY);
            }
        }
    }

    private static void fileReference(At reference) {
        if (reference.at("key").mustBeGiven()) {
            reference.at("key").mustBe(Syntax.ENVIRONMENT_NAME);
        }
        if (reference.at("volumeName").mustBeGiven()) {
            reference.at("volumeName").mustBe(Syntax.DNS_LABEL);
        }
        if (reference.at("path").mustBeGiven()) {
            FilePaths.mustNotGoUp(reference.at("path"));
        }
    }

    private static void mustBeAName(At name) {
        if (name.mustBeGiven()) {
            MetadataRules.complaints(NameRule.DNS_SUBDOMAIN, name.text(), true).forEach(name::invalid);
        }
    }

    static void sources(At sources) {
        for (var source : sources.items()) {
            if (!source.at("prefix").isEmpty()) {
                source.at("prefix").mustBe(Syntax.ENVIRONMENT_NAME);
            }
            int given = 0;
            for (var kind : List.of("configMapRef", "secretRef")) {
                var reference = source.at(kind);
                if (reference.isSet()) {
                    given++;
                    mustBeAName(reference.at("name"));
                }
            }
            if (given == 0) {
                sources.invalid("", "must specify one of: `configMapRef` or `secretRef`");
            } else if (given > 1) {
                sources.invalid("", "may not have more than one field specified at a time");
            }
        }
    }
}
