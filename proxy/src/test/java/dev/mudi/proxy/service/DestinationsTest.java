package dev.mudi.proxy.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DestinationsTest {
    private static final Endpoint READY = new Endpoint("10.0.0.1", 80, true, true, false, false);
    private static final Endpoint LEAVING = new Endpoint("10.0.0.2", 80, false, true, true, true);
    private static final Endpoint BROKEN = new Endpoint("10.0.0.3", 80, false, false, false, true);

    @Test
    void choosesReadyEndpointsOnly() {
        assertThat(Destinations.of(new ServicePort.Policy(false, false, 0), List.of(LEAVING, READY, BROKEN))
                        .internal())
                .containsExactly(READY);
    }

    @Test
    void fallsBackToEndpointsThatServeWhileTheyTerminate() {
        assertThat(Destinations.of(new ServicePort.Policy(false, false, 0), List.of(LEAVING, BROKEN))
                        .internal())
                .containsExactly(LEAVING);
    }

    @Test
    void keepsExternalTrafficOnTheNodeWhenAsked() {
        var destinations = Destinations.of(new ServicePort.Policy(false, true, 0), List.of(READY, LEAVING));
        assertThat(destinations.internal()).containsExactly(READY);
        assertThat(destinations.external()).containsExactly(LEAVING);
        assertThat(destinations.any()).isTrue();
    }

    @Test
    void knowsWhenThereIsNothingAnywhere() {
        assertThat(Destinations.of(new ServicePort.Policy(false, true, 0), List.of(BROKEN))
                        .any())
                .isFalse();
    }
}
