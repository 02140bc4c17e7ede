package dev.mudi.controllers.namespace;

import static dev.mudi.controllers.spi.ControllerFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.controllers.rootca.RootCaPublisher;
import dev.mudi.controllers.serviceaccount.ServiceAccountController;
import dev.mudi.controllers.spi.ControllerFixture;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NamespaceControllersTest {
    private final ControllerFixture fixture = new ControllerFixture();

    @BeforeEach
    void makeNamespace() {
        fixture.create(new NamespaceBuilder()
                .withNewMetadata()
                .withName("a")
                .endMetadata()
                .withNewSpec()
                .withFinalizers("kubernetes")
                .endSpec()
                .build());
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private Namespace namespace() {
        return fixture.client.namespaces().withName("a").get();
    }

    private void pod(String... finalizers) {
        fixture.create(new PodBuilder()
                .withNewMetadata()
                .withNamespace("a")
                .withName("pod")
                .withFinalizers(finalizers)
                .endMetadata()
                .build());
    }

    private void configMap() {
        fixture.create(new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace("a")
                .withName("map")
                .endMetadata()
                .build());
    }

    @Test
    void aDeletedNamespaceTakesItsContentAlong() throws Exception {
        fixture.start(NamespaceController::new);
        pod();
        configMap();
        fixture.client.namespaces().withName("a").delete();
        eventually(() -> assertThat(namespace()).isNull());
        assertThat(fixture.pods("a")).isEmpty();
        assertThat(fixture.client.configMaps().inNamespace("a").list().getItems())
                .isEmpty();
    }

    @Test
    void podsGoFirstAndTheStatusSaysWhatIsInTheWay() throws Exception {
        fixture.start(NamespaceController::new);
        pod("example.com/slow");
        configMap();
        fixture.client.namespaces().withName("a").delete();
        eventually(() -> {
            var conditions = namespace().getStatus().getConditions();
            assertThat(conditions).anySatisfy(condition -> {
                assertThat(condition.getType()).isEqualTo("NamespaceContentRemaining");
                assertThat(condition.getStatus()).isEqualTo("True");
                assertThat(condition.getMessage())
                        .isEqualTo("Some resources are remaining: pods. has 1 resource instances");
            });
            assertThat(conditions)
                    .anySatisfy(condition -> assertThat(condition.getMessage())
                            .isEqualTo("Some content in the namespace has finalizers remaining: "
                                    + "example.com/slow in 1 resource instances"));
        });
        assertThat(fixture.client.configMaps().inNamespace("a").list().getItems())
                .hasSize(1);
        fixture.client.pods().inNamespace("a").withName("pod").edit(pod -> {
            pod.getMetadata().setFinalizers(List.of());
            return pod;
        });
        eventually(() -> assertThat(namespace()).isNull());
    }

    @Test
    void everyNamespaceHasADefaultServiceAccountAgainAfterItsDeletion() throws Exception {
        fixture.start(ServiceAccountController::of);
        var accounts = fixture.client.serviceAccounts().inNamespace("a");
        eventually(() -> assertThat(accounts.withName("default").get()).isNotNull());
        accounts.withName("default").delete();
        eventually(() -> assertThat(accounts.withName("default").get()).isNotNull());
    }

    @Test
    void theRootCertificateIsInEveryNamespaceAndIsPutRight() throws Exception {
        fixture.start(RootCaPublisher::of);
        var map = fixture.client.configMaps().inNamespace("a").withName("kube-root-ca.crt");
        eventually(() -> assertThat(map.get().getData()).containsKey("ca.crt"));
        map.edit(object -> {
            object.setData(Map.of("ca.crt", "forged"));
            return object;
        });
        eventually(() -> assertThat(map.get().getData().get("ca.crt")).startsWith("-----BEGIN"));
    }
}
