package dev.mudi.kubelet.env;

import dev.mudi.kubelet.pod.PodSpecs;
import dev.mudi.kubelet.pod.Resources;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceFieldSelector;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The downward API: the fields of a pod and the resources of its containers as strings.
 *
 * @param hostIps the node's addresses, the primary one first
 * @param podIps the pod's addresses, the primary one first; empty before its sandbox runs
 * @param allocatable what the node has for pods, by which an absent limit is answered
 */
public record PodFields(List<String> hostIps, List<String> podIps, Map<String, BigDecimal> allocatable) {

    /**
     * The value of a field such as {@code metadata.name} or {@code metadata.labels['app']}.
     *
     * @throws IllegalArgumentException when the downward API has no such field
     */
    public String field(Pod pod, String path) {
        var metadata = pod.getMetadata();
        int bracket = path.indexOf("['");
        if (bracket > 0 && path.endsWith("']")) {
            var key = path.substring(bracket + 2, path.length() - 2);
            return switch (path.substring(0, bracket)) {
                case "metadata.labels" -> PodSpecs.labels(pod).getOrDefault(key, "");
                case "metadata.annotations" -> PodSpecs.annotations(pod).getOrDefault(key, "");
                default -> throw unknown(path);
            };
        }
        return switch (path) {
            case "metadata.name" -> metadata.getName();
            case "metadata.namespace" -> metadata.getNamespace();
            case "metadata.uid" -> metadata.getUid();
            case "metadata.labels" -> lines(PodSpecs.labels(pod));
            case "metadata.annotations" -> lines(PodSpecs.annotations(pod));
            case "spec.nodeName" -> orEmpty(pod.getSpec().getNodeName());
            case "spec.serviceAccountName" -> orEmpty(pod.getSpec().getServiceAccountName());
            case "status.hostIP" -> hostIps.isEmpty() ? "" : hostIps.getFirst();
            case "status.hostIPs" -> String.join(",", hostIps);
            case "status.podIP" -> podIps.isEmpty() ? "" : podIps.getFirst();
            case "status.podIPs" -> String.join(",", podIps);
            default -> throw unknown(path);
        };
    }

    private static IllegalArgumentException unknown(String path) {
        return new IllegalArgumentException("unsupported fieldPath: " + path);
    }

    private static String orEmpty(@org.jspecify.annotations.Nullable String text) {
        return text == null ? "" : text;
    }

    /** Sorted {@code key="value"} lines with upstream's quoting. */
    private static String lines(Map<String, String> map) {
        var out = new StringBuilder();
        new TreeMap<>(map).forEach((key, value) -> {
            if (!out.isEmpty()) {
                out.append('\n');
            }
            out.append(key).append('=').append(quoted(value));
        });
        return out.toString();
    }

    private static String quoted(String text) {
        var out = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                case '\r' -> out.append("\\r");
                default -> {
                    if (c < 0x20 || c == 0x7f) {
                        out.append(String.format("\\x%02x", c));
                    } else {
                        out.appendCodePoint(c);
                    }
                }
            }
        });
        return out.append('"').toString();
    }

    /**
     * The value of a resource such as {@code limits.memory} in units of the selector's divisor, rounded up. A limit that
     * the container doesn't have is what the node can give.
     *
     * @throws IllegalArgumentException when there is no such resource or container
     */
    public String resource(Pod pod, Container self, ResourceFieldSelector selector) {
        var name = selector.getContainerName();
        var container = name == null || name.isEmpty()
                ? self
                : PodSpecs.container(pod, name)
                        .orElseThrow(() -> new IllegalArgumentException("container " + name + " not found"));
        var path = selector.getResource();
        int dot = path.indexOf('.');
        var kind = dot < 0 ? "" : path.substring(0, dot);
        var resource = path.substring(dot + 1);
        var amount = switch (kind) {
            case "limits" -> limit(container, resource);
            case "requests" -> Resources.request(container, resource);
            default -> throw new IllegalArgumentException("Unsupported container resource : " + path);
        };
        return divided(amount, selector.getDivisor());
    }

    private BigDecimal limit(Container container, String resource) {
        var limit = Resources.limit(container, resource);
        return limit.signum() > 0 ? limit : allocatable.getOrDefault(resource, Resources.NONE);
    }

    private static String divided(BigDecimal amount, @org.jspecify.annotations.Nullable Quantity divisor) {
        var by = divisor == null ? Resources.NONE : divisor.getNumericalAmount();
        if (by.signum() == 0) {
            by = BigDecimal.ONE;
        }
        return amount.divide(by, 0, RoundingMode.CEILING).toPlainString();
    }
}
