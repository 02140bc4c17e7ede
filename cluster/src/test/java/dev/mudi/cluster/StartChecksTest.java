package dev.mudi.cluster;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mudi.etcd.FreePorts;
import java.io.IOException;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class StartChecksTest {
    private static ClusterState ports(int api, int kubelet) {
        return new ClusterState("", api, kubelet, "10.244.0.0/16", "10.96.0.0/12");
    }

    @Test
    void namesTheTakenPortItsOwnerAndTheCure() throws Exception {
        try (var taken = new ServerSocket(0)) {
            int port = taken.getLocalPort();
            assertThatThrownBy(() ->
                            StartChecks.requirePorts(ports(port, FreePorts.next()), new ClusterOptions.Nodes.Hollow(1)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("port " + port + " of the API server")
                    .hasMessageContaining("--port");
            assertThatThrownBy(() ->
                            StartChecks.requirePorts(ports(FreePorts.next(), port), new ClusterOptions.Nodes.Real()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("port " + port + " of the kubelet");
        }
    }

    @Test
    void doesNotMindTheKubeletsPortOfSimulatedNodes() throws Exception {
        try (var taken = new ServerSocket(0)) {
            assertThatCode(() -> StartChecks.requirePorts(
                            ports(FreePorts.next(), taken.getLocalPort()), new ClusterOptions.Nodes.Hollow(1)))
                    .doesNotThrowAnyException();
        }
    }
}
