package dev.mudi.kubelet.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mudi.kubelet.objects.PodObjects;
import dev.mudi.kubelet.pod.Sketch;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceFieldSelector;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EnvironmentTest {

    private static final PodObjects OBJECTS = new PodObjects() {
        @Override
        public Optional<ConfigMap> configMap(String namespace, String name) {
            return name.equals("settings")
                    ? Optional.of(new ConfigMapBuilder()
                            .addToData("colour", "blue")
                            .addToData("size", "9")
                            .build())
                    : Optional.empty();
        }

        @Override
        public Optional<Secret> secret(String namespace, String name) {
            return name.equals("words")
                    ? Optional.of(
                            new SecretBuilder().addToData("open", "c2VzYW1l").build())
                    : Optional.empty();
        }
    };

    private static final PodFields FIELDS = new PodFields(
            List.of("192.0.2.1"),
            List.of("10.0.0.5"),
            Map.of("memory", new BigDecimal("1073741824"), "cpu", new BigDecimal(2)));

    private static final Pod POD = new PodBuilder(
                    Sketch.pod("Always", Sketch.container("a", "100m", "", "250m", "64Mi"))
                            .build())
            .editMetadata()
            .addToLabels("app", "web")
            .addToLabels("note", "a \"b\"\n")
            .endMetadata()
            .build();

    private static ContainerBuilder container() {
        return new ContainerBuilder(POD.getSpec().getContainers().getFirst());
    }

    private static EnvVar variable(String name, String value) {
        return new EnvVar(name, value, null);
    }

    private static Map<String, String> of(ContainerBuilder container, Map<String, String> services) throws IOException {
        return new Environment(OBJECTS, FIELDS, services).of(POD, container.build());
    }

    @Test
    void laterVariablesSeeEarlierOnesAndServices() throws IOException {
        var environment = of(
                container()
                        .addToEnv(variable("A", "1"))
                        .addToEnv(variable("B", "$(A)-$(LATER)-$(WEB_SERVICE_HOST)"))
                        .addToEnv(variable("LATER", "x")),
                Map.of("WEB_SERVICE_HOST", "10.96.0.1"));

        assertThat(environment)
                .containsEntry("B", "1-$(LATER)-10.96.0.1")
                .containsEntry("WEB_SERVICE_HOST", "10.96.0.1");
    }

    @Test
    void variablesGoOverThoseOfConfigMapsAndSecrets() throws IOException {
        var environment = of(
                container()
                        .addNewEnvFrom()
                        .withPrefix("P_")
                        .withNewConfigMapRef("settings", false)
                        .endEnvFrom()
                        .addNewEnvFrom()
                        .withNewSecretRef("words", false)
                        .endEnvFrom()
                        .addToEnv(variable("P_size", "10")),
                Map.of());

        assertThat(environment)
                .containsEntry("P_colour", "blue")
                .containsEntry("P_size", "10")
                .containsEntry("open", "sesame");
    }

    @Test
    void aMissingSourceIsAnErrorUnlessItIsOptional() throws IOException {
        var missing = container()
                .addNewEnv()
                .withName("A")
                .withNewValueFrom()
                .withNewConfigMapKeyRef("k", "none", false)
                .endValueFrom()
                .endEnv();
        assertThatThrownBy(() -> of(missing, Map.of()))
                .isInstanceOf(IOException.class)
                .hasMessage("configmap \"none\" not found");
        var key = container()
                .addNewEnv()
                .withName("A")
                .withNewValueFrom()
                .withNewSecretKeyRef("shut", "words", false)
                .endValueFrom()
                .endEnv();
        assertThatThrownBy(() -> of(key, Map.of())).hasMessage("couldn't find key shut in Secret default/words");
        var optional = container()
                .addNewEnv()
                .withName("A")
                .withNewValueFrom()
                .withNewConfigMapKeyRef("k", "none", true)
                .endValueFrom()
                .endEnv();
        assertThat(of(optional, Map.of())).doesNotContainKey("A");
    }

    @Test
    void fieldsAreThoseOfTheDownwardApi() {
        assertThat(FIELDS.field(POD, "metadata.name")).isEqualTo("web");
        assertThat(FIELDS.field(POD, "metadata.labels['app']")).isEqualTo("web");
        assertThat(FIELDS.field(POD, "metadata.labels")).isEqualTo("app=\"web\"\nnote=\"a \\\"b\\\"\\n\"");
        assertThat(FIELDS.field(POD, "status.podIP")).isEqualTo("10.0.0.5");
        assertThat(FIELDS.field(POD, "status.hostIP")).isEqualTo("192.0.2.1");
        assertThat(FIELDS.field(POD, "spec.nodeName")).isEqualTo("node-1");
        assertThatThrownBy(() -> FIELDS.field(POD, "spec.other")).hasMessage("unsupported fieldPath: spec.other");
    }

    @Test
    void resourcesAreDividedAndRoundedUp() {
        var self = POD.getSpec().getContainers().getFirst();
        assertThat(resource(self, "limits.cpu", "1m")).isEqualTo("250");
        assertThat(resource(self, "limits.cpu", "1")).isEqualTo("1");
        assertThat(resource(self, "limits.memory", "1Mi")).isEqualTo("64");
        assertThat(resource(self, "requests.cpu", "1m")).isEqualTo("100");
        assertThat(resource(Sketch.container("b"), "limits.memory", "1Mi")).isEqualTo("1024");
    }

    private static String resource(io.fabric8.kubernetes.api.model.Container self, String name, String divisor) {
        return FIELDS.resource(POD, self, new ResourceFieldSelector("", new Quantity(divisor), name));
    }

    private static Service service(String namespace, String name, String ip) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withClusterIP(ip)
                .addNewPort()
                .withName("http-alt")
                .withPort(8080)
                .withProtocol("TCP")
                .endPort()
                .endSpec()
                .build();
    }

    @Test
    void servicesOfTheNamespaceAndTheApiServerAreToldOf() {
        var services = List.of(
                service("default", "kubernetes", "10.96.0.1"),
                service("shop", "red-is", "10.96.0.2"),
                service("other", "db", "10.96.0.3"),
                service("shop", "headless", "None"));

        assertThat(ServiceVariables.of(services, "shop", true))
                .containsEntry("KUBERNETES_SERVICE_HOST", "10.96.0.1")
                .containsEntry("RED_IS_SERVICE_HOST", "10.96.0.2")
                .containsEntry("RED_IS_SERVICE_PORT", "8080")
                .containsEntry("RED_IS_SERVICE_PORT_HTTP_ALT", "8080")
                .containsEntry("RED_IS_PORT", "tcp://10.96.0.2:8080")
                .containsEntry("RED_IS_PORT_8080_TCP_ADDR", "10.96.0.2")
                .containsEntry("RED_IS_PORT_8080_TCP_PROTO", "tcp")
                .doesNotContainKeys("DB_SERVICE_HOST", "HEADLESS_SERVICE_HOST");
        assertThat(ServiceVariables.of(services, "shop", false))
                .containsKey("KUBERNETES_SERVICE_HOST")
                .doesNotContainKey("RED_IS_SERVICE_HOST");
    }
}
