package dev.mudi.apiserver.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.api.codec.Json;
import dev.mudi.apiserver.Authorizer.Attributes;
import dev.mudi.apiserver.Authorizer.Resource;
import dev.mudi.apiserver.KnownObjects;
import dev.mudi.apiserver.RequestInfo.Selectors;
import dev.mudi.apiserver.UserInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NodeAuthorizerTest {
    private static final UserInfo NODE = UserInfo.of("system:node:n1", "system:nodes");

    private final KnownObjects objects = new KnownObjects();
    private final NodeAuthorizer authorizer =
            new NodeAuthorizer(Json.object("""
                    {"rules":[{"verbs":["get","list","watch"],"apiGroups":[""],"resources":["secrets","configmaps","services"]},
                              {"verbs":["create","get","update","patch","delete"],"apiGroups":["coordination.k8s.io"],"resources":["leases"]}]}""").array("rules"));

    @BeforeEach
    void follow() {
        objects.put("", "pods", """
                {"metadata":{"namespace":"shop","name":"web"},"spec":{"nodeName":"n1",
                 "containers":[{"name":"c","envFrom":[{"secretRef":{"name":"env"}}]}],
                 "volumes":[{"name":"v","projected":{"sources":[{"configMap":{"name":"page"}}]}}]}}""");
        authorizer.follow(objects);
    }

    @AfterEach
    void close() {
        authorizer.close();
    }

    private boolean may(UserInfo user, String verb, String group, String resource, String namespace, String name) {
        return authorizer
                .authorize(Attributes.of(user, verb, new Resource(group, "v1", resource, "", namespace, name)))
                .isAllowed();
    }

    @Test
    void letsANodeReadWhatItsPodsReferTo() {
        assertThat(may(NODE, "get", "", "secrets", "shop", "env")).isTrue();
        assertThat(may(NODE, "watch", "", "configmaps", "shop", "page")).isTrue();
    }

    @Test
    void keepsOtherSecretsFromANode() {
        assertThat(may(NODE, "get", "", "secrets", "shop", "other")).isFalse();
        assertThat(may(NODE, "get", "", "secrets", "bank", "env")).isFalse();
        assertThat(may(NODE, "list", "", "secrets", "shop", "")).isFalse();
        assertThat(may(UserInfo.of("system:node:n2", "system:nodes"), "get", "", "secrets", "shop", "env"))
                .isFalse();
        assertThat(may(UserInfo.of("system:node:n1"), "get", "", "secrets", "shop", "env"))
                .isFalse();
    }

    @Test
    void forgetsWhatAPodReferredToWhenItIsGone() {
        objects.remove("", "pods", "shop", "web");

        assertThat(may(NODE, "get", "", "secrets", "shop", "env")).isFalse();
    }

    @Test
    void limitsLeasesToTheNodesOwn() {
        assertThat(may(NODE, "update", "coordination.k8s.io", "leases", "kube-node-lease", "n1"))
                .isTrue();
        assertThat(may(NODE, "update", "coordination.k8s.io", "leases", "kube-node-lease", "n2"))
                .isFalse();
        assertThat(may(NODE, "update", "coordination.k8s.io", "leases", "kube-system", "n1"))
                .isFalse();
    }

    @Test
    void showsANodeItselfAndItsPodsOnly() {
        var limited =
                new Attributes(NODE, "watch", resource("", "pods", "", ""), "", new Selectors("spec.nodeName=n1", ""));
        var other =
                new Attributes(NODE, "watch", resource("", "pods", "", ""), "", new Selectors("spec.nodeName=n2", ""));

        assertThat(may(NODE, "get", "", "nodes", "", "n1")).isTrue();
        assertThat(may(NODE, "get", "", "nodes", "", "n2")).isFalse();
        assertThat(may(NODE, "list", "", "nodes", "", "")).isFalse();
        assertThat(may(NODE, "get", "", "pods", "shop", "web")).isTrue();
        assertThat(may(NODE, "get", "", "pods", "shop", "other")).isFalse();
        assertThat(authorizer.authorize(limited).isAllowed()).isTrue();
        assertThat(authorizer.authorize(other).reason())
                .isEqualTo("can only list/watch pods with spec.nodeName field selector");
    }

    private static Resource resource(String group, String resource, String namespace, String name) {
        return new Resource(group, "v1", resource, "", namespace, name);
    }

    @Test
    void letsANodeReadTheVolumesOfItsClaimsAndTheirSecrets() {
        objects.put("", "persistentvolumes", """
                {"metadata":{"name":"v1"},"spec":{"claimRef":{"namespace":"shop","name":"data"},
                 "csi":{"driver":"d","nodeStageSecretRef":{"namespace":"csi","name":"key"}}}}""");
        assertThat(may(NODE, "get", "", "persistentvolumes", "", "v1")).isFalse();

        objects.put("", "pods", """
                {"metadata":{"namespace":"shop","name":"db"},"spec":{"nodeName":"n1",
                 "volumes":[{"name":"v","persistentVolumeClaim":{"claimName":"data"}}]}}""");

        assertThat(may(NODE, "get", "", "persistentvolumeclaims", "shop", "data"))
                .isTrue();
        assertThat(may(NODE, "get", "", "persistentvolumes", "", "v1")).isTrue();
        assertThat(may(NODE, "get", "", "secrets", "csi", "key")).isTrue();
        assertThat(may(NODE, "list", "", "persistentvolumes", "", "")).isFalse();
    }

    @Test
    void letsANodeReadWhatIsMadeForIt() {
        objects.put("storage.k8s.io", "volumeattachments", """
                {"metadata":{"name":"a"},"spec":{"nodeName":"n1"}}""");
        objects.put("resource.k8s.io", "resourceslices", """
                {"metadata":{"name":"s"},"spec":{"nodeName":"n2"}}""");

        assertThat(may(NODE, "get", "storage.k8s.io", "volumeattachments", "", "a"))
                .isTrue();
        assertThat(may(NODE, "create", "resource.k8s.io", "resourceslices", "", ""))
                .isTrue();
        assertThat(may(NODE, "delete", "resource.k8s.io", "resourceslices", "", "s"))
                .isFalse();
    }
}
