package dev.mudi.kubelet.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Taint;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A document of kind {@code KubeletConfiguration}, {@code kubelet.config.k8s.io/v1beta1}. Fields that it leaves out have
 * upstream's defaults; fields that are unknown here are kept and have no effect.
 *
 * @param document the document, not to be changed
 */
public record KubeletConfiguration(ObjectNode document) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** All defaults. */
    public static KubeletConfiguration defaults() {
        return of(Map.of());
    }

    /** Some fields by their names in the kind, such as {@code clusterDNS}; the others have their defaults. */
    public static KubeletConfiguration of(Map<String, Object> fields) {
        ObjectNode document = JSON.valueToTree(fields);
        document.put("kind", "KubeletConfiguration").put("apiVersion", "kubelet.config.k8s.io/v1beta1");
        return new KubeletConfiguration(document);
    }

    /** The address the server listens on. */
    public String address() {
        return text("address", "0.0.0.0");
    }

    /** The port of the server. */
    public int port() {
        return document.path("port").asInt(10250);
    }

    public boolean enableServer() {
        return document.path("enableServer").asBoolean(true);
    }

    public boolean anonymousAuth() {
        return document.at("/authentication/anonymous/enabled").asBoolean(false);
    }

    public boolean registerNode() {
        return document.path("registerNode").asBoolean(true);
    }

    public List<Taint> registerWithTaints() {
        var taints = new ArrayList<Taint>();
        for (var taint : document.path("registerWithTaints")) {
            taints.add(JSON.convertValue(taint, Taint.class));
        }
        return taints;
    }

    /** The addresses of the cluster's DNS server; without any, pods resolve as the host does. */
    public List<String> clusterDns() {
        var servers = new ArrayList<String>();
        document.path("clusterDNS").forEach(server -> servers.add(server.asText()));
        return servers;
    }

    public String clusterDomain() {
        return text("clusterDomain", "");
    }

    /** The host's resolv.conf; empty for none. */
    public String resolvConf() {
        return text("resolvConf", "/etc/resolv.conf");
    }

    public int maxPods() {
        return document.path("maxPods").asInt(110);
    }

    /** The cgroup below which those of pods are made. */
    public String cgroupRoot() {
        return text("cgroupRoot", "/");
    }

    public boolean cpuCfsQuota() {
        return document.path("cpuCFSQuota").asBoolean(true);
    }

    public boolean seccompDefault() {
        return document.path("seccompDefault").asBoolean(false);
    }

    /** How many images are pulled at once: one, unless pulls are not serialized. */
    public int parallelImagePulls() {
        return document.path("serializeImagePulls").asBoolean(true)
                ? 1
                : Math.max(1, document.path("maxParallelImagePulls").asInt(5));
    }

    /** Per cent of the image file system above which unused images are removed; 100 never. */
    public int imageGcHighThresholdPercent() {
        return document.path("imageGCHighThresholdPercent").asInt(85);
    }

    /** Per cent of the image file system down to which unused images are removed. */
    public int imageGcLowThresholdPercent() {
        return document.path("imageGCLowThresholdPercent").asInt(80);
    }

    /** The size over which a container's log is rotated, in bytes. */
    public long containerLogMaxSize() {
        return Quantity.getAmountInBytes(new Quantity(text("containerLogMaxSize", "10Mi")))
                .longValue();
    }

    public int containerLogMaxFiles() {
        return document.path("containerLogMaxFiles").asInt(5);
    }

    /** How often pods and the runtime are compared though nothing was heard; a net under the events. */
    public Duration syncFrequency() {
        return duration("syncFrequency", Duration.ofMinutes(5));
    }

    /** How often the node's status is written though it hasn't changed. */
    public Duration nodeStatusReportFrequency() {
        return duration("nodeStatusReportFrequency", Duration.ofMinutes(5));
    }

    /** How often the node's status is looked at. */
    public Duration nodeStatusUpdateFrequency() {
        return duration("nodeStatusUpdateFrequency", Duration.ofSeconds(10));
    }

    public int nodeLeaseDurationSeconds() {
        return document.path("nodeLeaseDurationSeconds").asInt(40);
    }

    /** The longest wait before a container that keeps failing is started again. */
    public Duration maxContainerRestartPeriod() {
        var text = document.at("/crashLoopBackOff/maxContainerRestartPeriod").asText("");
        return text.isEmpty() ? Duration.ofMinutes(5) : GoDuration.parse(text);
    }

    /** What is kept from pods, by resource: for the node agent and for the host together. */
    public Map<String, BigDecimal> reserved() {
        var sum = new HashMap<String, BigDecimal>();
        for (var field : List.of("kubeReserved", "systemReserved")) {
            document.path(field)
                    .properties()
                    .forEach(entry -> sum.merge(
                            entry.getKey(),
                            new Quantity(entry.getValue().asText()).getNumericalAmount(),
                            BigDecimal::add));
        }
        return sum;
    }

    /** The thresholds of hard eviction by signal, such as {@code memory.available: 100Mi}. */
    public Map<String, String> evictionHard() {
        var thresholds = new HashMap<String, String>();
        var given = document.path("evictionHard");
        if (given.isMissingNode()) {
            return Map.of("memory.available", "100Mi", "nodefs.available", "10%", "nodefs.inodesFree", "5%");
        }
        given.properties()
                .forEach(
                        entry -> thresholds.put(entry.getKey(), entry.getValue().asText()));
        return thresholds;
    }

    /** The directory of static pods, if there is one. */
    public Optional<String> staticPodPath() {
        var path = text("staticPodPath", "");
        return path.isEmpty() ? Optional.empty() : Optional.of(path);
    }

    private String text(String field, String fallback) {
        JsonNode value = document.path(field);
        return value.isTextual() ? value.asText() : fallback;
    }

    private Duration duration(String field, Duration fallback) {
        var text = text(field, "");
        return text.isEmpty() ? fallback : GoDuration.parse(text);
    }
}
