package dev.mudi.apiserver.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.apiserver.admission.podsecurity.PodSecurityOptions;
import dev.mudi.apiserver.admission.podsecurity.Policy;
import dev.mudi.apiserver.fixture.MemoryResponse;
import dev.mudi.apiserver.fixture.ResourceServer;
import dev.mudi.apiserver.metrics.PodSecurityMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PodSecurityTest {
    private static final String PODS = "/api/v1/namespaces/work/pods";
    private static final String PREFIX = "pod-security.kubernetes.io/";
    private static final String GOOD =
            "\"securityContext\":{\"runAsNonRoot\":true,\"seccompProfile\":{\"type\":\"RuntimeDefault\"}},"
                    + "\"containers\":[{\"name\":\"c\",\"image\":\"i\",\"securityContext\":{"
                    + "\"allowPrivilegeEscalation\":false,\"capabilities\":{\"drop\":[\"ALL\"]}}}]";

    @TempDir
    Path directory;

    private ResourceServer server;

    @BeforeEach
    void start() {
        var options = new PodSecurityOptions(Policy.PRIVILEGED, Set.of(), Set.of("sandbox"), Set.of("free"));
        server = new ResourceServer(
                directory,
                objects -> new AdmissionChain(
                        List.of(new PodSecurity(objects, options, new PodSecurityMetrics(new PrometheusRegistry())))));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private MemoryResponse namespace(String name, String labels) {
        return server.call(
                "POST", "/api/v1/namespaces", "{\"metadata\":{\"name\":\"" + name + "\",\"labels\":{" + labels + "}}}");
    }

    private MemoryResponse pod(String name, String spec) {
        return server.call("POST", PODS, "{\"metadata\":{\"name\":\"" + name + "\"},\"spec\":{" + spec + "}}");
    }

    private static String plain(String more) {
        return more + "\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]";
    }

    private static String message(MemoryResponse answer) {
        return answer.object().string("message");
    }

    @Test
    void refusesWhatViolatesTheEnforcedLevelInUpstreamsWords() {
        namespace("work", "\"" + PREFIX + "enforce\":\"restricted\"");

        assertThat(pod("a", GOOD).code()).isEqualTo(201);
        assertThat(message(pod("b", plain("\"hostPID\":true,"))))
                .isEqualTo("pods \"b\" is forbidden: violates PodSecurity \"restricted:latest\": host namespaces"
                        + " (hostPID=true), allowPrivilegeEscalation != false (container \"c\" must set"
                        + " securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container \"c\""
                        + " must set securityContext.capabilities.drop=[\"ALL\"]), runAsNonRoot != true (pod or container"
                        + " \"c\" must set securityContext.runAsNonRoot=true), seccompProfile (pod or container \"c\""
                        + " must set securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\")");
    }

    @Test
    void anOlderVersionHasOlderRules() {
        namespace("work", "\"" + PREFIX + "enforce\":\"baseline\",\"" + PREFIX + "enforce-version\":\"v1.26\"");
        var sysctl = "\"securityContext\":{\"sysctls\":[{\"name\":\"net.ipv4.tcp_rmem\",\"value\":\"1\"}]},";

        assertThat(message(pod("a", plain(sysctl))))
                .contains("violates PodSecurity \"baseline:v1.26\": forbidden sysctls (net.ipv4.tcp_rmem)");
    }

    @Test
    void warnsOfPodsAndTemplatesWithoutRefusing() {
        namespace("work", "\"" + PREFIX + "warn\":\"baseline\"");

        assertThat(pod("a", plain("\"hostNetwork\":true,")).code()).isEqualTo(201);
        server.call(
                "POST",
                "/apis/apps/v1/namespaces/work/deployments",
                "{\"metadata\":{\"name\":\"d\"},\"spec\":{\"selector\":{\"matchLabels\":{\"a\":\"b\"}},\"template\":{"
                        + "\"metadata\":{\"labels\":{\"a\":\"b\"}},\"spec\":{" + plain("\"hostIPC\":true,") + "}}}}");

        assertThat(server.warnings().texts())
                .contains(
                        "would violate PodSecurity \"baseline:latest\": host namespaces (hostNetwork=true)",
                        "would violate PodSecurity \"baseline:latest\": host namespaces (hostIPC=true)");
    }

    @Test
    void labelsThatSayNothingAreInvalid() {
        var answer = namespace("work", "\"" + PREFIX + "enforce\":\"strict\",\"" + PREFIX + "warn-version\":\"1\"");

        assertThat(answer.code()).isEqualTo(422);
        assertThat(message(answer))
                .isEqualTo("Namespace \"work\" is invalid: [metadata.labels[pod-security.kubernetes.io/enforce]:"
                        + " Invalid value: \"strict\": must be one of privileged, baseline, restricted,"
                        + " metadata.labels[pod-security.kubernetes.io/warn-version]: Invalid value: \"1\":"
                        + " must be \"latest\" or \"v1.x\"]");
    }

    @Test
    void aStricterNamespaceWarnsOfThePodsItHas() {
        namespace("work", "");
        for (var name : List.of("a", "b", "c")) {
            pod(name, plain("\"hostPID\":true,"));
        }

        var answer = server.call(
                "PATCH",
                "/api/v1/namespaces/work",
                "{\"metadata\":{\"labels\":{\"" + PREFIX + "enforce\":\"baseline\"}}}",
                "Content-Type",
                "application/merge-patch+json");

        assertThat(answer.code()).isEqualTo(200);
        assertThat(server.warnings().texts())
                .containsExactly(
                        "existing pods in namespace \"work\" violate the new PodSecurity enforce level"
                                + " \"baseline:latest\"",
                        "a (and 2 other pods): host namespaces");
    }

    @Test
    void anUpdateThatRunsNothingElseIsNotLookedAt() {
        namespace("work", "");
        pod("a", plain("\"hostPID\":true,"));
        server.call(
                "PATCH",
                "/api/v1/namespaces/work",
                "{\"metadata\":{\"labels\":{\"" + PREFIX + "enforce\":\"baseline\"}}}",
                "Content-Type",
                "application/merge-patch+json");

        var labelled = server.call(
                "PATCH",
                PODS + "/a",
                "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}",
                "Content-Type",
                "application/merge-patch+json");
        var changed = server.call(
                "PATCH",
                PODS + "/a",
                "{\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"j\"}]}}",
                "Content-Type",
                "application/strategic-merge-patch+json");

        assertThat(labelled.code()).isEqualTo(200);
        assertThat(changed.code()).isEqualTo(403);
    }

    @Test
    void whatIsExemptIsNotLookedAt() {
        namespace("work", "\"" + PREFIX + "enforce\":\"baseline\"");
        namespace("free", "\"" + PREFIX + "enforce\":\"baseline\"");

        assertThat(pod("a", plain("\"runtimeClassName\":\"sandbox\",\"hostPID\":true,"))
                        .code())
                .isEqualTo(201);
        assertThat(server.call(
                                "POST",
                                "/api/v1/namespaces/free/pods",
                                "{\"metadata\":{\"name\":\"a\"},\"spec\":{" + plain("\"hostPID\":true,") + "}}")
                        .code())
                .isEqualTo(201);
        assertThat(server.warnings().texts())
                .contains("namespace \"free\" is exempt from Pod Security, and the policy"
                        + " (enforce=baseline:latest) will be ignored");
    }
}
