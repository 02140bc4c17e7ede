package dev.mudi.api.kinds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.api.codec.Json;
import dev.mudi.api.tree.ObjectValue;
import org.junit.jupiter.api.Test;

/** Fields of features that are off by default (Kubernetes reference, "Feature Gates"), and what creation fills in. */
class FeatureFieldsTest {
    private static final String POD = "{'metadata':{'name':'p'},'spec':{'schedulingGroup':{'podGroupName':'g'},"
            + "'containers':[{'name':'c','lifecycle':{'stopSignal':'SIGUSR1'}}],"
            + "'volumes':[{'name':'v','projected':{'sources':[{'clusterTrustBundle':{'path':'x'}}]}}]}}";

    @Test
    void aNewPodLosesTheFieldsOfFeaturesThatAreOff() {
        var spec = Strategies.of("", "pods").prepareForCreate(object(POD)).object("spec");

        assertThat(spec.has("schedulingGroup")).isFalse();
        assertThat(spec.array("containers").object(0).has("lifecycle")).isFalse();
        assertThat(spec.array("volumes").object(0).object("projected").array("sources"))
                .isEqualTo(object("{'s':[{}]}").array("s"));
    }

    @Test
    void aPodThatHasSuchFieldsKeepsThem() {
        var pod = object(POD);

        assertThat(Strategies.of("", "pods").prepareForUpdate(pod, pod)).isEqualTo(pod);
    }

    @Test
    void aDaemonSetCountsItsTemplates() {
        var strategy = Strategies.of("apps", "daemonsets");
        var first = strategy.prepareForCreate(strategy.applyDefaults(object("{'spec':{'template':{}}}")));
        var changed = strategy.prepareForUpdate(
                strategy.applyDefaults(object("{'spec':{'template':{'metadata':{'labels':{'a':'b'}}}}}")), first);
        var same = strategy.prepareForUpdate(
                strategy.applyDefaults(object("{'spec':{'template':{'metadata':{'labels':{'a':'b'}}},'x':1}}")),
                changed);

        assertThat(generation(first)).isEqualTo("1");
        assertThat(generation(changed)).isEqualTo("2");
        assertThat(generation(same)).isEqualTo("2");
    }

    private static String generation(ObjectValue set) {
        return set.object("metadata").object("annotations").string("deprecated.daemonset.template.generation");
    }

    @Test
    void aServiceAccountKeepsTheNamesOfItsSecretsAlone() {
        var account = object("{'secrets':[{'name':'s','namespace':'n','uid':'u'}]}");

        assertThat(Strategies.of("", "serviceaccounts").prepareForCreate(account))
                .isEqualTo(object("{'secrets':[{'name':'s'}]}"));
    }

    private static ObjectValue object(String text) {
        return Json.object(text.replace('\'', '"'));
    }
}
