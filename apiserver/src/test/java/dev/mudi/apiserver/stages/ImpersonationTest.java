package dev.mudi.apiserver.stages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mudi.api.status.StatusException;
import dev.mudi.apiserver.Authorizer;
import dev.mudi.apiserver.Authorizer.Decision;
import dev.mudi.apiserver.Headers;
import dev.mudi.apiserver.MemoryRequest;
import dev.mudi.apiserver.RequestContext;
import dev.mudi.apiserver.RequestInfo;
import dev.mudi.apiserver.UserInfo;
import dev.mudi.apiserver.Warnings;
import dev.mudi.apiserver.metrics.ImpersonationMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ImpersonationTest {
    private static final UserInfo JANE = UserInfo.of("jane", "dev");

    private static RequestContext context(UserInfo user) {
        var request = new MemoryRequest("GET", "/api/v1/namespaces/shop/pods", Headers.NONE, new byte[0], user);
        return new RequestContext(request, RequestInfo.of(request), user, "id", Instant.EPOCH, new Warnings());
    }

    /** Allows what is written as {@code verb group/resource name}. */
    private static Impersonation allowing(String... what) {
        var allowed = Set.of(what);
        Authorizer authorizer = attributes -> {
            var resource = attributes.resource();
            var asked = attributes.verb() + " " + resource.group() + "/" + resource.qualified() + " " + resource.name();
            return allowed.contains(asked.strip()) ? Decision.allow("") : Decision.noOpinion("");
        };
        return new Impersonation(authorizer, new ImpersonationMetrics(new PrometheusRegistry()));
    }

    private static UserInfo named(String name, String... groups) {
        return UserInfo.of(name, groups);
    }

    @Test
    void theOldVerbAllowsEverythingThatItNames() {
        var impersonation = allowing("impersonate /users bob", "impersonate /groups ops");

        var bob = impersonation.impersonated(context(JANE), named("bob", "ops"));

        assertThat(bob.name()).isEqualTo("bob");
        assertThat(bob.groups()).containsExactly("ops", UserInfo.AUTHENTICATED);
    }

    @Test
    void aConstrainedUserActsOnlyOnWhatIsAllowed() {
        var impersonation = allowing(
                "impersonate-on:user-info:list /pods", "impersonate:user-info authentication.k8s.io/users bob");

        assertThat(impersonation.impersonated(context(JANE), named("bob")).name())
                .isEqualTo("bob");
        assertThatThrownBy(() -> allowing("impersonate:user-info authentication.k8s.io/users bob")
                        .impersonated(context(JANE), named("bob")))
                .isInstanceOf(StatusException.class)
                .hasMessage("pods is forbidden: User \"jane\" cannot impersonate-on:user-info:list resource \"pods\""
                        + " in API group \"\" in the namespace \"shop\"");
    }

    @Test
    void nobodyBecomesAMasterInAConstrainedWay() {
        var impersonation = allowing(
                "impersonate-on:user-info:list /pods",
                "impersonate:user-info authentication.k8s.io/users bob",
                "impersonate:user-info authentication.k8s.io/groups system:masters");

        assertThatThrownBy(() -> impersonation.impersonated(context(JANE), named("bob", UserInfo.MASTERS)))
                .isInstanceOf(StatusException.class)
                .hasMessageContaining("impersonating the system:masters group is not allowed");
    }

    @Test
    void aNodeIsANodeAndAnAccountHasItsGroups() {
        var node = allowing(
                        "impersonate-on:arbitrary-node:list /pods",
                        "impersonate:arbitrary-node authentication.k8s.io/nodes n1")
                .impersonated(context(JANE), named("system:node:n1"));
        var account = allowing(
                        "impersonate-on:serviceaccount:list /pods",
                        "impersonate:serviceaccount authentication.k8s.io/serviceaccounts bot")
                .impersonated(context(JANE), named("system:serviceaccount:shop:bot"));

        assertThat(node.groups()).containsExactly("system:nodes", UserInfo.AUTHENTICATED);
        assertThat(account.groups())
                .containsExactly("system:serviceaccounts", "system:serviceaccounts:shop", UserInfo.AUTHENTICATED);
    }

    @Test
    void anAccountActsAsTheNodeThatItsPodIsOn() {
        var agent = new UserInfo(
                "system:serviceaccount:kube-system:agent",
                "",
                List.of(),
                Map.of("authentication.kubernetes.io/node-name", List.of("n1")));
        var impersonation = allowing(
                "impersonate-on:associated-node:list /pods",
                "impersonate:associated-node authentication.k8s.io/nodes *");

        assertThat(impersonation
                        .impersonated(context(agent), named("system:node:n1"))
                        .name())
                .isEqualTo("system:node:n1");
        assertThatThrownBy(() -> impersonation.impersonated(context(agent), named("system:node:n2")))
                .isInstanceOf(StatusException.class);
    }
}
