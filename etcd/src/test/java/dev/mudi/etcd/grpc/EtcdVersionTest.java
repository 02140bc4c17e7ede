package dev.mudi.etcd.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EtcdVersionTest {
    @ParameterizedTest
    @CsvSource({
        "3.4.23, false",
        "3.4.31, true",
        "3.5.0, false",
        "3.5.13, true",
        "3.5.30+debian, true",
        "3.6.8, true",
        "4.0.0, true",
        "3.3.27, false",
        "unknown, false"
    })
    void progressIsToldBehindEventsSinceTheVersionsThatKubernetesTrusts(String version, boolean ordered) {
        assertThat(EtcdVersion.parse(version).ordersProgress()).isEqualTo(ordered);
    }
}
