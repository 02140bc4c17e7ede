package dev.mudi.api.kinds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.api.codec.Json;
import dev.mudi.api.field.FieldError;
import dev.mudi.api.field.FieldErrors;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What may not change once an object is there. */
final class UpdateRulesTest {
    private static List<FieldError> update(
            String group, String resource, String subresource, String before, String after) {
        var strategy = Strategies.of(group, resource);
        var chosen = subresource.isEmpty() ? strategy : strategy.subresource(subresource);
        var current = Json.object(before);
        var errors = new FieldErrors();
        chosen.validateUpdate(chosen.prepareForUpdate(Json.object(after), current), current, errors);
        return errors.list();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "rbac.authorization.k8s.io | rolebindings |"
                        + " {'roleRef':{'apiGroup':'rbac.authorization.k8s.io','kind':'Role','name':'%s'}} | roleRef",
                "rbac.authorization.k8s.io | clusterrolebindings |"
                        + " {'roleRef':{'apiGroup':'rbac.authorization.k8s.io','kind':'ClusterRole','name':'%s'}} |"
                        + " roleRef",
                "discovery.k8s.io | endpointslices | {'addressType':'%t'} | addressType",
                "node.k8s.io | runtimeclasses | {'handler':'%s'} | handler",
                "storage.k8s.io | storageclasses | {'provisioner':'%s','volumeBindingMode':'Immediate'} | provisioner",
                "storage.k8s.io | csistoragecapacities | {'storageClassName':'%s'} | storageClassName",
                "storage.k8s.io | volumeattributesclasses | {'driverName':'%s','parameters':{'a':'b'}} | driverName",
                "networking.k8s.io | ipaddresses | {'spec':{'parentRef':{'resource':'services','name':'%s'}}} |"
                        + " spec.parentRef",
                "networking.k8s.io | ingressclasses | {'spec':{'controller':'example.com/%s'}} | spec.controller",
                "networking.k8s.io | servicecidrs | {'spec':{'cidrs':['10.%n.0.0/16']}} | spec.cidrs[0]",
                "scheduling.k8s.io | priorityclasses | {'value':%n} | value",
                "resource.k8s.io | resourceclaims | {'spec':{'devices':{'requests':[{'name':'%s'}]}}} | spec",
                "apps | controllerrevisions | {'data':{'a':'%s'},'revision':1} | data"
            })
    void isRefused(String group, String resource, String object, String field) {
        var json = object.replace('\'', '"');
        var before = json.replace("%s", "a").replace("%n", "1").replace("%t", "IPv4");
        var after = json.replace("%s", "b").replace("%n", "2").replace("%t", "IPv6");
        assertThat(update(group, resource, "", before, after))
                .extracting(FieldError::field)
                .contains(field);
        assertThat(update(group, resource, "", before, before))
                .extracting(FieldError::field)
                .doesNotContain(field);
    }

    @Test
    void whatAPolicyExceptsIsKnownFromTheBlocksThatThereWere() {
        var before = "{\"spec\":{\"ingress\":[{\"from\":[{\"podSelector\":{}},"
                + "{\"ipBlock\":{\"cidr\":\"10.0.0.0/8\",\"except\":[\"10.1.0.0/16\"]}}]}]}}";

        assertThat(update("networking.k8s.io", "networkpolicies", "", before, before.replace("10.1.0.0/16", "")))
                .extracting(FieldError::field)
                .containsExactly("spec.ingress[0].from[1].ipBlock.except[0]");
    }

    @Test
    void aResizeOfAPodWithoutResourcesIsRefusedForItsQualityAlone() {
        var before =
                "{\"spec\":{\"containers\":[{\"name\":\"c\",\"resources\":{}}]},\"status\":{\"qosClass\":\"BestEffort\"}}";
        var after = before.replace("\"resources\":{}", "\"resources\":{\"requests\":{\"cpu\":\"1\"}}");

        assertThat(update("", "pods", "resize", before, after))
                .filteredOn(error -> error.field().equals("spec"))
                .extracting(FieldError::message)
                .containsExactly(
                        "spec: Invalid value: \"BestEffort\": Pod QOS Class may not change as a result of resizing");
    }

    @Test
    void theStatusOfAPodFollowsItsRules() {
        var ended = "{'spec':{'restartPolicy':'Never','containers':[{'name':'c'}]},'status':{'qosClass':'BestEffort',"
                + "'containerStatuses':[{'name':'c','state':{'terminated':{'exitCode':0}}}]}}";
        var revived = "{'spec':{'restartPolicy':'Never','containers':[{'name':'c'}]},'status':{'qosClass':'Burstable',"
                + "'podIPs':[{'ip':'x'}],'conditions':[{'type':'a b'}],"
                + "'containerStatuses':[{'name':'c','state':{'running':{}}}]}}";

        assertThat(update("", "pods", "status", ended.replace('\'', '"'), revived.replace('\'', '"')))
                .extracting(FieldError::field)
                .containsExactly(
                        "status.conditions[0].Type",
                        "status.qosClass",
                        "status.containerStatuses[0].state",
                        "status.podIPs[0]");
    }

    @Test
    void onlyApprovalApproves() {
        var pending = "{\"status\":{}}";
        var approved = "{\"status\":{\"conditions\":[{\"type\":\"Approved\",\"status\":\"True\"}]}}";
        var group = "certificates.k8s.io";
        var resource = "certificatesigningrequests";
        assertThat(update(group, resource, "status", pending, approved))
                .extracting(FieldError::message)
                .contains("status.conditions: Forbidden: updates may not add a condition of type \"Approved\"");
        assertThat(update(group, resource, "approval", pending, approved))
                .extracting(FieldError::field)
                .doesNotContain("status.conditions");
        assertThat(update(group, resource, "approval", approved, pending))
                .extracting(FieldError::message)
                .contains("status.conditions: Forbidden: updates may not remove a condition of type \"Approved\"");
    }

    @Test
    void aVersionThatWasStoredStays() {
        var definition = """
            {"spec":{"versions":[{"name":"%s","storage":true}]},"status":{"storedVersions":["v1"]}}\
            """;
        var errors = update(
                "apiextensions.k8s.io",
                "customresourcedefinitions",
                "",
                definition.formatted("v1"),
                definition.formatted("v2"));
        assertThat(errors)
                .filteredOn(error -> error.field().equals("status.storedVersions[0]"))
                .singleElement()
                .extracting(FieldError::message)
                .asString()
                .contains("missing from spec.versions; v1 was previously a storage version");
    }

    @Test
    void whatAStatusCannotChangeNobodyOwnsThroughIt() {
        var resets = Map.of(
                "deployments", List.of("spec"),
                "statefulsets", List.of("spec"),
                "daemonsets", List.of("spec"));
        resets.forEach((resource, fields) -> {
            var strategy = Strategies.of("apps", resource);
            assertThat(strategy.resetFields()).containsExactly("status");
            assertThat(strategy.subresource("status").resetFields()).containsExactlyElementsOf(fields);
        });
        assertThat(Strategies.of("", "pods").subresource("status").resetFields())
                .contains("spec", "metadata.ownerReferences");
    }
}
