package dev.mudi.api.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class VersionOrderTest {
    @Test
    void putsStableBeforeBetaBeforeAlphaAndOthersLast() {
        assertThat(Stream.of(
                                "foo10",
                                "v1",
                                "v11alpha2",
                                "v3beta1",
                                "v10",
                                "v2",
                                "foo1",
                                "v12alpha1",
                                "v11beta2",
                                "v10beta3")
                        .sorted(VersionOrder.PREFERRED_FIRST))
                .containsExactly(
                        "v10",
                        "v2",
                        "v1",
                        "v11beta2",
                        "v10beta3",
                        "v3beta1",
                        "v12alpha1",
                        "v11alpha2",
                        "foo1",
                        "foo10");
    }
}
