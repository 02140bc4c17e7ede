package dev.mudi.api.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.api.codec.Json;
import dev.mudi.api.quantity.ResourceList;
import dev.mudi.api.tree.ObjectValue;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class QuotaEvaluatorTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static ResourceList usage(String group, String resource, String object) {
        return QuotaEvaluator.of(group, resource).usage(Json.object(object), NOW);
    }

    @Test
    void aPodCountsWithItsSidecarsOverheadAndExtendedResources() {
        var usage = usage("", "pods", """
            {"spec":{"overhead":{"cpu":"10m"},
             "initContainers":[{"name":"s","restartPolicy":"Always","resources":{"requests":{"cpu":"100m"}}},
                               {"name":"i","resources":{"requests":{"cpu":"1"}}}],
             "containers":[{"name":"c","resources":{"requests":{"cpu":"300m","example.com/gpu":"2","hugepages-2Mi":"4Mi"},
                                                    "limits":{"cpu":"500m","memory":"1Gi"}}}]}}\
            """);

        assertThat(usage.amount("requests.cpu")).hasToString("1110m");
        assertThat(usage.amount("cpu")).hasToString("1110m");
        assertThat(usage.amount("limits.cpu")).hasToString("510m");
        assertThat(usage.amount("limits.memory")).hasToString("1Gi");
        assertThat(usage.amount("requests.example.com/gpu")).hasToString("2");
        assertThat(usage.amount("requests.hugepages-2Mi")).hasToString("4Mi");
        assertThat(usage.amount("pods")).hasToString("1");
        assertThat(usage.amount("count/pods")).hasToString("1");
    }

    @Test
    void whatAPodSaysItselfCountsInsteadOfItsContainers() {
        var pod = """
            {"spec":{"resources":{"requests":{"cpu":"2"}},"containers":[{"name":"c","resources":{"requests":{"cpu":"1"}}}]}}\
            """;

        assertThat(usage("", "pods", pod).amount("requests.cpu")).hasToString("2");
        assertThat(QuotaEvaluator.of("", "pods").missing(Set.of("limits.cpu"), Json.object(pod)))
                .isEmpty();
    }

    @Test
    void aPodThatIsBeingResizedCountsWhatTheNodeHasGiven() {
        assertThat(usage("", "pods", """
            {"spec":{"containers":[{"name":"c","resources":{"requests":{"cpu":"1"}}}]},
             "status":{"containerStatuses":[{"name":"c","resources":{"requests":{"cpu":"3"}}}]}}\
            """).amount("requests.cpu")).hasToString("3");
    }

    @Test
    void aPodThatHasEndedOrIsPastItsGraceCountsByNumberOnly() {
        var ended = usage("", "pods", "{\"spec\":{},\"status\":{\"phase\":\"Succeeded\"}}");
        var late = usage("", "pods", """
            {"metadata":{"deletionTimestamp":"2025-12-31T23:00:00Z","deletionGracePeriodSeconds":30},"spec":{}}\
            """);

        assertThat(ended.names()).containsExactly("count/pods");
        assertThat(late.names()).containsExactly("count/pods");
    }

    @Test
    void aClaimCountsForItsStorageClassToo() {
        var usage = usage("", "persistentvolumeclaims", """
            {"spec":{"storageClassName":"gold","resources":{"requests":{"storage":"1.5"}}}}\
            """);

        assertThat(usage.amount("requests.storage")).hasToString("2");
        assertThat(usage.amount("gold.storageclass.storage.k8s.io/requests.storage"))
                .hasToString("2");
        assertThat(usage.amount("gold.storageclass.storage.k8s.io/persistentvolumeclaims"))
                .hasToString("1");
    }

    @Test
    void aLoadBalancerWithoutNodePortsCountsThoseItChose() {
        var usage = usage("", "services", """
            {"spec":{"type":"LoadBalancer","allocateLoadBalancerNodePorts":false,
             "ports":[{"port":1,"nodePort":30000},{"port":2}]}}\
            """);

        assertThat(usage.amount("services.nodeports")).hasToString("1");
        assertThat(usage.amount("services.loadbalancers")).hasToString("1");
    }

    @Test
    void aDeviceClaimCountsTheMostItMayGet() {
        var usage = usage("resource.k8s.io", "resourceclaims", """
            {"spec":{"devices":{"requests":[
             {"name":"a","exactly":{"deviceClassName":"gpu","allocationMode":"ExactCount","count":2}},
             {"name":"b","firstAvailable":[{"name":"x","deviceClassName":"gpu","allocationMode":"All"},
                                          {"name":"y","deviceClassName":"nic","allocationMode":"ExactCount","count":1}]}]}}}\
            """);

        assertThat(usage.amount("gpu.deviceclass.resource.k8s.io/devices")).hasToString("34");
        assertThat(usage.amount("nic.deviceclass.resource.k8s.io/devices")).hasToString("1");
    }

    @Test
    void scopesSelectPodsByWhatTheySay() {
        var evaluator = QuotaEvaluator.of("", "pods");
        ObjectValue far = Json.object("""
            {"spec":{"priorityClassName":"high","activeDeadlineSeconds":5,"affinity":{"podAntiAffinity":{
             "requiredDuringSchedulingIgnoredDuringExecution":[{"namespaces":["other"]}]}}}}\
            """);

        assertThat(evaluator.matches(new QuotaScope("Terminating", "Exists", List.of()), far))
                .isTrue();
        assertThat(evaluator.matches(new QuotaScope("BestEffort", "Exists", List.of()), far))
                .isTrue();
        assertThat(evaluator.matches(new QuotaScope("CrossNamespacePodAffinity", "Exists", List.of()), far))
                .isTrue();
        assertThat(evaluator.matches(new QuotaScope("PriorityClass", "NotIn", List.of("high")), far))
                .isFalse();
        assertThat(evaluator.matches(new QuotaScope("PriorityClass", "DoesNotExist", List.of()), far))
                .isFalse();
        assertThat(evaluator.matches(new QuotaScope("PriorityClass", "In", List.of("high")), far))
                .isTrue();
    }
}
