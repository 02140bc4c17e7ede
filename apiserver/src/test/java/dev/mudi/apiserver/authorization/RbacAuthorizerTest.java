package dev.mudi.apiserver.authorization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mudi.api.codec.Json;
import dev.mudi.api.status.StatusException;
import dev.mudi.apiserver.Authorizer.Attributes;
import dev.mudi.apiserver.Authorizer.Resource;
import dev.mudi.apiserver.Headers;
import dev.mudi.apiserver.KnownObjects;
import dev.mudi.apiserver.MemoryRequest;
import dev.mudi.apiserver.RequestContext;
import dev.mudi.apiserver.RequestInfo;
import dev.mudi.apiserver.UserInfo;
import dev.mudi.apiserver.Warnings;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RbacAuthorizerTest {
    private static final String GROUP = "rbac.authorization.k8s.io";
    private static final UserInfo JANE = UserInfo.of("jane", "dev", UserInfo.AUTHENTICATED);

    private final KnownObjects objects = new KnownObjects();
    private final RbacAuthorizer rbac = new RbacAuthorizer();
    private final UnionAuthorizer all = new UnionAuthorizer(List.of(rbac));

    @BeforeEach
    void follow() throws InterruptedException {
        clusterRole(
                "reader", "{\"verbs\":[\"get\",\"list\"],\"apiGroups\":[\"\"],\"resources\":[\"pods\",\"pods/log\"]}");
        rbac.follow(objects);
    }

    private void clusterRole(String name, String rules) {
        objects.put(GROUP, "clusterroles", "{\"metadata\":{\"name\":\"" + name + "\"},\"rules\":[" + rules + "]}");
    }

    private void bind(String namespace, String name, String roleKind, String role, String subject) {
        objects.put(
                GROUP,
                namespace.isEmpty() ? "clusterrolebindings" : "rolebindings",
                "{\"metadata\":{\"name\":\"%s\",\"namespace\":\"%s\"},\"roleRef\":{\"kind\":\"%s\",\"name\":\"%s\"},\"subjects\":[%s]}"
                        .formatted(name, namespace, roleKind, role, subject));
    }

    private static String user(String name) {
        return "{\"kind\":\"User\",\"name\":\"" + name + "\"}";
    }

    private static String group(String name) {
        return "{\"kind\":\"Group\",\"name\":\"" + name + "\"}";
    }

    private boolean may(UserInfo who, String verb, String namespace, String resource, String name) {
        int slash = resource.indexOf('/');
        var target = slash < 0
                ? new Resource("", "v1", resource, "", namespace, name)
                : new Resource("", "v1", resource.substring(0, slash), resource.substring(slash + 1), namespace, name);
        return all.authorize(Attributes.of(who, verb, target)).isAllowed();
    }

    @Test
    void allowsNothingWithoutABinding() {
        assertThat(may(JANE, "get", "shop", "pods", "web")).isFalse();
    }

    @Test
    void allowsWhatARoleBoundInTheNamespaceSaysAndNoMore() {
        bind("shop", "readers", "ClusterRole", "reader", group("dev"));

        assertThat(may(JANE, "get", "shop", "pods", "web")).isTrue();
        assertThat(may(JANE, "get", "shop", "pods/log", "web")).isTrue();
        assertThat(may(JANE, "get", "shop", "pods/exec", "web")).isFalse();
        assertThat(may(JANE, "delete", "shop", "pods", "web")).isFalse();
        assertThat(may(JANE, "get", "bank", "pods", "web")).isFalse();
        assertThat(may(JANE, "list", "", "pods", "")).isFalse();
        assertThat(may(UserInfo.of("joe"), "get", "shop", "pods", "web")).isFalse();
    }

    @Test
    void saysByWhichBindingItIsAllowed() {
        bind("shop", "readers", "ClusterRole", "reader", group("dev"));

        var decision = all.authorize(Attributes.of(JANE, "get", new Resource("", "v1", "pods", "", "shop", "web")));

        assertThat(decision.reason())
                .isEqualTo("RBAC: allowed by RoleBinding \"readers/shop\" of ClusterRole \"reader\" to Group \"dev\"");
    }

    @Test
    void saysWhichRoleIsMissing() {
        bind("shop", "lost", "Role", "nowhere", user("jane"));

        var decision = all.authorize(Attributes.of(JANE, "get", new Resource("", "v1", "pods", "", "shop", "web")));

        assertThat(decision.isAllowed()).isFalse();
        assertThat(decision.reason()).isEqualTo("RBAC: role.rbac.authorization.k8s.io \"nowhere\" not found");
    }

    @Test
    void followsChangesOfBindingsAndRoles() {
        bind("shop", "readers", "ClusterRole", "reader", user("jane"));
        assertThat(may(JANE, "get", "shop", "pods", "web")).isTrue();

        bind("shop", "readers", "ClusterRole", "reader", user("joe"));
        assertThat(may(JANE, "get", "shop", "pods", "web")).isFalse();
        assertThat(may(UserInfo.of("joe"), "get", "shop", "pods", "web")).isTrue();

        clusterRole("reader", "");
        assertThat(may(UserInfo.of("joe"), "get", "shop", "pods", "web")).isFalse();

        objects.remove(GROUP, "rolebindings", "shop", "readers");
        clusterRole("reader", "{\"verbs\":[\"*\"],\"apiGroups\":[\"*\"],\"resources\":[\"*\"]}");
        assertThat(may(UserInfo.of("joe"), "get", "shop", "pods", "web")).isFalse();
    }

    @Test
    void bindsServiceAccountsByTheirNamespace() {
        bind(
                "shop",
                "readers",
                "ClusterRole",
                "reader",
                "{\"kind\":\"ServiceAccount\",\"name\":\"web\",\"namespace\":\"bank\"}");

        assertThat(may(UserInfo.of("system:serviceaccount:bank:web"), "get", "shop", "pods", "web"))
                .isTrue();
        assertThat(may(UserInfo.of("system:serviceaccount:shop:web"), "get", "shop", "pods", "web"))
                .isFalse();
    }

    @Test
    void limitsARuleToTheObjectsItNames() {
        clusterRole(
                "one",
                "{\"verbs\":[\"get\"],\"apiGroups\":[\"\"],\"resources\":[\"secrets\"],\"resourceNames\":[\"mine\"]}");
        bind("", "one", "ClusterRole", "one", user("jane"));

        assertThat(may(JANE, "get", "shop", "secrets", "mine")).isTrue();
        assertThat(may(JANE, "get", "shop", "secrets", "yours")).isFalse();
    }

    @Test
    void allowsOtherPathsByTheirPrefix() {
        clusterRole("health", "{\"verbs\":[\"get\"],\"nonResourceURLs\":[\"/healthz\",\"/livez/*\"]}");
        bind("", "health", "ClusterRole", "health", group("dev"));

        assertThat(all.authorize(new Attributes(JANE, "get", Resource.NONE, "/livez/etcd"))
                        .isAllowed())
                .isTrue();
        assertThat(all.authorize(new Attributes(JANE, "get", Resource.NONE, "/healthz"))
                        .isAllowed())
                .isTrue();
        assertThat(all.authorize(new Attributes(JANE, "get", Resource.NONE, "/metrics"))
                        .isAllowed())
                .isFalse();
        assertThat(all.authorize(new Attributes(JANE, "post", Resource.NONE, "/healthz"))
                        .isAllowed())
                .isFalse();
    }

    @Test
    void addsTheRulesThatAnAggregatingRoleSelects() {
        objects.put(
                GROUP,
                "clusterroles",
                "{\"metadata\":{\"name\":\"view\"},\"aggregationRule\":{\"clusterRoleSelectors\":[{\"matchLabels\":{\"to\":\"view\"}}]}}");
        objects.put(
                GROUP,
                "clusterroles",
                "{\"metadata\":{\"name\":\"more\",\"labels\":{\"to\":\"view\"}},\"rules\":[{\"verbs\":[\"get\"],\"apiGroups\":[\"\"],\"resources\":[\"secrets\"]}]}");
        bind("", "view", "ClusterRole", "view", user("jane"));

        assertThat(may(JANE, "get", "shop", "secrets", "x")).isTrue();
        assertThat(may(JANE, "get", "shop", "pods", "x")).isFalse();
    }

    @Test
    void letsMastersDoEverything() {
        assertThat(may(UserInfo.of("root", UserInfo.MASTERS), "delete", "shop", "secrets", "x"))
                .isTrue();
    }

    private static RequestContext by(UserInfo user) {
        var request = new MemoryRequest("POST", "/apis/x/v1/roles", Headers.NONE, new byte[0], user);
        return new RequestContext(request, RequestInfo.of(request), user, "id", Instant.EPOCH, new Warnings());
    }

    private static final String GRANT = """
            {"metadata":{"name":"new","namespace":"shop"},
             "rules":[{"verbs":["get","delete"],"apiGroups":[""],"resources":["pods"]}]}""";

    @Test
    void refusesToGrantWhatTheGrantorDoesNotHave() {
        bind("shop", "readers", "ClusterRole", "reader", user("jane"));
        var check = new EscalationCheck(rbac, all).checks().get("roles." + GROUP);

        assertThatThrownBy(() -> check.check(by(JANE), Json.object(GRANT), Optional.empty()))
                .isInstanceOf(StatusException.class)
                .hasMessage("""
                        roles.rbac.authorization.k8s.io "new" is forbidden: user "jane" (groups=["dev" "system:authenticated"]) \
                        is attempting to grant RBAC permissions not currently held:
                        {APIGroups:[""], Resources:["pods"], Verbs:["delete"]}""");
    }

    @Test
    void letsGrantWhatIsHeldOrMayBeEscalated() {
        var check = new EscalationCheck(rbac, all).checks().get("roles." + GROUP);
        clusterRole("all", "{\"verbs\":[\"*\"],\"apiGroups\":[\"\"],\"resources\":[\"*\"]}");
        bind("shop", "all", "ClusterRole", "all", user("jane"));
        check.check(by(JANE), Json.object(GRANT), Optional.empty());

        clusterRole("up", "{\"verbs\":[\"escalate\"],\"apiGroups\":[\"" + GROUP + "\"],\"resources\":[\"roles\"]}");
        bind("shop", "up", "ClusterRole", "up", user("joe"));
        check.check(by(UserInfo.of("joe")), Json.object(GRANT), Optional.empty());

        assertThat(rbac.rules(UserInfo.of("joe"), "shop")).hasSize(1);
    }

    @Test
    void refusesToBindARoleThatIsNotHeldUnlessThatIsAllowed() {
        var check = new EscalationCheck(rbac, all).checks().get("rolebindings." + GROUP);
        var binding = Json.object("""
                {"metadata":{"name":"b","namespace":"shop"},"roleRef":{"kind":"ClusterRole","name":"reader"},
                 "subjects":[{"kind":"User","name":"jane"}]}""");
        assertThatThrownBy(() -> check.check(by(JANE), binding, Optional.empty()))
                .isInstanceOf(StatusException.class)
                .hasMessageContaining("not currently held");

        clusterRole(
                "binder",
                "{\"verbs\":[\"bind\"],\"apiGroups\":[\"" + GROUP
                        + "\"],\"resources\":[\"clusterroles\"],\"resourceNames\":[\"reader\"]}");
        bind("shop", "binder", "ClusterRole", "binder", user("jane"));
        check.check(by(JANE), binding, Optional.empty());
        assertThat(may(JANE, "get", "shop", "pods", "web")).isFalse();
    }

    @Test
    void answersReviewsInUpstreamsShape() {
        bind("shop", "readers", "ClusterRole", "reader", user("jane"));
        var reviews = new AuthorizationReviews(all, rbac).handlers();

        var self = reviews.get("selfsubjectaccessreviews.authorization.k8s.io")
                .review(
                        by(JANE),
                        Json.object(
                                "{\"spec\":{\"resourceAttributes\":{\"namespace\":\"shop\",\"verb\":\"get\",\"resource\":\"pods\"}}}"));
        assertThat(self.object("status").bool("allowed")).isTrue();

        var rules = reviews.get("selfsubjectrulesreviews.authorization.k8s.io")
                .review(by(JANE), Json.object("{\"spec\":{\"namespace\":\"shop\"}}"));
        assertThat(rules.object("status").array("resourceRules").size()).isEqualTo(1);
        assertThat(rules.object("status").bool("incomplete")).isFalse();
    }

    @Test
    void aRoleThatIsOnlyCollectedNeedsNoRights() {
        var check = new EscalationCheck(rbac, all).checks().get("roles." + GROUP);
        var old = Json.object(GRANT);
        var owned = Json.object(GRANT.replace("\"shop\"}", "\"shop\",\"ownerReferences\":[{\"name\":\"o\"}]}"));
        var labelled = Json.object(GRANT.replace("\"shop\"}", "\"shop\",\"labels\":{\"a\":\"b\"}}"));

        check.check(by(JANE), owned, Optional.of(old));
        assertThatThrownBy(() -> check.check(by(JANE), labelled, Optional.of(old)))
                .isInstanceOf(StatusException.class)
                .hasMessageContaining("not currently held");
    }

    @Test
    void onlyWhoMayDoEverythingAggregates() {
        var check = new EscalationCheck(rbac, all).checks().get("clusterroles." + GROUP);
        var role = Json.object("""
                {"metadata":{"name":"sum"},"aggregationRule":{"clusterRoleSelectors":[{"matchLabels":{"a":"b"}}]}}""");

        assertThatThrownBy(() -> check.check(by(JANE), role, Optional.empty()))
                .isInstanceOf(StatusException.class)
                .hasMessage("clusterroles.rbac.authorization.k8s.io \"sum\" is forbidden:"
                        + " must have cluster-admin privileges to use the aggregationRule");
    }
}
