package dev.mudi.apiserver.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mudi.api.codec.Json;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.validation.Addresses.Family;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServiceFamiliesTest {
    private static final ServiceFamilies FOUR = new ServiceFamilies(List.of(Family.IPV4));
    private static final ServiceFamilies SIX = new ServiceFamilies(List.of(Family.IPV6));
    private static final ServiceFamilies BOTH = new ServiceFamilies(List.of(Family.IPV4, Family.IPV6));
    private static final ServiceFamilies BOTH_SIX_FIRST = new ServiceFamilies(List.of(Family.IPV6, Family.IPV4));
    private static final String DUAL = """
            {"type":"ClusterIP","selector":{"a":"b"},"clusterIP":"10.96.0.7","clusterIPs":["10.96.0.7","fd00::7"],
             "ipFamilies":["IPv4","IPv6"],"ipFamilyPolicy":"POLICY"}""";

    private static ObjectValue service(String spec) {
        var object = Json.object("{\"metadata\":{\"name\":\"s\"},\"spec\":" + spec + "}");
        return object.object("spec").has("type")
                ? object
                : object.update("spec", filled -> filled.with("type", "ClusterIP"));
    }

    private static String decided(ServiceFamilies families, String spec) {
        return shown(families.initialised(service(spec), Optional.empty()));
    }

    private static String shown(ObjectValue spec) {
        return spec.string("ipFamilyPolicy") + " "
                + spec.array("ipFamilies").strings().toList();
    }

    private static void refused(ServiceFamilies families, String spec, Optional<ObjectValue> current, String why) {
        assertThatThrownBy(() -> families.initialised(service(spec), current))
                .isInstanceOf(StatusException.class)
                .hasMessage("Service \"s\" is invalid: " + why);
    }

    @Test
    void whoAsksForNothingGetsTheFirstFamilyAlone() {
        assertThat(decided(FOUR, "{}")).isEqualTo("SingleStack [IPv4]");
        assertThat(decided(SIX, "{}")).isEqualTo("SingleStack [IPv6]");
        assertThat(decided(BOTH_SIX_FIRST, "{}")).isEqualTo("SingleStack [IPv6]");
    }

    @Test
    void whoPrefersBothGetsWhatTheClusterHas() {
        assertThat(decided(FOUR, "{\"ipFamilyPolicy\":\"PreferDualStack\"}")).isEqualTo("PreferDualStack [IPv4]");
        assertThat(decided(BOTH, "{\"ipFamilyPolicy\":\"PreferDualStack\"}")).isEqualTo("PreferDualStack [IPv4, IPv6]");
        assertThat(decided(BOTH, "{\"ipFamilyPolicy\":\"RequireDualStack\",\"ipFamilies\":[\"IPv6\"]}"))
                .isEqualTo("RequireDualStack [IPv6, IPv4]");
    }

    @Test
    void familiesFollowFromAddresses() {
        assertThat(decided(BOTH, "{\"clusterIP\":\"fd00::7\",\"clusterIPs\":[\"fd00::7\"]}"))
                .isEqualTo("SingleStack [IPv6]");
        assertThat(decided(BOTH, """
                        {"clusterIP":"fd00::7","clusterIPs":["fd00::7","10.96.0.7"],
                         "ipFamilyPolicy":"PreferDualStack"}""")).isEqualTo("PreferDualStack [IPv6, IPv4]");
    }

    @Test
    void aHeadlessServiceWithoutSelectorMayHaveFamiliesThatTheClusterLacks() {
        var headless = "\"clusterIP\":\"None\",\"clusterIPs\":[\"None\"]";

        assertThat(decided(FOUR, "{" + headless + "}")).isEqualTo("RequireDualStack [IPv4, IPv6]");
        assertThat(decided(SIX, "{" + headless + ",\"ipFamilyPolicy\":\"PreferDualStack\"}"))
                .isEqualTo("PreferDualStack [IPv6, IPv4]");
        assertThat(decided(FOUR, "{" + headless + ",\"ipFamilies\":[\"IPv6\"],\"ipFamilyPolicy\":\"SingleStack\"}"))
                .isEqualTo("SingleStack [IPv6]");
        assertThat(decided(BOTH, "{" + headless + ",\"selector\":{\"a\":\"b\"}}"))
                .isEqualTo("SingleStack [IPv4]");
    }

    @Test
    void whatTheClusterLacksIsRefused() {
        refused(
                FOUR,
                "{\"ipFamilyPolicy\":\"RequireDualStack\",\"ipFamilies\":[\"IPv6\"]}",
                Optional.empty(),
                "[spec.ipFamilyPolicy: Invalid value: \"RequireDualStack\": this cluster is not configured for"
                        + " dual-stack services, spec.ipFamilies[0]: Invalid value: \"IPv6\": not configured on this"
                        + " cluster]");
        refused(
                FOUR,
                "{\"clusterIP\":\"fd00::7\",\"clusterIPs\":[\"fd00::7\"]}",
                Optional.empty(),
                "spec.clusterIPs[0]: Invalid value: [\"fd00::7\"]: IPv6 is not configured on this cluster");
    }

    @Test
    void whatDoesNotFitTogetherIsRefused() {
        refused(
                BOTH,
                DUAL.replace("POLICY", "SingleStack"),
                Optional.empty(),
                "[spec.ipFamilyPolicy: Invalid value: \"SingleStack\": must be 'RequireDualStack' or 'PreferDualStack'"
                        + " when multiple cluster IPs are specified, spec.ipFamilyPolicy: Invalid value:"
                        + " \"SingleStack\": must be 'RequireDualStack' or 'PreferDualStack' when multiple IP families"
                        + " are specified]");
        refused(
                BOTH,
                "{\"clusterIP\":\"10.96.0.7\",\"clusterIPs\":[\"10.96.0.7\"],\"ipFamilies\":[\"IPv6\"]}",
                Optional.empty(),
                "spec.clusterIPs[0]: Invalid value: \"10.96.0.7\": expected an IPv6 value as indicated by"
                        + " `ipFamilies[0]`");
        refused(
                BOTH,
                "{\"ipFamilies\":[\"IPv6\",\"IPv6\"],\"ipFamilyPolicy\":\"Both\"}",
                Optional.empty(),
                "[spec.ipFamilies[1]: Duplicate value: \"IPv6\", spec.ipFamilyPolicy: Unsupported value: \"Both\":"
                        + " supported values: \"PreferDualStack\", \"RequireDualStack\", \"SingleStack\"]");
    }

    @Test
    void onlyWhoAsksForASingleFamilyGivesUpTheSecond() {
        var current = Optional.of(service(DUAL.replace("POLICY", "RequireDualStack")));

        var single = BOTH.initialised(service(DUAL.replace("POLICY", "SingleStack")), current);

        assertThat(shown(single)).isEqualTo("SingleStack [IPv4]");
        assertThat(single.array("clusterIPs").strings()).containsExactly("10.96.0.7");
        refused(
                BOTH,
                """
                {"clusterIP":"10.96.0.7","clusterIPs":["10.96.0.7"],"ipFamilies":["IPv4"]}""",
                current,
                "[spec.ipFamilyPolicy: Invalid value: \"RequireDualStack\": must be 'SingleStack' to release the"
                        + " secondary cluster IP, spec.ipFamilyPolicy: Invalid value: \"RequireDualStack\": must be"
                        + " 'SingleStack' to release the secondary IP family]");
    }

    @Test
    void aServiceThatPrefersBothIsLeftAloneWhenTheClusterChanges() {
        var preferring = service("""
                {"clusterIP":"10.96.0.7","clusterIPs":["10.96.0.7"],"ipFamilies":["IPv4"],
                 "ipFamilyPolicy":"PreferDualStack"}""");

        assertThat(ServiceFamilies.isLeftAlone(preferring, preferring)).isTrue();
        assertThat(ServiceFamilies.isLeftAlone(
                        preferring.update("spec", spec -> spec.without("ipFamilies")), preferring))
                .isFalse();
        assertThat(ServiceFamilies.isLeftAlone(
                        preferring.update("spec", spec -> spec.with("type", "NodePort")), preferring))
                .isFalse();
    }
}
