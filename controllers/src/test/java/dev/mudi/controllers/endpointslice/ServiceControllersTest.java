package dev.mudi.controllers.endpointslice;

import static dev.mudi.controllers.spi.ControllerFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.client.ResourceEventHandler;
import dev.mudi.controllers.endpoints.EndpointsController;
import dev.mudi.controllers.endpointslicemirroring.EndpointSliceMirroringController;
import dev.mudi.controllers.spi.ControllerFixture;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.EndpointsBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServiceControllersTest {
    private final ControllerFixture fixture = new ControllerFixture();

    @BeforeEach
    void start() throws Exception {
        fixture.start(EndpointSliceController::new);
        fixture.start(EndpointsController::new);
        fixture.create(new NodeBuilder()
                .withNewMetadata()
                .withName("node-1")
                .addToLabels("topology.kubernetes.io/zone", "zone-1")
                .endMetadata()
                .build());
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private static ServiceBuilder service() {
        return new ServiceBuilder()
                .withNewMetadata()
                .withNamespace("a")
                .withName("web")
                .addToLabels("team", "x")
                .endMetadata()
                .withNewSpec()
                .withClusterIP("10.96.0.7")
                .withIpFamilies("IPv4")
                .addToSelector("app", "web")
                .addNewPort()
                .withName("http")
                .withPort(80)
                .withProtocol("TCP")
                .withTargetPort(new IntOrString("web"))
                .endPort()
                .endSpec();
    }

    private Pod pod(String name, int port) {
        return fixture.create(new PodBuilder()
                .withNewMetadata()
                .withNamespace("a")
                .withName(name)
                .addToLabels("app", "web")
                .endMetadata()
                .withNewSpec()
                .withNodeName("node-1")
                .addNewContainer()
                .withName("c")
                .addNewPort()
                .withName("web")
                .withContainerPort(port)
                .withProtocol("TCP")
                .endPort()
                .endContainer()
                .endSpec()
                .build());
    }

    private List<EndpointSlice> slices() {
        return fixture.client
                .discovery()
                .v1()
                .endpointSlices()
                .inNamespace("a")
                .list()
                .getItems();
    }

    private Endpoints endpoints() {
        return fixture.client.endpoints().inNamespace("a").withName("web").get();
    }

    @Test
    void aReadyPodIsAnEndpointUnderItsOwnPort() {
        fixture.create(service().build());
        fixture.run(pod("one", 8080), true);
        eventually(() -> assertThat(slices()).singleElement().satisfies(slice -> {
            assertThat(slice.getMetadata().getLabels())
                    .containsEntry("kubernetes.io/service-name", "web")
                    .containsEntry("endpointslice.kubernetes.io/managed-by", "endpointslice-controller.k8s.io")
                    .containsEntry("team", "x");
            assertThat(slice.getPorts().getFirst().getPort()).isEqualTo(8080);
            assertThat(slice.getEndpoints()).singleElement().satisfies(endpoint -> {
                assertThat(endpoint.getConditions().getReady()).isTrue();
                assertThat(endpoint.getNodeName()).isEqualTo("node-1");
                assertThat(endpoint.getZone()).isEqualTo("zone-1");
                assertThat(endpoint.getTargetRef().getName()).isEqualTo("one");
            });
        }));
        eventually(() -> assertThat(endpoints().getSubsets()).singleElement().satisfies(subset -> {
            assertThat(subset.getAddresses()).hasSize(1);
            assertThat(subset.getPorts().getFirst().getPort()).isEqualTo(8080);
        }));
    }

    @Test
    void aServiceOfBothFamiliesHasASliceOfEachAndLosesThatOfTheOneItGivesUp() {
        fixture.create(
                service().editSpec().withIpFamilies("IPv6", "IPv4").endSpec().build());
        fixture.run(pod("one", 8080), true);
        eventually(() -> {
            assertThat(slices()).extracting(EndpointSlice::getAddressType).containsExactlyInAnyOrder("IPv4", "IPv6");
            assertThat(slices())
                    .as("a pod of IPv4 is in that slice, the other waits for pods of its family")
                    .allSatisfy(slice -> assertThat(slice.getEndpoints())
                            .hasSize(slice.getAddressType().equals("IPv4") ? 1 : 0));
        });
        fixture.client.services().inNamespace("a").withName("web").edit(web -> {
            web.getSpec().setIpFamilies(List.of("IPv4"));
            return web;
        });
        eventually(() ->
                assertThat(slices()).extracting(EndpointSlice::getAddressType).containsExactly("IPv4"));
    }

    @Test
    void podsThatAreNotReadyOrLeavingAreSaidToBe() {
        fixture.create(service().build());
        var pod = pod("one", 8080);
        fixture.run(pod, false);
        eventually(() -> {
            var endpoint = slices().getFirst().getEndpoints().getFirst();
            assertThat(endpoint.getConditions().getReady()).isFalse();
            assertThat(endpoints().getSubsets().getFirst().getNotReadyAddresses())
                    .hasSize(1);
        });
        fixture.client.pods().inNamespace("a").withName("one").edit(one -> {
            one.getMetadata().setFinalizers(List.of("example.com/slow"));
            return one;
        });
        fixture.run(fixture.pods("a").getFirst(), true);
        fixture.client.pods().inNamespace("a").withName("one").delete();
        eventually(() -> {
            var conditions = slices().getFirst().getEndpoints().getFirst().getConditions();
            assertThat(conditions.getReady()).isFalse();
            assertThat(conditions.getServing()).isTrue();
            assertThat(conditions.getTerminating()).isTrue();
            assertThat(endpoints().getSubsets()).isEmpty();
        });
    }

    @Test
    void podsThatNameTheirPortsDifferentlyAreInDifferentSlices() {
        fixture.create(service().build());
        fixture.run(pod("one", 8080), true);
        fixture.run(pod("two", 9090), true);
        eventually(() -> assertThat(slices())
                .extracting(slice -> slice.getPorts().getFirst().getPort())
                .containsExactlyInAnyOrder(8080, 9090));
        eventually(() -> assertThat(endpoints().getSubsets()).hasSize(2));
    }

    @Test
    void aHeadlessServiceSaysSo() {
        fixture.create(service().editSpec().withClusterIP("None").endSpec().build());
        fixture.run(pod("one", 8080), true);
        eventually(() -> {
            assertThat(slices().getFirst().getMetadata().getLabels()).containsKey("service.kubernetes.io/headless");
            assertThat(endpoints().getMetadata().getLabels()).containsKey("service.kubernetes.io/headless");
        });
    }

    @Test
    void aServiceThatPrefersNearEndpointsGivesHints() {
        fixture.create(service()
                .editSpec()
                .withTrafficDistribution("PreferSameNode")
                .endSpec()
                .build());
        fixture.run(pod("one", 8080), true);
        eventually(() -> {
            var hints = slices().getFirst().getEndpoints().getFirst().getHints();
            assertThat(hints.getForZones().getFirst().getName()).isEqualTo("zone-1");
            assertThat(hints.getForNodes().getFirst().getName()).isEqualTo("node-1");
        });
    }

    @Test
    void servicesWithoutSelectorAreLeftAlone() {
        Service service = service().editSpec().withSelector(null).endSpec().build();
        fixture.create(service);
        fixture.create(service().editMetadata().withName("other").endMetadata().build());
        eventually(() -> assertThat(slices()).hasSize(1));
        assertThat(slices().getFirst().getMetadata().getLabels()).containsEntry("kubernetes.io/service-name", "other");
        assertThat(endpoints()).isNull();
    }

    @Test
    void endpointsWrittenByHandAreMirrored() throws Exception {
        fixture.start(EndpointSliceMirroringController::new);
        fixture.create(service().editSpec().withSelector(null).endSpec().build());
        fixture.create(new EndpointsBuilder()
                .withNewMetadata()
                .withNamespace("a")
                .withName("web")
                .endMetadata()
                .addNewSubset()
                .addNewAddress()
                .withIp("192.0.2.1")
                .endAddress()
                .addNewNotReadyAddress()
                .withIp("192.0.2.2")
                .endNotReadyAddress()
                .addNewPort()
                .withPort(80)
                .withProtocol("TCP")
                .endPort()
                .endSubset()
                .build());
        eventually(() -> assertThat(slices()).singleElement().satisfies(slice -> {
            assertThat(slice.getMetadata().getLabels())
                    .containsEntry("kubernetes.io/service-name", "web")
                    .containsEntry(
                            "endpointslice.kubernetes.io/managed-by", "endpointslicemirroring-controller.k8s.io");
            assertThat(slice.getEndpoints())
                    .extracting(endpoint -> endpoint.getConditions().getReady())
                    .containsExactly(true, false);
        }));
        fixture.client.endpoints().inNamespace("a").withName("web").delete();
        eventually(() -> assertThat(slices()).isEmpty());
    }

    @Test
    void endpointsAreComparedWithWhatWasWrittenLastAlsoBeforeTheCacheShowsIt() {
        var held = new CountDownLatch(1);
        fixture.context().informers().of(Endpoints.class).addHandler(ResourceEventHandler.onChange(first -> {
            try {
                held.await(); // the cache shows the first, and no later one
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        fixture.create(service().build());
        eventually(() -> assertThat(endpoints().getSubsets()).isEmpty());
        fixture.run(pod("one", 8080), true);
        eventually(() -> assertThat(endpoints().getSubsets()).hasSize(1));
        fixture.client.pods().inNamespace("a").withName("one").delete();
        eventually(() -> assertThat(slices().getFirst().getEndpoints()).isEmpty());

        held.countDown();
        eventually(() -> assertThat(endpoints().getSubsets()).isEmpty());
    }

    @Test
    void aDeletedServiceTakesItsEndpointsAlong() {
        fixture.create(service().build());
        eventually(() -> assertThat(endpoints()).isNotNull());
        fixture.client.services().inNamespace("a").withName("web").delete();
        eventually(() -> assertThat(endpoints()).isNull());
    }
}
