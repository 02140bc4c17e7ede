package dev.mudi.apiserver.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.apiserver.fixture.MemoryResponse;
import dev.mudi.apiserver.fixture.ResourceServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What kube-apiserver 1.36 answers to requests that make no sense, or little. */
class RefusalsTest {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String MERGE = "application/merge-patch+json";
    private static final String STRATEGIC = "application/strategic-merge-patch+json";
    private static final String JSON_PATCH = "application/json-patch+json";
    private static final String APPLY = "application/apply-patch+yaml";

    @TempDir
    Path directory;

    private ResourceServer server;

    @BeforeEach
    void start() {
        server = new ResourceServer(directory);
        server.createConfigMaps("default", List.of("a", "b", "c", "d"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static void is(MemoryResponse answer, int code, String message) {
        assertThat(answer.object().string("message")).isEqualTo(message);
        assertThat(answer.code()).isEqualTo(code);
    }

    private MemoryResponse patch(String name, String type, String body) {
        return server.call("PATCH", MAPS + "/" + name + "?dryRun=All&fieldManager=m", body, "Content-Type", type);
    }

    private static String token(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private List<String> names(MemoryResponse list) {
        return list.object()
                .array("items")
                .objects()
                .map(item -> item.object("metadata").string("name"))
                .toList();
    }

    @Test
    void aRevisionBesideATokenIsOneTooMany() {
        var token = server.get(MAPS + "?limit=1").object().object("metadata").string("continue");

        for (var revision : List.of("1", "-1", "abc", "18446744073709551616")) {
            is(
                    server.get(MAPS + "?continue=" + token + "&resourceVersion=" + revision),
                    400,
                    "specifying resource version is not allowed when using continue");
        }
        assertThat(names(server.get(MAPS + "?limit=1&resourceVersion=0&continue=" + token)))
                .as("what the cache has as it is is not cut")
                .containsExactly("b", "c", "d");
    }

    @Test
    void aTokenOfUpstreamsGoesOnHere() {
        var start = token("{\"v\":\"meta.k8s.io/v1\",\"rv\":-1,\"start\":\"/b\\u0000\"}");

        assertThat(names(server.get(MAPS + "?continue=" + start))).containsExactly("c", "d");
        is(
                server.get(MAPS + "?continue=a!b"),
                400,
                "invalid continue token: continue key is not valid: illegal base64 data at input byte 1");
    }

    @Test
    void numbersBeyondWhatFitsAreOutOfRange() {
        is(
                server.get(MAPS + "?limit=99999999999999999999"),
                400,
                "strconv.ParseInt: parsing \"99999999999999999999\": value out of range");
        is(server.get(MAPS + "?limit=1.5"), 400, "strconv.ParseInt: parsing \"1.5\": invalid syntax");
        is(
                server.get(MAPS + "?resourceVersion=18446744073709551616"),
                400,
                "invalid resource version: resourceVersion: Invalid value: \"18446744073709551616\":"
                        + " strconv.ParseUint: parsing \"18446744073709551616\": value out of range");
    }

    @Test
    void optionsOfADeletionAreRefusedWithoutTheWordsOfObjects() {
        is(
                server.call("DELETE", MAPS + "/a", "{\"kind\":\"Foo\",\"apiVersion\":\"v1\"}"),
                400,
                "no kind \"Foo\" is registered for version \"v1\" in scheme"
                        + " \"k8s.io/apimachinery/pkg/apis/meta/internalversion/scheme/register.go:27\"");
        is(
                server.call("DELETE", MAPS + "/a", "{\"gracePeriodSeconds\":\"x\"}"),
                400,
                "json: cannot unmarshal string into Go struct field DeleteOptions.gracePeriodSeconds of type int64");
        assertThat(server.call("DELETE", MAPS + "/a", "null").code()).isEqualTo(200);
    }

    @Test
    void aPageOfACollectionThatIsDeletedSaysWhereItGoesOn() {
        var meta =
                server.call("DELETE", MAPS + "?dryRun=All&limit=1", "").object().object("metadata");

        assertThat(meta.string("continue")).isNotEmpty();
        assertThat(meta.integer("remainingItemCount", 0)).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                MERGE
                        + "|[]|error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}",
                STRATEGIC + "|1|json: cannot unmarshal number into Go value of type map[string]interface {}",
                JSON_PATCH
                        + "|[1]|error decoding patch: json: cannot unmarshal number into Go value of type handlers.jsonPatchOp",
                JSON_PATCH
                        + "|[{\"op\":1}]|error decoding patch: json: cannot unmarshal number into Go struct field"
                        + " jsonPatchOp.op of type string",
                APPLY + "|{}|invalid object type: /, Kind=",
                APPLY + "|``|invalid object type: /, Kind=",
                APPLY + "|{apiVersion: apps/v1, kind: ConfigMap}|invalid object type: apps/v1, Kind=ConfigMap",
                APPLY
                        + "|{apiVersion: v1, kind: ConfigMap, metadata: {name: ''}}|the name of the object (a based on"
                        + " URL) was undeterminable: name must be provided",
            })
    void aPatchThatIsNoneIsRefused(String type, String body, String message) {
        is(patch("a", type, body), 400, message);
    }

    @Test
    void aPatchCannotChangeWhatAnObjectIs() {
        assertThat(patch("a", STRATEGIC, "{\"kind\":\"Q\",\"apiVersion\":\"v9\"}")
                        .code())
                .isEqualTo(200);
        assertThat(patch("a", STRATEGIC, "null").code()).isEqualTo(200);
        assertThat(patch("a", JSON_PATCH, "null").code()).isEqualTo(200);
        is(
                patch("a", MERGE, "{\"metadata\":{\"uid\":\"x\"}}"),
                422,
                "ConfigMap \"a\" is invalid: metadata.uid: Invalid value: \"x\": field is immutable");
        is(
                patch("z", APPLY, "{apiVersion: v1, kind: ConfigMap, metadata: {name: z, uid: x}}"),
                409,
                "Operation cannot be fulfilled on configmaps \"z\": uid mismatch: the provided object specified uid x,"
                        + " and no existing object was found");
    }

    @Test
    void aPatchThatMakesTheKindANumberIsShownWithWhatItTouchedInOrder() {
        var merged = patch("a", MERGE, "{\"kind\":7,\"metadata\":{\"labels\":{\"b\":\"1\"}}}");
        var changed = patch("a", JSON_PATCH, "[{\"op\":\"replace\",\"path\":\"/kind\",\"value\":7}]");

        for (var refused : List.of(merged, changed)) {
            assertThat(refused.code()).isEqualTo(422);
            assertThat(refused.object().string("message"))
                    .startsWith(" \"\" is invalid: patch: Invalid value: \"{\\\"apiVersion\\\":\\\"v1\\\",")
                    .endsWith(
                            "couldn't get version/kind; json parse error: json: cannot unmarshal number into Go struct"
                                    + " field .kind of type string");
        }
        assertThat(merged.object().string("message")).contains("\\\"metadata\\\":{\\\"creationTimestamp\\\":");
        assertThat(changed.object().string("message")).contains("\\\"metadata\\\":{\\\"name\\\":");
        is(
                patch("a", STRATEGIC, "{\"kind\":7}"),
                422,
                " \"\" is invalid: patch: Invalid value: \"map[kind:7]\": cannot convert int64 to string");
    }

    @Test
    void aScaleHasMetadataLikeAnyObject() {
        var sets = "/apis/apps/v1/namespaces/default/replicasets";
        server.call("POST", sets, """
                {"metadata":{"name":"r"},"spec":{"selector":{"matchLabels":{"a":"b"}},"template":{
                 "metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}""");
        is(
                server.call("PUT", sets + "/r/scale", """
                        {"kind":"Scale","apiVersion":"autoscaling/v1","metadata":{"name":"r","namespace":"default",
                         "finalizers":["x"]},"spec":{"replicas":-1}}"""),
                422,
                "Scale.autoscaling \"r\" is invalid: [metadata.finalizers[0]: Invalid value: \"x\": name is neither a"
                        + " standard finalizer name nor is it fully qualified, spec.replicas: Invalid value: -1: must be"
                        + " greater than or equal to 0]");
        var managed = server.call("PUT", sets + "/r/scale", """
                {"kind":"Scale","apiVersion":"autoscaling/v1","metadata":{"name":"r","namespace":"default",
                 "managedFields":[]},"spec":{"replicas":2}}""");
        assertThat(managed.code()).as(managed.text()).isEqualTo(200);
    }

    @Test
    void thePrefixOfNamesIsCheckedWhenItChanges() {
        is(
                patch("a", MERGE, "{\"metadata\":{\"generateName\":\"/x\"}}"),
                422,
                "ConfigMap \"a\" is invalid: [metadata.generateName: Invalid value: \"/x\": may not contain '/',"
                        + " metadata.generateName: Invalid value: \"/x\": a lowercase RFC 1123 subdomain must consist of"
                        + " lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric"
                        + " character (e.g. 'example.com', regex used for validation is"
                        + " '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')]");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "GET,.,may not be '.'",
                "DELETE,..,may not be '..'",
                "PUT,.,may not be '.'",
                "PATCH,a%,may not contain '%'",
            })
    void whatIsNoSegmentOfAPathNamesNothing(String method, String name, String why) {
        var body = method.equals("GET") || method.equals("DELETE")
                ? ""
                : "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"" + name + "\"}}";
        is(
                server.call(
                        method,
                        MAPS + "/" + name,
                        body,
                        "Content-Type",
                        method.equals("PATCH") ? MERGE : "application/json"),
                400,
                "Name parameter invalid: \"" + name + "\": " + why);
    }

    @Test
    void namesAreQuotedAsGoQuotesThem() {
        var body = "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"x\\n\"}}";
        assertThat(server.call("POST", MAPS, body).object().string("message"))
                .startsWith("ConfigMap \"x\\n\" is invalid: metadata.name: Invalid value: \"x\\n\": ");
    }

    @Test
    void aStrictApplyRefusesDuplicatesByTheReaderOfYaml() {
        var body = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {k: v, k: v}\n";
        var answer =
                server.call("PATCH", MAPS + "/a?fieldManager=m&fieldValidation=Strict", body, "Content-Type", APPLY);

        is(
                answer,
                400,
                "error strict decoding YAML: error converting YAML to JSON: yaml: unmarshal errors:\n"
                        + "  line 4: key \"k\" already set in map");
    }

    @Test
    void aKindThatIsNotOfTheResourceIsRefusedByWhatItIs() {
        is(
                server.call("POST", MAPS, "{\"kind\":\"Q\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"x\"}}"),
                400,
                "Q in version \"v1\" cannot be handled as a ConfigMap: no kind \"Q\" is registered for version \"v1\""
                        + " in scheme \"pkg/api/legacyscheme/scheme.go:30\"");
        is(
                server.call("POST", MAPS, "{\"kind\":\"Secret\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"x\"}}"),
                400,
                "Secret in version \"v1\" cannot be handled as a ConfigMap: converting (v1.Secret) to (core.ConfigMap):"
                        + " unknown conversion");
    }

    @ParameterizedTest
    @CsvSource({
        "apiextensions.k8s.io/v1,customresourcedefinitions,CustomResourceDefinition,"
                + "k8s.io/apiextensions-apiserver/pkg/apiserver/apiserver.go:55",
        "apiregistration.k8s.io/v1,apiservices,APIService,k8s.io/kube-aggregator/pkg/apiserver/scheme/scheme.go:28"
    })
    void whatHasASchemeOfItsOwnKnowsNoOtherKinds(String apiVersion, String resource, String kind, String scheme) {
        is(
                server.call(
                        "POST",
                        "/apis/" + apiVersion + "/" + resource,
                        "{\"kind\":\"Secret\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"x\"}}"),
                400,
                "Secret in version \"v1\" cannot be handled as a " + kind
                        + ": no kind \"Secret\" is registered for version \"v1\" in scheme \"" + scheme + "\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``|couldn't get version/kind; json parse error: unexpected end of JSON input (<empty>)",
                "x|couldn't get version/kind; json parse error: invalid character 'x' looking for beginning of value (78)",
                "{\"metadata\":{\"name\":\"aaaaaaaaaaaaaaa\"}}x|couldn't get version/kind; json parse error: invalid character"
                        + " 'x' after top-level value ({\"metadata\":{\"name\":\"aaaaaaaaa ...)",
                "[]|couldn't get version/kind; json parse error: json: cannot unmarshal array into Go value of type struct"
                        + " { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string \"json:\\\"kind,omitempty\\\"\" } (5b5d)",
                "{\"apiVersion\":1}|couldn't get version/kind; json parse error: json: cannot unmarshal number into Go struct field"
                        + " .apiVersion of type string ({\"apiVersion\":1})",
                "{\"apiVersion\":\"a/b/c\"}|unexpected GroupVersion string: a/b/c ({\"apiVersion\":\"a/b/c\"})"
            })
    void aBodyThatIsNoObjectIsRefusedInGosWords(String body, String message) {
        is(
                server.call("POST", MAPS, body),
                400,
                "the object provided is unrecognized (must be of type ConfigMap): " + message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}|400|cannot bind token to object of type /, Kind=",
                "{\"kind\":\"Foo\",\"apiVersion\":\"v1\",\"name\":\"x\"}|400|cannot bind token to object of type /v1, Kind=Foo",
                "{\"kind\":\"Pod\"}|400|Name parameter required.",
                "{\"kind\":\"Pod\",\"apiVersion\":\"v2\",\"name\":\"x\"}|404|pods \"x\" not found"
            })
    void aTokenIsBoundToWhatItCanBeBoundTo(String bound, int code, String message) {
        var accounts = "/api/v1/namespaces/default/serviceaccounts";
        server.call("POST", accounts, "{\"metadata\":{\"name\":\"s\"}}");

        is(server.call("POST", accounts + "/s/token", "{\"spec\":{\"boundObjectRef\":" + bound + "}}"), code, message);
        assertThat(server.call("POST", accounts + "/s/token", "{}").code())
                .as("bound to nothing")
                .isEqualTo(201);
    }

    @Test
    void aNameThatIsTakenAlthoughOneMayBeMadeIsWorthAnotherTry() {
        var answer = server.call("POST", MAPS, "{\"metadata\":{\"name\":\"a\",\"generateName\":\"g\"}}");

        is(
                answer,
                409,
                "configmaps \"a\" already exists, the server was not able to generate a unique name for the object");
        assertThat(answer.object().object("details").integer("retryAfterSeconds", 0))
                .isEqualTo(1);
    }

    @Test
    void aManagerIsOfCharactersThatCanBePrinted() {
        var answer = server.call("POST", MAPS + "?fieldManager=a%E2%80%8B", "{\"metadata\":{\"name\":\"x\"}}");

        assertThat(answer.code()).isEqualTo(422);
        assertThat(answer.object().string("message"))
                .startsWith("CreateOptions.meta.k8s.io \"\" is invalid: fieldManager: Invalid value: ")
                .endsWith("invalid character U+200B (at position 1)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})
    void pathsThatSayWatchAreForReading(String method) {
        assertThat(server.call(method, "/api/v1/watch/namespaces/default/configmaps", "")
                        .code())
                .isEqualTo(405);
    }

    @Test
    void whatCannotBeWatchedSaysSoWhenTheOptionsAreRight() {
        is(
                server.get("/api/v1/componentstatuses?watch=1"),
                405,
                "watch is not supported on resources of kind \"componentstatuses\"");
        is(
                server.get("/api/v1/componentstatuses?watch=1&limit=x"),
                400,
                "strconv.ParseInt: parsing \"x\": invalid syntax");
        is(server.get("/api/v1/watch/componentstatuses"), 404, "the server could not find the requested resource");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/bindings", "/api/v1/namespaces/default/namespaces", "/api/v1/configmaps/a"})
    void whereAResourceHasNoPathThereIsNone(String path) {
        assertThat(server.get(path).code()).isEqualTo(404);
        assertThat(server.call("POST", path, "{}").code()).isEqualTo(404);
    }

    @Test
    void aDeletionMayNameItsObjectInTheQuery() {
        assertThat(server.call("DELETE", MAPS + "/a?uid=other", "").object().string("message"))
                .startsWith("Operation cannot be fulfilled on ConfigMap \"a\": the UID in the precondition (other)");
        assertThat(server.call("DELETE", MAPS + "/a?resourceVersion=00", "").code())
                .isEqualTo(409);
        assertThat(server.call("DELETE", MAPS + "/a?uid=&resourceVersion=", "").code())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"?limit=", "?timeoutSeconds=", "/a?gracePeriodSeconds="})
    void anEmptyNumberIsNone(String rest) {
        is(server.call("DELETE", MAPS + rest, ""), 400, "strconv.ParseInt: parsing \"\": invalid syntax");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x|illegal base64 data at input byte 0",
                "e30=|illegal base64 data at input byte 3",
                "e30ab|illegal base64 data at input byte 4",
                "bnVsbA|server does not recognize this encoded version",
                "W10|json: cannot unmarshal array into Go value of type storage.continueToken"
            })
    void aTokenIsRefusedInGosWords(String token, String why) {
        assertThat(server.get(MAPS + "?continue=" + token)
                        .object()
                        .string("message")
                        .strip())
                .isEqualTo("invalid continue token: continue key is not valid: " + why);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"\"x\"|string", "1.5|number 1.5"})
    void aTokenOfAnotherShapeIsRefusedInGosWords(String revision, String shown) {
        var text = "{\"v\":\"meta.k8s.io/v1\",\"rv\":" + revision + ",\"start\":\"a\"}";

        assertThat(server.get(MAPS + "?continue=" + token(text)).object().string("message"))
                .endsWith("json: cannot unmarshal " + shown + " into Go struct field continueToken.rv of type int64");
    }

    @Test
    void theTypesOfPatchesAreInSmallLettersAndComeBeforeTheTypeOfTheAnswer() {
        is(
                server.call("PATCH", MAPS + "/a", "{}", "Content-Type", "Application/Merge-Patch+JSON"),
                415,
                "415: Unsupported Media Type");
        is(
                server.call("PATCH", MAPS + "/a", "{}", "Content-Type", "text/plain", "Accept", "text/plain"),
                415,
                "415: Unsupported Media Type");
    }

    @Test
    void whatIsNoProtobufIsNotSaidToBeJson() {
        is(
                server.call("POST", MAPS, "x", "Content-Type", "application/vnd.kubernetes.protobuf"),
                400,
                "the object provided is unrecognized (must be of type ConfigMap): provided data does not appear to be a"
                        + " protobuf message, expected prefix [107 56 115 0] (78)");
        is(
                server.call("DELETE", MAPS + "/a", "k8s\0", "Content-Type", "application/vnd.kubernetes.protobuf"),
                400,
                "empty body");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json;as=|ConfigMap",
                "application/json;AS=Table;V=v1;G=meta.k8s.io|ConfigMap",
                "application/json;as=Table;v=v1;g=meta.k8s.io|Table",
                "json, application/json|ConfigMap"
            })
    void parametersOfWhatIsAcceptedAreReadAsUpstreamReadsThem(String accept, String kind) {
        assertThat(server.get(MAPS + "/a", "Accept", accept).object().string("kind"))
                .isEqualTo(kind);
    }

    @Test
    void capitalsAndQuotesAreNotAccepted() {
        for (var accept : List.of("APPLICATION/JSON", "*", "application/json;as=\"Table\";v=v1;g=meta.k8s.io")) {
            assertThat(server.get(MAPS + "/a", "Accept", accept).code()).isEqualTo(406);
        }
    }

    @Test
    void whatIsAcceptedOfAWatchIsFoundBeforeItIsAskedWhetherItStreams() {
        var only = "only the following media types are accepted: ";
        is(
                server.get(MAPS + "?watch=1", "Accept", "application/json;as=Bogus;v=v1;g=meta.k8s.io"),
                406,
                only + "application/json, application/yaml, application/vnd.kubernetes.protobuf");
        is(
                server.get(MAPS + "?watch=1", "Accept", "application/yaml, application/json"),
                406,
                only + "application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch");
    }
}
