package dev.mudi.apiserver.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.apiserver.DevServer;
import dev.mudi.apiserver.Headers;
import dev.mudi.apiserver.MemoryRequest;
import dev.mudi.apiserver.UserInfo;
import dev.mudi.apiserver.fixture.MemoryResponse;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComponentStatusesTest {
    private static final String STATUSES = "/api/v1/componentstatuses";
    private static final String SCHEDULER = "{\"metadata\":{\"name\":\"scheduler\"},\"conditions\":[{"
            + "\"type\":\"Healthy\",\"status\":\"False\",\"message\":\"stuck\"}]}";

    private static DevServer dev;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        dev = DevServer.start(directory, 0);
        dev.server().watchComponent("controller-manager", Optional::empty);
        dev.server().watchComponent("scheduler", () -> Optional.of("stuck"));
    }

    @AfterAll
    static void stop() throws Exception {
        dev.close();
    }

    private static MemoryResponse get(String target, String accept) {
        var response = new MemoryResponse();
        var headers = Headers.of("Accept", accept);
        dev.server().handle(new MemoryRequest("GET", target, headers, new byte[0], UserInfo.API_SERVER), response);
        return response;
    }

    private static String json(String target) {
        return get(target, "application/json").text();
    }

    @Test
    void everyComponentIsListedWithItsHealth() {
        assertThat(json(STATUSES))
                .isEqualToIgnoringWhitespace(
                        "{\"kind\":\"ComponentStatusList\",\"apiVersion\":\"v1\",\"metadata\":{},\"items\":["
                                + "{\"metadata\":{\"name\":\"controller-manager\"},\"conditions\":[{"
                                + "\"type\":\"Healthy\",\"status\":\"True\",\"message\":\"ok\"}]},"
                                + "{\"metadata\":{\"name\":\"etcd-0\"},\"conditions\":[{"
                                + "\"type\":\"Healthy\",\"status\":\"True\",\"message\":\"ok\"}]},"
                                + SCHEDULER + "]}");
        assertThat(json(STATUSES + "?fieldSelector=metadata.name%3Dscheduler"))
                .contains("\"items\":[" + SCHEDULER + "]");
        assertThat(json(STATUSES + "?labelSelector=a%3Db")).contains("\"items\":[]");
        assertThat(json(STATUSES + "?fieldSelector=a%3Db")).contains("is not a known field selector");
    }

    @Test
    void oneIsAskedByItsName() {
        assertThat(json(STATUSES + "/scheduler")).contains("\"kind\":\"ComponentStatus\"", "\"message\":\"stuck\"");
        assertThat(json(STATUSES + "/dns")).contains("componentstatus \\\"dns\\\" not found", "\"code\":404");
    }

    @Test
    void theyAreShownAsATableAndAsProtobuf() {
        assertThat(get(STATUSES, "application/json;as=Table;v=v1;g=meta.k8s.io").text())
                .contains("\"cells\":[\"scheduler\",\"Unhealthy\",\"stuck\",\"\"]");
        assertThat(get(STATUSES, "application/vnd.kubernetes.protobuf").text())
                .startsWith("k8s")
                .contains("ComponentStatusList", "controller-manager");
    }
}
