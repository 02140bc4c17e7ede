package dev.mudi.controllers.resourcequota;

import static dev.mudi.controllers.spi.ControllerFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.controllers.spi.ControllerFixture;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ResourceQuotaControllerTest {
    private final ControllerFixture fixture = new ControllerFixture();

    @BeforeEach
    void start() throws Exception {
        fixture.start(ResourceQuotaController::new);
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private ResourceQuota quota(Map<String, String> hard, String... scopes) {
        var builder = new ResourceQuotaBuilder()
                .withNewMetadata()
                .withName("q")
                .withNamespace("work")
                .endMetadata()
                .withNewSpec()
                .withScopes(scopes)
                .endSpec();
        hard.forEach((name, amount) ->
                builder.editSpec().addToHard(name, new Quantity(amount)).endSpec());
        return fixture.create(builder.build());
    }

    private Pod pod(String name, String cpu) {
        return fixture.create(new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("work")
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("c")
                .withImage("i")
                .withNewResources()
                .addToRequests("cpu", new Quantity(cpu))
                .endResources()
                .endContainer()
                .endSpec()
                .build());
    }

    private String used(String name) {
        var quota = fixture.client
                .resourceQuotas()
                .inNamespace("work")
                .withName("q")
                .get();
        return String.valueOf(quota.getStatus().getUsed().get(name));
    }

    @Test
    void aNewQuotaCountsWhatIsThere() {
        pod("a", "100m");
        fixture.create(new ConfigMapBuilder()
                .withNewMetadata()
                .withName("m")
                .withNamespace("work")
                .endMetadata()
                .build());

        quota(Map.of("requests.cpu", "1", "pods", "5", "count/configmaps", "5", "services", "1"));

        eventually(() -> {
            assertThat(used("requests.cpu")).isEqualTo("100m");
            assertThat(used("pods")).isEqualTo("1");
            assertThat(used("count/configmaps")).isEqualTo("1");
            assertThat(used("services")).isEqualTo("0");
        });
    }

    @Test
    void whatIsGoneOrHasEndedIsGivenBack() {
        var ended = pod("a", "100m");
        var gone = pod("b", "200m");
        pod("c", "300m");
        quota(Map.of("requests.cpu", "1", "count/pods", "5"));
        eventually(() -> assertThat(used("requests.cpu")).isEqualTo("600m"));

        fixture.client
                .resource(new PodBuilder(ended)
                        .withNewStatus()
                        .withPhase("Succeeded")
                        .endStatus()
                        .build())
                .updateStatus();
        fixture.client.resource(gone).delete();

        eventually(() -> {
            assertThat(used("requests.cpu")).isEqualTo("300m");
            assertThat(used("count/pods")).isEqualTo("2");
        });
    }

    @Test
    void aQuotaWithANewLimitCountsThatToo() {
        var quota = quota(Map.of("pods", "5"));
        pod("a", "100m");
        eventually(() -> assertThat(used("pods")).isEqualTo("1"));

        fixture.client
                .resource(quota)
                .edit(found -> new ResourceQuotaBuilder(found)
                        .editSpec()
                        .addToHard("requests.cpu", new Quantity("2"))
                        .endSpec()
                        .build());

        eventually(() -> assertThat(used("requests.cpu")).isEqualTo("100m"));
    }

    @Test
    void aScopedQuotaCountsOnlyWhatIsWithin() {
        pod("a", "100m");
        quota(Map.of("pods", "5"), "BestEffort");

        eventually(() -> assertThat(used("pods")).isEqualTo("0"));
    }
}
