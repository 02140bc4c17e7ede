package dev.mudi.apiserver.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.Authorizer;
import dev.mudi.apiserver.fixture.MemoryResponse;
import dev.mudi.apiserver.fixture.ResourceServer;
import dev.mudi.apiserver.metrics.PodSecurityMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdmissionPluginsTest {
    private static final String PODS = "/api/v1/namespaces/work/pods";

    @TempDir
    Path directory;

    private ResourceServer server;

    @BeforeEach
    void start() {
        server = new ResourceServer(
                directory,
                objects -> AdmissionPlugins.byDefault(
                        objects,
                        attributes -> Authorizer.Decision.allow(""),
                        () -> ThreadLocalRandom.current().nextLong(),
                        InstantSource.system(),
                        new PodSecurityMetrics(new PrometheusRegistry())));
        create("/api/v1/namespaces", "{\"metadata\":{\"name\":\"work\"}}");
        create("/api/v1/namespaces/work/serviceaccounts", "{\"metadata\":{\"name\":\"default\"}}");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private MemoryResponse create(String path, String body) {
        return server.call("POST", path, body);
    }

    private static String pod(String name, String more) {
        return "{\"metadata\":{\"name\":\"" + name + "\"},\"spec\":{" + more
                + "\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}";
    }

    @Test
    void aPodGetsAccountTokenTolerationsAndPriority() {
        var spec = create(PODS, pod("a", "")).object().object("spec");

        assertThat(spec.string("serviceAccountName")).isEqualTo("default");
        assertThat(spec.array("volumes").object(0).string("name")).startsWith("kube-api-access-");
        assertThat(spec.array("containers")
                        .object(0)
                        .array("volumeMounts")
                        .object(0)
                        .string("mountPath"))
                .isEqualTo("/var/run/secrets/kubernetes.io/serviceaccount");
        assertThat(spec.array("tolerations").size()).isEqualTo(2);
        assertThat(spec.integer("priority", -1)).isZero();
        assertThat(spec.string("preemptionPolicy")).isEqualTo("PreemptLowerPriority");
    }

    @Test
    void aPodOfAnUnknownAccountOrPriorityClassIsForbidden() {
        assertThat(create(PODS, pod("a", "\"serviceAccountName\":\"ghost\","))
                        .object()
                        .string("message"))
                .isEqualTo("pods \"a\" is forbidden: error looking up service account work/ghost:"
                        + " serviceaccount \"ghost\" not found");
        assertThat(create(PODS, pod("a", "\"priorityClassName\":\"ghost\","))
                        .object()
                        .string("message"))
                .isEqualTo("pods \"a\" is forbidden: no PriorityClass with name ghost was found");
    }

    @Test
    void anEmptyPolicyOfPreemptionIsAnotherThanThatOfTheClass() {
        assertThat(create(PODS, pod("a", "\"preemptionPolicy\":\"\",")).object().string("message"))
                .isEqualTo(
                        "pods \"a\" is forbidden: the string value of PreemptionPolicy () must not be provided in pod"
                                + " spec; priority admission controller computed PreemptLowerPriority from the given PriorityClass name");
    }

    @Test
    void overheadIsThatOfTheRuntimeClassOnly() {
        assertThat(create(PODS, pod("a", "\"overhead\":{\"cpu\":\"1m\"},"))
                        .object()
                        .string("message"))
                .isEqualTo("pods \"a\" is forbidden: pod rejected: Pod Overhead set without corresponding RuntimeClass"
                        + " defined Overhead");
    }

    @Test
    void nothingIsCreatedInANamespaceThatIsMissingOrGoing() {
        server.call("DELETE", "/api/v1/namespaces/work", "");

        var going = create(PODS, pod("a", ""));
        assertThat(going.code()).isEqualTo(403);
        assertThat(going.object().string("message"))
                .isEqualTo("pods \"a\" is forbidden: unable to create new content in namespace work"
                        + " because it is being terminated");
        assertThat(create("/api/v1/namespaces/ghost/pods", pod("a", "")).code()).isEqualTo(404);
        assertThat(server.call("DELETE", "/api/v1/namespaces/default", "").code())
                .isIn(403, 404);
    }

    @Test
    void limitRangesGiveDefaultsAndBounds() {
        create(
                "/api/v1/namespaces/work/limitranges",
                "{\"metadata\":{\"name\":\"l\"},\"spec\":{\"limits\":[{\"type\":\"Container\","
                        + "\"default\":{\"cpu\":\"1\"},\"defaultRequest\":{\"cpu\":\"100m\"},\"max\":{\"cpu\":\"2\"}}]}}");
        var defaulted = create(PODS, pod("a", "")).object();
        var tooMuch = create(
                PODS,
                "{\"metadata\":{\"name\":\"b\"},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\","
                        + "\"resources\":{\"limits\":{\"cpu\":\"3\"}}}]}}");

        ObjectValue resources =
                defaulted.object("spec").array("containers").object(0).object("resources");
        assertThat(resources.object("requests").string("cpu")).isEqualTo("100m");
        assertThat(resources.object("limits").string("cpu")).isEqualTo("1");
        assertThat(tooMuch.object().string("message"))
                .isEqualTo("pods \"b\" is forbidden: maximum cpu usage per Container is 2, but limit is 3");
    }

    @Test
    void aNewNodeIsNotReadyAndAClaimIsProtected() {
        var node = create("/api/v1/nodes", "{\"metadata\":{\"name\":\"n\"}}").object();
        var claim = create(
                        "/api/v1/namespaces/work/persistentvolumeclaims",
                        "{\"metadata\":{\"name\":\"c\"},\"spec\":{\"accessModes\":[\"ReadWriteOnce\"],"
                                + "\"resources\":{\"requests\":{\"storage\":\"1Gi\"}}}}")
                .object();

        assertThat(node.object("spec").array("taints").object(0).string("key"))
                .isEqualTo("node.kubernetes.io/not-ready");
        assertThat(claim.object("metadata").array("finalizers").strings())
                .containsExactly("kubernetes.io/pvc-protection");
    }

    @Test
    void aSigningRequestSaysWhoAsks() {
        var sent = "{\"metadata\":{\"name\":\"r\"},\"spec\":{\"username\":\"liar\",\"request\":\"\","
                + "\"signerName\":\"example.com/s\",\"usages\":[\"client auth\"]}}";
        var answer = create("/apis/certificates.k8s.io/v1/certificatesigningrequests?dryRun=All", sent);

        assertThat(answer.text()).doesNotContain("liar");
    }

    @Test
    void anAccountMayAllowItsOwnSecretsOnly() {
        create(
                "/api/v1/namespaces/work/serviceaccounts",
                "{\"metadata\":{\"name\":\"strict\",\"annotations\":{"
                        + "\"kubernetes.io/enforce-mountable-secrets\":\"true\"}},\"secrets\":[{\"name\":\"mine\"}]}");
        var volume =
                "\"serviceAccountName\":\"strict\",\"volumes\":[{\"name\":\"v\",\"secret\":{\"secretName\":\"%s\"}}],";

        assertThat(create(PODS, pod("a", volume.formatted("mine"))).code()).isEqualTo(201);
        assertThat(create(PODS, pod("b", volume.formatted("other"))).object().string("message"))
                .isEqualTo("pods \"b\" is forbidden: volume with secret.secretName=\"other\" is not allowed because"
                        + " service account strict does not reference that secret");
    }
}
