package dev.mudi.api.kinds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.api.codec.Json;
import dev.mudi.api.meta.OwnerReferences;
import dev.mudi.api.tree.ObjectValue;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What clients are warned of, word for word as upstream's API server answers. */
class WarningsTest {

    @Test
    void aPodIsWarnedOfWhatHidesOrOverlaps() {
        assertThat(warnings(
                        "",
                        "pods",
                        "{'metadata':{'name':'a.b'},'spec':{'hostAliases':[{'ip':'10.0.0.1'},{'ip':'10.0.0.1'}],"
                                + "'containers':[{'name':'c','env':[{'name':'A','value':'1'},{'name':'A','value':'2'}],"
                                + "'ports':[{'containerPort':80,'protocol':'TCP','hostIP':'127.0.0.1'},"
                                + "{'containerPort':80,'protocol':'TCP','hostPort':1}]}],"
                                + "'volumes':[{'name':'v','rbd':{}},{'name':'w','configMap':{'name':'m','items':"
                                + "[{'key':'k','path':'p'},{'key':'l','path':'p/q'}]}}]}}"))
                .containsExactly(
                        "metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended: [must not contain dots]",
                        "spec.volumes[0].rbd: deprecated in v1.28, non-functional in v1.31+",
                        "volume \"w\" (ConfigMap \"m\"): overlapping paths: \"p/q\" with \"p\"",
                        "spec.hostAliases[1].ip: duplicate ip \"10.0.0.1\"",
                        "spec.containers[0].env[1]: hides previous definition of \"A\", which may be dropped when using apply",
                        "spec.containers[0].ports[0]: hostIP set without hostPort: {Name: HostPort:0 ContainerPort:80 Protocol:TCP HostIP:127.0.0.1}",
                        "spec.containers[0].ports[1]: overlapping port definition with spec.containers[0].ports[0]");
    }

    @Test
    void aTemplateIsShownAtItsPlace() {
        assertThat(warnings(
                        "apps",
                        "deployments",
                        "{'metadata':{'name':'d'},'spec':{'template':{'spec':{'nodeSelector':{'beta.kubernetes.io/os':'linux'},"
                                + "'topologySpreadConstraints':[{'topologyKey':'z'}]}}}}"))
                .containsExactly(
                        "spec.template.spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use \"kubernetes.io/os\" instead",
                        "spec.template.spec.topologySpreadConstraints[0].labelSelector: a null labelSelector results in matching no pod");
    }

    @Test
    void addressesThatTheStandardsWriteOtherwiseAreNamed() {
        assertThat(
                        warnings(
                                "networking.k8s.io",
                                "networkpolicies",
                                "{'spec':{'ingress':[{'from':[{'ipBlock':{'cidr':'10.0.0.1/8','except':['2001:DB8::/32']}}]}]}}"))
                .containsExactly(
                        "spec.ingress[0].from[0].ipBlock.cidr: CIDR value \"10.0.0.1/8\" is ambiguous in this context (should be \"10.0.0.0/8\" or \"10.0.0.1/32\"?)",
                        "spec.ingress[0].from[0].ipBlock.except[0]: IPv6 CIDR value \"2001:DB8::/32\" should be in RFC 5952 canonical format (\"2001:db8::/32\")");
        assertThat(warnings("", "services", "{'spec':{'type':'LoadBalancer','loadBalancerIP':'010.0.0.1'}}"))
                .containsExactly(
                        "spec.loadBalancerIP: non-standard IP address \"010.0.0.1\" is invalid: use \"10.0.0.1\"");
    }

    @Test
    void anUpdateOfAPodWarnsOfNothing() {
        var pod = object("{'metadata':{'name':'a.b'}}");

        assertThat(Strategies.of("", "pods").warningsOnUpdate(pod, pod)).isEmpty();
    }

    @Test
    void anOwnerIsKeptOnce() {
        var said = new ArrayList<String>();
        var object =
                object("{'metadata':{'ownerReferences':[{'uid':'1','name':'a'},{'uid':'2'},{'uid':'1','name':'a'}]}}");

        var kept = OwnerReferences.deduplicated(object, false, said::add);

        assertThat(kept).isEqualTo(object("{'metadata':{'ownerReferences':[{'uid':'1','name':'a'},{'uid':'2'}]}}"));
        assertThat(said).hasSize(1).first().asString().endsWith("duplicate UID(s) observed: 1");
    }

    private static List<String> warnings(String group, String resource, String text) {
        return Strategies.of(group, resource).warnings(object(text));
    }

    private static ObjectValue object(String text) {
        return Json.object(text.replace('\'', '"'));
    }
}
