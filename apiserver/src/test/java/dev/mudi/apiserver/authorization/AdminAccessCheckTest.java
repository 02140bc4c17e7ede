package dev.mudi.apiserver.authorization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mudi.api.codec.Json;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.DevServer;
import dev.mudi.apiserver.Loopback;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdminAccessCheckTest {
    private static final String REQUESTS =
            "{\"devices\":{\"requests\":[{\"name\":\"a\",\"exactly\":{\"deviceClassName\":\"c\"}},"
                    + "{\"name\":\"b\",\"exactly\":{\"deviceClassName\":\"c\",\"adminAccess\":true}}]}}";

    private static ObjectValue claim(String spec) {
        return Json.object("{\"metadata\":{\"name\":\"c\"},\"spec\":" + spec + "}");
    }

    private static String path(String namespace, String resource) {
        return "/apis/resource.k8s.io/v1/namespaces/" + namespace + "/" + resource;
    }

    @Test
    void devicesAreGivenToAdministratorsInLabelledNamespacesOnly(@TempDir Path directory)
            throws IOException, InterruptedException {
        try (var dev = DevServer.start(directory, 0)) {
            var loopback = new Loopback(dev.server()::handle);
            loopback.create(
                    "/api/v1/namespaces",
                    Json.object(
                            "{\"metadata\":{\"name\":\"n\",\"labels\":{\"resource.kubernetes.io/admin-access\":\"true\"}}}"));
            var template = "{\"spec\":" + REQUESTS + "}";

            assertThatThrownBy(() -> loopback.create(path("default", "resourceclaims"), claim(REQUESTS)))
                    .isInstanceOf(StatusException.class)
                    .hasMessage("ResourceClaim.resource.k8s.io \"c\" is invalid: spec.devices.requests[1].adminAccess:"
                            + " Forbidden: admin access to devices requires the"
                            + " `resource.kubernetes.io/admin-access: true` label on the containing namespace");
            assertThatThrownBy(() -> loopback.create(path("default", "resourceclaimtemplates"), claim(template)))
                    .isInstanceOf(StatusException.class)
                    .hasMessageContaining("spec.devices.requests[1].adminAccess: Forbidden");
            var both = REQUESTS.replace("\"a\"", "\"Not a name\"");
            assertThatThrownBy(() -> loopback.create(path("default", "resourceclaims"), claim(both)))
                    .isInstanceOf(StatusException.class)
                    .hasMessageContaining("spec.devices.requests[1].adminAccess: Forbidden")
                    .hasMessageContaining("spec.devices.requests[0].name: Invalid value: \"Not a name\"");
            assertThat(loopback.create(path("n", "resourceclaims"), claim(REQUESTS))
                            .object("metadata")
                            .string("uid"))
                    .isNotEmpty();
            assertThat(loopback.create(path("n", "resourceclaimtemplates"), claim(template))
                            .object("metadata")
                            .string("uid"))
                    .isNotEmpty();
        }
    }
}
