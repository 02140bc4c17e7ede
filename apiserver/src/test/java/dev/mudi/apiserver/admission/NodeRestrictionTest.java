package dev.mudi.apiserver.admission;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mudi.api.codec.Json;
import dev.mudi.api.kinds.Strategies;
import dev.mudi.api.resource.ResourceRegistry;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.Authorizer.Decision;
import dev.mudi.apiserver.CertificateSigningRequests;
import dev.mudi.apiserver.Headers;
import dev.mudi.apiserver.MemoryRequest;
import dev.mudi.apiserver.RequestContext;
import dev.mudi.apiserver.RequestInfo;
import dev.mudi.apiserver.UserInfo;
import dev.mudi.apiserver.Warnings;
import dev.mudi.apiserver.admission.AdmissionRequest.Operation;
import dev.mudi.apiserver.admission.AdmissionRequest.Target;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NodeRestrictionTest {
    private static final UserInfo NODE = UserInfo.of("system:node:n1", "system:nodes");
    private static final ResourceRegistry REGISTRY = ResourceRegistry.builtIn(Strategies::of);

    private final NodeRestriction plugin = new NodeRestriction(new NoObjects(), attributes -> Decision.noOpinion(""));

    /** Nothing exists. */
    private static final class NoObjects implements LiveObjects {
        @Override
        public Optional<ObjectValue> get(String group, String resource, String namespace, String name) {
            return Optional.empty();
        }

        @Override
        public List<ObjectValue> list(String group, String resource, String namespace) {
            return List.of();
        }

        @Override
        public boolean replaceAll(String group, String resource, List<Replacement> replacements) {
            return false;
        }
    }

    private static AdmissionRequest request(
            Operation operation, String group, String resource, String sub, String object, String old) {
        var request = new MemoryRequest("POST", "/api", Headers.NONE, new byte[0], NODE);
        var context = new RequestContext(request, RequestInfo.of(request), NODE, "id", Instant.EPOCH, new Warnings());
        var definition = REGISTRY.find(group, "v1", resource).orElseThrow();
        return new AdmissionRequest(
                operation,
                new Target(definition, sub, "work", "x"),
                object.isEmpty() ? Optional.empty() : Optional.of(Json.object(object)),
                old.isEmpty() ? Optional.empty() : Optional.of(Json.object(old)),
                context,
                false);
    }

    private void admit(AdmissionRequest request) {
        plugin.admit(request, request.object().orElse(ObjectValue.EMPTY));
        plugin.validate(request);
    }

    @Test
    void aNodeMakesAndRemovesItsOwnSlicesOnly() {
        var own = "{\"spec\":{\"nodeName\":\"n1\"}}";
        var other = "{\"spec\":{\"nodeName\":\"n2\"}}";

        admit(request(Operation.CREATE, "resource.k8s.io", "resourceslices", "", own, ""));
        admit(request(Operation.DELETE, "resource.k8s.io", "resourceslices", "", "", own));
        assertThatThrownBy(() -> admit(request(Operation.CREATE, "resource.k8s.io", "resourceslices", "", other, "")))
                .isInstanceOf(StatusException.class)
                .hasMessageContaining("can only create ResourceSlice with the same NodeName as the requesting node");
        assertThatThrownBy(() -> admit(request(Operation.DELETE, "resource.k8s.io", "resourceslices", "", "", other)))
                .isInstanceOf(StatusException.class)
                .hasMessageContaining("can only delete ResourceSlice");
    }

    @Test
    void aNodeSaysHowLargeAClaimIsAndNothingElse() {
        var old = "{\"spec\":{\"volumeName\":\"v\"},\"status\":{\"phase\":\"Bound\",\"capacity\":{\"storage\":\"1\"}}}";
        var grown = old.replace("\"1\"", "\"2\"");
        var lost = old.replace("Bound", "Lost");

        admit(request(Operation.UPDATE, "", "persistentvolumeclaims", "status", grown, old));
        assertThatThrownBy(() -> admit(request(Operation.UPDATE, "", "persistentvolumeclaims", "status", lost, old)))
                .isInstanceOf(StatusException.class)
                .hasMessageContaining(
                        "is not allowed to update fields other than status.quantity and status.conditions");
    }

    private static String encoded(String subject) throws Exception {
        var pem = CertificateSigningRequests.pem(subject);
        return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aNodeAsksForCertificatesOfItsOwnName() throws Exception {
        var spec = "{\"spec\":{\"signerName\":\"kubernetes.io/kubelet-serving\",\"request\":\"%s\"}}";
        var own = spec.formatted(encoded("CN=system:node:n1,O=system:nodes"));
        var other = spec.formatted(encoded("CN=system:node:n2,O=system:nodes"));
        var group = "certificates.k8s.io";

        admit(request(Operation.CREATE, group, "certificatesigningrequests", "", own, ""));
        assertThatThrownBy(() -> admit(request(Operation.CREATE, group, "certificatesigningrequests", "", other, "")))
                .isInstanceOf(StatusException.class)
                .hasMessageContaining("can only create a node CSR with CN=system:node:n1");
    }
}
