package dev.mudi.apiserver.aggregation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.api.codec.Json;
import dev.mudi.api.tree.ObjectValue;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ServiceBackendTest {
    private static final ServiceBackend BACKEND = new ServiceBackend("kube-system", "metrics", 443);

    private static ObjectValue service(String type) {
        return Json.object("{\"spec\":{\"type\":\"" + type
                + "\",\"ports\":[{\"name\":\"web\",\"port\":80},{\"name\":\"https\",\"port\":443}]}}");
    }

    private static Set<String> ports(String conditions) {
        return ServiceBackend.readyPorts(Json.object("{\"endpoints\":[{\"addresses\":[\"10.0.0.1\"],\"conditions\":"
                + conditions + "}],\"ports\":[{\"name\":\"https\",\"port\":8443},{\"name\":\"odd\"}]}"));
    }

    @Test
    void anApiServiceIsServedByAServiceIfItNamesOne() {
        assertThat(ServiceBackend.of(Json.object("{\"spec\":{\"group\":\"a\"}}")))
                .isEmpty();
        assertThat(ServiceBackend.of(
                        Json.object("{\"spec\":{\"service\":{\"namespace\":\"kube-system\",\"name\":\"metrics\"}}}")))
                .contains(BACKEND);
    }

    @Test
    void theServiceHasToExist() {
        var told = BACKEND.availability(Optional.empty(), List.of());

        assertThat(told.status()).isEqualTo("False");
        assertThat(told.reason()).isEqualTo("ServiceNotFound");
        assertThat(told.message()).isEqualTo("service/metrics in \"kube-system\" is not present");
    }

    @Test
    void theServiceHasToListenOnThePort() {
        var told = new ServiceBackend("kube-system", "metrics", 8443)
                .availability(Optional.of(service("ClusterIP")), List.of(Set.of("https")));

        assertThat(told.reason()).isEqualTo("ServicePortError");
        assertThat(told.message()).isEqualTo("service/metrics in \"kube-system\" is not listening on port 8443");
    }

    @Test
    void thePortHasToHaveAReadyEndpoint() {
        var none = BACKEND.availability(Optional.of(service("ClusterIP")), List.of());
        var others = BACKEND.availability(Optional.of(service("ClusterIP")), List.of(Set.of(), Set.of("web")));

        assertThat(none.reason()).isEqualTo("EndpointsNotFound");
        assertThat(none.message()).isEqualTo("cannot find endpointslices for service/metrics in \"kube-system\"");
        assertThat(others.reason()).isEqualTo("MissingEndpoints");
        assertThat(others.message())
                .isEqualTo(
                        "endpointslices for service/metrics in \"kube-system\" have no addresses with port name \"https\"");
    }

    @Test
    void whatCouldBeAskedIsNotAvailableSinceNothingIsPassedOn() {
        var reached = BACKEND.availability(Optional.of(service("ClusterIP")), List.of(Set.of("https")));
        var external = BACKEND.availability(Optional.of(service("ExternalName")), List.of());

        assertThat(reached.status()).isEqualTo("False");
        assertThat(reached.reason()).isEqualTo("FailedDiscoveryCheck");
        assertThat(external).isEqualTo(reached);
    }

    @Test
    void anEndpointIsReadyUnlessItSaysThatItIsNot() {
        assertThat(ports("{}")).containsExactly("https");
        assertThat(ports("{\"ready\":true}")).containsExactly("https");
        assertThat(ports("{\"ready\":false}")).isEmpty();
    }
}
