package dev.mudi.api.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mudi.api.codec.Json;
import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.tree.ObjectValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecoderTest {
    private static Struct kind(String group, String version, String kind) {
        return SchemaCatalog.builtIn().kind(group, version, kind).orElseThrow();
    }

    private static final Struct POD = kind("", "v1", "Pod");

    private static String decoded(Struct type, String json) throws MalformedException {
        var object = Json.object(json.replace('\'', '"'));
        return new String(Json.write(Decoder.decode(object, type).object()), StandardCharsets.UTF_8).replace('"', '\'');
    }

    @Test
    void dropsUnknownFieldsAndNamesThem() throws MalformedException {
        var pod = Json.object("""
                {"spec": {"containers": [{"name": "c"}, {"nmae": "d", "ports": [{"x": 1}]}], "foo": 1}, "bar": {}}""");
        var answer = Decoder.decode(pod, POD);
        assertThat(answer.strictErrors())
                .containsExactly(
                        "unknown field \"spec.containers[1].nmae\"",
                        "unknown field \"spec.containers[1].ports[0].x\"",
                        "unknown field \"spec.foo\"",
                        "unknown field \"bar\"");
        assertThat(answer.object().has("bar")).isFalse();
        assertThat(answer.object().object("spec").array("containers").object(1).has("nmae"))
                .isFalse();
    }

    @Test
    void roundsAmountsInListsOfResourcesUpToThousandths() throws MalformedException {
        assertThat(decoded(
                        kind("", "v1", "ResourceQuota"),
                        "{'spec':{'hard':{'cpu':'0.5m','memory':'1n','pods':'1','x':'1500u'}},'status':{}}"))
                .contains("'hard':{'cpu':'1m','memory':'1m','pods':'1','x':'2m'}");
    }

    @Test
    void keepsAnEmptyListOfPoliciesForValidationToRefuse() throws MalformedException {
        assertThat(decoded(
                        kind("autoscaling", "v2", "HorizontalPodAutoscaler"),
                        "{'spec':{'behavior':{'scaleDown':{'policies':[]}}}}"))
                .contains("'scaleDown':{'policies':[]}");
    }

    @Test
    void givesBackTheVeryObjectThatIsCanonicalAlready() throws MalformedException {
        var pod = Json.object("""
                {"kind": "Pod", "metadata": {"name": "p", "labels": {"a": "b"}}, "spec": {"containers": [{"name": "c",
                "resources": {"requests": {"cpu": "100m"}}}]}, "status": {}}""");
        var once = Decoder.decode(pod, POD).object();

        assertThat(once).isEqualTo(Decoder.decode(once, POD).object());
        assertThat(Decoder.canonical(once, POD)).isSameAs(once);
        assertThat(Decoder.canonical(once.with("bar", ObjectValue.EMPTY), POD)).isEqualTo(once);
    }

    @Test
    void leavesOutNullsAndZeroValuesThatGoLeavesOut() throws MalformedException {
        assertThat(
                        decoded(
                                POD,
                                "{'metadata':{'name':'','labels':{},'creationTimestamp':null},'spec':{'hostNetwork':false,"
                                        + "'volumes':[],'nodeName':null,'automountServiceAccountToken':false,'containers':[]}}"))
                .isEqualTo(
                        "{'metadata':{},'spec':{'containers':null,'automountServiceAccountToken':false},'status':{}}");
    }

    @Test
    void fillsInTheZeroValuesThatGoWrites() throws MalformedException {
        assertThat(decoded(POD, "{'kind':'Pod'}"))
                .isEqualTo("{'kind':'Pod','metadata':{},'spec':{'containers':null},'status':{}}");
        assertThat(decoded(kind("apps", "v1", "Deployment"), "{'spec':{'replicas':0}}"))
                .isEqualTo("{'metadata':{},'spec':{'replicas':0,'selector':null,'template':{'metadata':{},"
                        + "'spec':{'containers':null}},'strategy':{}},'status':{}}");
        assertThat(decoded(kind("", "v1", "Service"), "{}"))
                .isEqualTo("{'metadata':{},'spec':{},'status':{'loadBalancer':{}}}");
        assertThat(decoded(kind("", "v1", "Event"), "{}"))
                .isEqualTo("{'metadata':{},'involvedObject':{},'source':{},'firstTimestamp':null,'lastTimestamp':null,"
                        + "'eventTime':null,'reportingComponent':'','reportingInstance':''}");
    }

    @Test
    void putsFieldsInOrder() throws MalformedException {
        assertThat(
                        decoded(
                                POD,
                                "{'status':{},'spec':{'containers':[{'image':'i','name':'n'}]},'metadata':{},'apiVersion':'v1','kind':'Pod'}"))
                .isEqualTo("{'kind':'Pod','apiVersion':'v1','metadata':{},"
                        + "'spec':{'containers':[{'name':'n','image':'i','resources':{}}]},'status':{}}");
    }

    @Test
    void makesQuantitiesAndTimesCanonical() throws MalformedException {
        assertThat(
                        decoded(
                                kind("", "v1", "ResourceQuota"),
                                "{'metadata':{'creationTimestamp':'2026-01-31T12:00:00.5+02:00'},'spec':{'hard':{'cpu':0.5,'memory':'1024Mi','pods':10,'x':null}}}"))
                .isEqualTo("{'metadata':{'creationTimestamp':'2026-01-31T10:00:00Z'},"
                        + "'spec':{'hard':{'cpu':'500m','memory':'1Gi','pods':'10','x':'0'}},'status':{}}");
        assertThat(decoded(
                        kind("coordination.k8s.io", "v1", "Lease"),
                        "{'spec':{'renewTime':'2026-01-31T12:00:00.500000+02:00'}}"))
                .contains("2026-01-31T10:00:00.500000Z");
    }

    @Test
    void takesNullsInListsAndMapsAsZeroValues() throws MalformedException {
        assertThat(decoded(kind("", "v1", "ConfigMap"), "{'data':{'a':null}}")).contains("'data':{'a':''}");
        assertThat(decoded(POD, "{'spec':{'containers':[null]}}"))
                .contains("'containers':[{'name':'','resources':{}}]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'spec':{'containers':{}}} | cannot unmarshal object into Go struct field PodSpec.spec.containers of type []v1.Container",
                "{'spec':{'containers':[[]]}} | cannot unmarshal array into Go struct field PodSpec.spec.containers of type v1.Container",
                "{'spec':{'containers':[{'name':1}]}} | cannot unmarshal number into Go struct field Container.spec.containers.name of type string",
                "{'spec':{'containers':[{'ports':[{'protocol':1}]}]}} | cannot unmarshal number into Go struct field ContainerPort.spec.containers.ports.protocol of type v1.Protocol",
                "{'spec':{'containers':[{'resources':{'limits':[]}}]}} | cannot unmarshal array into Go struct field ResourceRequirements.spec.containers.resources.limits of type v1.ResourceList",
                "{'spec':{'containers':[{'securityContext':{'capabilities':{'add':[true]}}}]}} | cannot unmarshal bool into Go struct field Capabilities.spec.containers.securityContext.capabilities.add of type v1.Capability",
                "{'spec':{'volumes':[{'configMap':{'name':1}}]}} | cannot unmarshal number into Go struct field ConfigMapVolumeSource.spec.volumes.VolumeSource.configMap.LocalObjectReference.name of type string",
                "{'metadata':{'labels':{'a':7}}} | cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string",
                "{'metadata':{'name':7}} | cannot unmarshal number into Go struct field ObjectMeta.metadata.name of type string",
                "{'spec':{'priority':10000000000}} | cannot unmarshal number 10000000000 into Go struct field PodSpec.spec.priority of type int32",
                "{'spec':{'priority':1.5}} | cannot unmarshal number 1.5 into Go struct field PodSpec.spec.priority of type int32",
                "{'spec':{'nodeSelector':[]}} | cannot unmarshal array into Go struct field PodSpec.spec.nodeSelector of type map[string]string",
                "{'spec':{'hostNetwork':'yes'}} | cannot unmarshal string into Go struct field PodSpec.spec.hostNetwork of type bool",
                "{'spec':{'containers':[{'resources':{'limits':{'cpu':'1 core'}}}]}} | quantities must match the regular expression",
                "{'metadata':{'creationTimestamp':'yesterday'}} | cannot parse \"yesterday\" as \"2006\"",
                "{'metadata':{'creationTimestamp':'2026-02-31T00:00:00Z'}} | day out of range"
            })
    void refusesValuesOfAnotherTypeWithUpstreamsWords(String json, String message) {
        assertThatThrownBy(() -> decoded(POD, json))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining(message);
    }

    @Test
    void checksTheSchemasInSchemas() throws MalformedException {
        var crd = kind("apiextensions.k8s.io", "v1", "CustomResourceDefinition");
        var start = "{'spec':{'versions':[{'schema':{'openAPIV3Schema':";
        assertThat(decoded(crd, start + "{'items':{'type':'string','x':1},'additionalProperties':false}}}]}}"))
                .contains("'items':{'type':'string'},'additionalProperties':false");
        assertThat(decoded(crd, start + "{'items':7}}}]}}")).contains("'items':[]");
        assertThat(decoded(crd, start + "{'dependencies':{'k':'v'}}}}]}}")).contains("'dependencies':{'k':[]}");
        // Upstream keeps it, and refuses it then; but the official Java client gives it with each schema.
        assertThat(decoded(crd, start + "{'dependencies':{}}}}]}}")).doesNotContain("dependencies");
        assertThat(decoded(crd, start + "{'default':null,'example':null}}}]}}"))
                .doesNotContain("default")
                .doesNotContain("example");
        assertThatThrownBy(() -> decoded(crd, start + "{'additionalItems':'x'}}}]}}"))
                .hasMessage("boolean or JSON schema expected");
        for (var wrong : List.of(
                "{'items':{'type':1}}",
                "{'items':[{'required':[1]}]}",
                "{'additionalProperties':1}",
                "{'dependencies':{'a':[1]}}")) {
            assertThatThrownBy(() -> decoded(crd, start + wrong + "}}]}}")).isInstanceOf(MalformedException.class);
        }
    }

    @Test
    void takesBytesAsNumbersToo() throws MalformedException {
        var secret = kind("", "v1", "Secret");
        assertThat(decoded(secret, "{'data':{'a':[104,105],'b':[]}}")).contains("'data':{'a':'aGk=','b':''}");
        assertThatThrownBy(() -> decoded(secret, "{'data':{'a':[256]}}")).isInstanceOf(MalformedException.class);
    }

    @Test
    void checksBase64AndDropsItsLineBreaks() throws MalformedException {
        var secret = kind("", "v1", "Secret");
        assertThat(decoded(secret, "{'data':{'a':'aGVs\\nbG8='}}")).contains("aGVsbG8=");
        assertThatThrownBy(() -> decoded(secret, "{'data':{'a':'a?'}}"))
                .hasMessageContaining("illegal base64 data at input byte 1");
    }

    @Test
    void decodingTwiceChangesNothing() throws MalformedException {
        for (var sample : GoldenObjects.answers()) {
            var type = typeOf(sample);
            var once = Decoder.decode(sample, type).object();
            assertThat(Decoder.decode(once, type).object()).isEqualTo(once);
        }
    }

    @Test
    void givesUpstreamsAnswersBackAsTheyAre() throws MalformedException {
        for (var sample : GoldenObjects.answers()) {
            var decoded = Decoder.decode(sample, typeOf(sample));
            assertThat(decoded.strictErrors()).isEmpty();
            assertThat(new String(Json.write(decoded.object()), StandardCharsets.UTF_8))
                    .as("%s, in the order of its fields", sample.string("kind"))
                    .isEqualTo(new String(Json.write(sample), StandardCharsets.UTF_8));
        }
    }

    private static Struct typeOf(ObjectValue object) {
        var apiVersion = object.string("apiVersion");
        int slash = apiVersion.indexOf('/');
        return kind(
                slash < 0 ? "" : apiVersion.substring(0, slash),
                apiVersion.substring(slash + 1),
                object.string("kind"));
    }

    @Test
    void strictValidationRefusesWhatWarnOnlyTells() {
        var errors = List.of("unknown field \"spec.foo\"", "duplicate field \"spec.x\"");
        assertThat(FieldValidation.WARN.judge("Pod", "v1", errors)).isEqualTo(errors);
        assertThat(FieldValidation.IGNORE.judge("Pod", "v1", errors)).isEmpty();
        assertThatThrownBy(() -> FieldValidation.STRICT.judge("Pod", "v1", errors))
                .hasMessage("Pod in version \"v1\" cannot be handled as a Pod: strict decoding error: "
                        + "unknown field \"spec.foo\", duplicate field \"spec.x\"");
        assertThat(FieldValidation.of("")).contains(FieldValidation.WARN);
        assertThat(FieldValidation.of("strict")).isEmpty();
    }
}
