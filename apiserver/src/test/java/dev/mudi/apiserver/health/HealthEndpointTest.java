package dev.mudi.apiserver.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.apiserver.HealthCheck;
import dev.mudi.apiserver.HealthCheck.Scope;
import dev.mudi.apiserver.RequestContext;
import dev.mudi.apiserver.RequestInfo;
import dev.mudi.apiserver.UserInfo;
import dev.mudi.apiserver.Warnings;
import dev.mudi.apiserver.fixture.MemoryRequest;
import dev.mudi.apiserver.fixture.MemoryResponse;
import dev.mudi.apiserver.metrics.HealthMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HealthEndpointTest {
    private Optional<String> problem = Optional.empty();
    private final HealthEndpoint endpoint = new HealthEndpoint(
            "readyz",
            List.of(
                    new HealthCheck("ping", Scope.ALWAYS, Optional::empty),
                    new HealthCheck("poststarthook/rbac/bootstrap-roles", Scope.ALWAYS, () -> problem)),
            new HealthMetrics(new PrometheusRegistry()));

    private MemoryResponse get(String uri) {
        var response = new MemoryResponse();
        var request = MemoryRequest.of("GET", uri, "");
        endpoint.handle(
                new RequestContext(
                        request, RequestInfo.of(request), UserInfo.ANONYMOUS, "audit", Instant.EPOCH, new Warnings()),
                response);
        return response;
    }

    @Test
    void saysOkUnlessItIsAskedForMore() {
        assertThat(get("/readyz").text()).isEqualTo("ok");
        assertThat(get("/readyz").headers().get("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(get("/readyz?verbose").text())
                .isEqualTo("[+]ping ok\n[+]poststarthook/rbac/bootstrap-roles ok\nreadyz check passed\n");
    }

    @Test
    void aFailureSaysWhatButToNobodyWhy() {
        problem = Optional.of("not finished");

        assertThat(get("/readyz").code()).isEqualTo(500);
        assertThat(get("/readyz").text())
                .isEqualTo("[+]ping ok\n[-]poststarthook/rbac/bootstrap-roles failed: reason withheld\n"
                        + "readyz check failed\n");
    }

    @Test
    void whatIsExcludedIsNotAsked() {
        problem = Optional.of("not finished");

        var answer = get("/readyz?verbose&exclude=poststarthook/rbac/bootstrap-roles&exclude=b&exclude=a");
        assertThat(answer.code()).isEqualTo(200);
        assertThat(answer.text())
                .isEqualTo("[+]ping ok\n[+]poststarthook/rbac/bootstrap-roles excluded: ok\n"
                        + "warn: some health checks cannot be excluded: no matches for \"a\",\"b\"\n"
                        + "readyz check passed\n");
    }

    @Test
    void eachCheckHasAPathOfItsOwn() {
        problem = Optional.of("not finished");

        assertThat(get("/readyz/ping").text()).isEqualTo("ok");
        assertThat(get("/readyz/poststarthook/rbac/bootstrap-roles").code()).isEqualTo(500);
        assertThat(get("/readyz/poststarthook/rbac/bootstrap-roles").text())
                .isEqualTo("internal server error: not finished\n");
        assertThat(get("/readyz/nope").code()).isEqualTo(404);
        assertThat(get("/readyz/").code()).isEqualTo(404);
    }
}
