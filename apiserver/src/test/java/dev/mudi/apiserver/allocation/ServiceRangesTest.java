package dev.mudi.apiserver.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ServiceRangesTest {
    @Test
    void eitherFamilyMayBeFirst() {
        var four = ServiceRanges.parse("10.96.0.0/16,fd00:10:96::/112");
        var six = ServiceRanges.parse("FD00:10:96:0::/112,10.96.3.4/16");

        assertThat(four.texts()).containsExactly("10.96.0.0/16", "fd00:10:96::/112");
        assertThat(four.address(1)).isEqualTo("10.96.0.1");
        assertThat(six.texts()).containsExactly("fd00:10:96::/112", "10.96.0.0/16");
        assertThat(six.address(10)).isEqualTo("fd00:10:96::a");
    }

    @Test
    void whatCannotBeRangesIsRefusedInUpstreamsWords() {
        Map.of(
                        "10.96.0.0/16,10.97.0.0/16",
                        "--service-cluster-ip-range[0] and --service-cluster-ip-range[1] must be of different IP family",
                        "10.96.0.0/16,fd00::/112,10.98.0.0/16",
                        "--service-cluster-ip-range must not contain more than two entries",
                        "10.96.0.0/16,fd00::/48",
                        "specified --service-cluster-ip-range[1] is too large; for 128-bit addresses, the mask must be"
                                + " >= 64",
                        "10.96.0.0/30",
                        "--service-cluster-ip-range[0]: the service cluster IP range must be at least 8 IP addresses",
                        "ten",
                        "--service-cluster-ip-range[0] is not a valid cidr")
                .forEach((flag, why) -> assertThatThrownBy(() -> ServiceRanges.parse(flag))
                        .as(flag)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageStartingWith(why));
    }

    @Test
    void aServerIsReachedByTheFamilyOfTheFirstRange() {
        var six = ServiceRanges.parse("fd00:10:96::/112,10.96.0.0/16");

        six.requireFamilyOf("2001:db8::1");
        assertThatThrownBy(() -> six.requireFamilyOf("192.0.2.1"))
                .hasMessage("service IP family \"fd00:10:96::/112\" must match public address family \"192.0.2.1\"");
    }

    @Test
    void theFirstAddressIsNobodysAndTheLastOfIpv4() {
        var four = AddressRange.read("10.96.0.0/29").orElseThrow();
        var six = AddressRange.read("fd00::/125").orElseThrow();

        assertThat(four.size()).isEqualTo(6);
        assertThat(six.size()).isEqualTo(7);
        assertThat(four.contains("10.96.0.0")).isFalse();
        assertThat(four.contains("10.96.0.6")).isTrue();
        assertThat(four.contains("10.96.0.7")).isFalse();
        assertThat(six.contains("fd00::")).isFalse();
        assertThat(six.contains("fd00::7")).isTrue();
        assertThat(six.contains("fd00::8")).isFalse();
        assertThat(six.contains("10.96.0.1")).isFalse();
        assertThat(six.contains("None")).isFalse();
        for (long i = 0; i < six.size(); i++) {
            assertThat(six.contains(six.at(i))).isTrue();
        }
    }

    @Test
    void aRangeMayHaveMoreAddressesThanALong() {
        var wide = AddressRange.read("fd00::/64").orElseThrow();

        assertThat(wide.size()).isEqualTo(Long.MAX_VALUE);
        assertThat(wide.at(Long.MAX_VALUE - 1)).isEqualTo("fd00::7fff:ffff:ffff:ffff");
        assertThat(wide.contains("fd00::ffff:ffff:ffff:ffff")).isTrue();
        assertThat(wide.contains("fd00:0:0:1::")).isFalse();
        assertThat(AddressRange.read("255.255.255.0/24").orElseThrow().at(253)).isEqualTo("255.255.255.254");
    }
}
