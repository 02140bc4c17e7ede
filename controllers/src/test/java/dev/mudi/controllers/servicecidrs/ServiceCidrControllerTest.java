package dev.mudi.controllers.servicecidrs;

import static dev.mudi.controllers.spi.ControllerFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.controllers.spi.ControllerFixture;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.networking.v1.IPAddress;
import io.fabric8.kubernetes.api.model.networking.v1.IPAddressBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.ServiceCIDR;
import io.fabric8.kubernetes.api.model.networking.v1.ServiceCIDRBuilder;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServiceCidrControllerTest {
    private final ControllerFixture fixture = new ControllerFixture();

    @BeforeEach
    void start() throws Exception {
        fixture.start(ServiceCidrController::new);
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private ServiceCIDR range(String name, String cidr) {
        return fixture.create(new ServiceCIDRBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withCidrs(cidr)
                .endSpec()
                .build());
    }

    private IPAddress address(String name) {
        return fixture.create(new IPAddressBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels("ipaddress.kubernetes.io/managed-by", "ipallocator.k8s.io")
                .endMetadata()
                .withNewSpec()
                .withNewParentRef("", "s", "default", "services")
                .endSpec()
                .build());
    }

    private ServiceCIDR stored(String name) {
        return fixture.client.resources(ServiceCIDR.class).withName(name).get();
    }

    private Condition ready(String name) {
        return stored(name).getStatus().getConditions().getFirst();
    }

    @Test
    void aNewRangeIsProtectedAndReady() {
        range("more", "10.1.0.0/24");

        eventually(() -> {
            assertThat(stored("more").getMetadata().getFinalizers())
                    .containsExactly("networking.k8s.io/service-cidr-finalizer");
            assertThat(ready("more").getStatus()).isEqualTo("True");
        });
    }

    @Test
    void aDeletedRangeStaysWhileAnAddressIsInNoOther() {
        var range = range("more", "10.1.0.0/24");
        eventually(() -> assertThat(ready("more").getStatus()).isEqualTo("True"));
        var address = address("10.1.0.7");
        fixture.client.resource(range).delete();

        eventually(() -> {
            assertThat(ready("more").getStatus()).isEqualTo("False");
            assertThat(ready("more").getReason()).isEqualTo("Terminating");
        });
        fixture.client.resource(address).delete();
        fixture.advance(Duration.ofSeconds(11));
        eventually(() -> assertThat(stored("more")).isNull());
    }

    @Test
    void prefixesOfBothFamiliesContainAndOverlap() {
        var wide = Prefix.of("10.0.0.0/8").orElseThrow();
        var narrow = Prefix.of("10.1.0.0/16").orElseThrow();
        var six = Prefix.of("fd00::/64").orElseThrow();

        assertThat(wide.contains(narrow)).isTrue();
        assertThat(narrow.contains(wide)).isFalse();
        assertThat(narrow.overlaps(wide)).isTrue();
        assertThat(narrow.contains(Prefix.address("10.1.2.3").orElseThrow())).isTrue();
        assertThat(six.contains(Prefix.address("fd00::7").orElseThrow())).isTrue();
        assertThat(six.overlaps(wide)).isFalse();
        assertThat(Prefix.of("10.0.0.0")).isEmpty();
    }
}
