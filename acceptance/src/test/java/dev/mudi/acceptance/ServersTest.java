package dev.mudi.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mudi.acceptance.harness.TestServers;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.EndpointPort;
import io.fabric8.kubernetes.api.model.EndpointSubset;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Several servers, each with a member of the store in its process, are one cluster. */
class ServersTest {
    private static final Duration WITHOUT_A_LEADER = Duration.ofSeconds(3);
    private static final int WRITES = 40;

    @Test
    void threeServersAgreeAndGoOnWhenAnyOfThemIsKilled() throws Exception {
        try (var servers = TestServers.start("a", "b", "c")) {
            agree(servers);
            awaitEndpoints(servers, "a", "b", "c");
            Set<String> acknowledged = new TreeSet<>();
            for (var victim : servers.names()) {
                var others = servers.names().stream()
                        .filter(name -> !name.equals(victim))
                        .toList();
                servers.server(victim).kill();
                long killed = System.nanoTime();
                write(servers, others.getFirst(), "after-" + victim, acknowledged);
                assertThat(Duration.ofNanos(System.nanoTime() - killed))
                        .as("the first write after %s was killed", victim)
                        .isLessThan(WITHOUT_A_LEADER);
                for (int i = 0; i < WRITES; i++) {
                    write(servers, others.get(i % 2), victim + "-" + i, acknowledged);
                }
                // The data directory knows what the server is: no flag is needed.
                servers.server(victim).mudi("up").succeeded();
                assertThat(names(servers, victim)).containsAll(acknowledged);
            }
            awaitEndpoints(servers, "a", "b", "c");
            servers.server("c").kill();
            awaitEndpoints(servers, "a", "b");
        }
    }

    /** What one acknowledges, the others have, with the same revision. */
    private static void agree(TestServers servers) {
        var maps = new ArrayList<ConfigMap>();
        try (var client = servers.server("a").client()) {
            maps.add(client.resource(map("agreed")).create());
        }
        for (var name : List.of("b", "c")) {
            try (var client = servers.server(name).client()) {
                maps.add(client.configMaps()
                        .inNamespace("default")
                        .withName("agreed")
                        .get());
            }
        }
        assertThat(maps).allMatch(maps.getFirst()::equals);
    }

    private static ConfigMap map(String name) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("default")
                .endMetadata()
                .build();
    }

    /** The service {@code kubernetes} leads to these servers and to no other; a dead one is out when its lease has run out. */
    private static void awaitEndpoints(TestServers servers, String... living) {
        var ports = new TreeSet<Integer>();
        for (var name : living) {
            try (var client = servers.server(name).client()) {
                ports.add(client.getMasterUrl().getPort());
            }
        }
        try (var client = servers.server(living[0]).client()) {
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                var endpoints = client.endpoints()
                        .inNamespace("default")
                        .withName("kubernetes")
                        .get();
                assertThat(endpoints.getSubsets())
                        .flatExtracting(EndpointSubset::getPorts)
                        .extracting(EndpointPort::getPort)
                        .containsExactlyInAnyOrderElementsOf(ports);
                var slices = client.discovery()
                        .v1()
                        .endpointSlices()
                        .inNamespace("default")
                        .withLabel("kubernetes.io/service-name", "kubernetes")
                        .list()
                        .getItems();
                assertThat(slices)
                        .flatExtracting(EndpointSlice::getPorts)
                        .extracting(port -> port.getPort())
                        .containsExactlyInAnyOrderElementsOf(ports);
            });
        }
    }

    /** Writes until it is acknowledged, as a client that hears nothing would. */
    private static void write(TestServers servers, String server, String name, Set<String> acknowledged) {
        try (var client = servers.server(server).client()) {
            await().atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> isWritten(client, name));
        }
        acknowledged.add(name);
    }

    private static boolean isWritten(KubernetesClient client, String name) {
        try {
            client.resource(map(name)).create();
            return true;
        } catch (KubernetesClientException e) {
            // One that no answer came for may be there.
            return e.getCode() == HttpURLConnection.HTTP_CONFLICT;
        }
    }

    private static Set<String> names(TestServers servers, String server) {
        try (var client = servers.server(server).client()) {
            return client.configMaps().inNamespace("default").list().getItems().stream()
                    .map(found -> found.getMetadata().getName())
                    .collect(Collectors.toSet());
        }
    }
}
