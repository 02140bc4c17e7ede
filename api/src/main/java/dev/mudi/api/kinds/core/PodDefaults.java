package dev.mudi.api.kinds.core;

import static dev.mudi.api.kinds.vocabulary.Defaults.ifAbsent;
import static dev.mudi.api.kinds.vocabulary.Defaults.ifZero;
import static dev.mudi.api.kinds.vocabulary.Defaults.isSet;
import static dev.mudi.api.kinds.vocabulary.Defaults.isZero;
import static dev.mudi.api.kinds.vocabulary.Defaults.merge;
import static dev.mudi.api.kinds.vocabulary.Defaults.within;

import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.util.List;

/** What is filled in in pods and in the templates of pods (Kubernetes reference, Pod). Stateless. */
public final class PodDefaults {
    private static final List<String> CONTAINER_LISTS = List.of("initContainers", "containers", "ephemeralContainers");
    private static final List<String> PROBES = List.of("livenessProbe", "readinessProbe", "startupProbe");
    private static final long FILE_MODE = 0644;

    private PodDefaults() {}

    static ObjectValue pod(ObjectValue pod) {
        return within(pod, "spec", spec -> {
            var filled = spec.updateEach("containers", PodDefaults::requestsFromLimits)
                    .updateEach("initContainers", PodDefaults::requestsFromLimits);
            filled = PodResources.defaultPodLevel(filled);
            filled = ifAbsent(filled, "enableServiceLinks", true);
            if (filled.bool("hostNetwork")) {
                filled = hostPorts(filled);
            }
            return podSpec(filled);
        });
    }

    /** Fills in the template of an object that has one in its spec. */
    public static ObjectValue template(ObjectValue template) {
        return within(template, "spec", PodDefaults::podSpec);
    }

    private static ObjectValue podSpec(ObjectValue spec) {
        var filled = ifZero(spec, "dnsPolicy", "ClusterFirst");
        filled = ifZero(filled, "restartPolicy", "Always");
        filled = ifAbsent(filled, "securityContext", ObjectValue.EMPTY);
        filled = ifAbsent(filled, "terminationGracePeriodSeconds", 30);
        filled = ifZero(filled, "schedulerName", "default-scheduler");
        filled = serviceAccount(filled);
        filled = filled.updateEach("volumes", VolumeDefaults::volume);
        for (var list : CONTAINER_LISTS) {
            filled = filled.updateEach(list, PodDefaults::container);
        }
        return filled;
    }

    /** The deprecated alias and the field follow each other. */
    private static ObjectValue serviceAccount(ObjectValue spec) {
        if (isZero(spec, "serviceAccountName")) {
            var alias = spec.string("serviceAccount");
            return alias.isEmpty() ? spec : spec.with("serviceAccountName", alias);
        }
        return spec.with("serviceAccount", spec.string("serviceAccountName"));
    }

    private static ObjectValue requestsFromLimits(ObjectValue container) {
        var resources = container.object("resources");
        return isSet(resources, "limits")
                ? container.with("resources", merge(resources, "requests", resources.object("limits")))
                : container;
    }

    private static ObjectValue hostPorts(ObjectValue spec) {
        var filled = spec;
        for (var list : List.of("containers", "initContainers")) {
            filled = filled.updateEach(
                    list,
                    container -> container.updateEach(
                            "ports",
                            port -> port.integer("containerPort", 0) == 0
                                    ? port
                                    : ifZero(port, "hostPort", port.integer("containerPort", 0))));
        }
        return filled;
    }

    private static ObjectValue container(ObjectValue container) {
        var filled = isZero(container, "imagePullPolicy")
                ? container.with("imagePullPolicy", pullPolicy(container.string("image")))
                : container;
        filled = ifZero(filled, "terminationMessagePath", "/dev/termination-log");
        filled = ifZero(filled, "terminationMessagePolicy", "File");
        filled = filled.updateEach("ports", port -> ifZero(port, "protocol", "TCP"));
        filled = filled.updateEach("env", variable -> variable.update("valueFrom", PodDefaults::source));
        for (var probe : PROBES) {
            filled = filled.update(probe, PodDefaults::probe);
        }
        return filled.update(
                "lifecycle",
                lifecycle ->
                        lifecycle.update("postStart", PodDefaults::handler).update("preStop", PodDefaults::handler));
    }

    /** How an image is pulled when nothing is said: always if its tag is {@code latest}, given or not. */
    static String pullPolicy(String image) {
        return ImageReference.tag(image).equals("latest") ? "Always" : "IfNotPresent";
    }

    private static ObjectValue source(ObjectValue source) {
        return source.update("fieldRef", PodDefaults::fieldReference)
                .update("fileKeyRef", reference -> ifAbsent(reference, "optional", false));
    }

    static ObjectValue fieldReference(ObjectValue reference) {
        return ifZero(reference, "apiVersion", "v1");
    }

    private static ObjectValue probe(ObjectValue probe) {
        var filled = ifZero(probe, "timeoutSeconds", 1);
        filled = ifZero(filled, "periodSeconds", 10);
        filled = ifZero(filled, "successThreshold", 1);
        filled = ifZero(filled, "failureThreshold", 3);
        return handler(filled).update("grpc", grpc -> ifAbsent(grpc, "service", ""));
    }

    private static ObjectValue handler(ObjectValue handler) {
        return handler.update("httpGet", get -> ifZero(ifZero(get, "path", "/"), "scheme", "HTTP"));
    }

    static ObjectValue fileMode(ObjectValue source) {
        return ifAbsent(source, "defaultMode", Value.of(FILE_MODE));
    }
}
