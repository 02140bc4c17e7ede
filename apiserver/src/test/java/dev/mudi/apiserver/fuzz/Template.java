package dev.mudi.apiserver.fuzz;

import dev.mudi.api.codec.Json;
import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Good requests to begin with: every verb on every kind of the golden objects, custom resources and the other paths.
 *
 * @param method in capitals
 * @param path with its query
 * @param contentType of the body; empty without one
 * @param body what is mutated
 */
record Template(String method, String path, String contentType, Value body) {
    private static final String JSON = "application/json";
    private static final String GROUP = "/apis/fuzz.example.com/v1/namespaces/golden/things";

    /** A kind whose schema uses everything that a schema may. It always has replicas: upstream says 500 to the scale of what has none. */
    static final String DEFINITION = """
            {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"things.fuzz.example.com"},
             "spec":{"group":"fuzz.example.com","scope":"Namespaced","names":{"plural":"things","singular":"thing","kind":"Thing"},
             "versions":[{"name":"v1","served":true,"storage":true,
              "subresources":{"status":{},"scale":{"specReplicasPath":".spec.replicas","statusReplicasPath":".status.replicas","labelSelectorPath":".status.selector"}},
              "additionalPrinterColumns":[{"name":"N","type":"string","jsonPath":".spec.name"},{"name":"D","type":"date","jsonPath":".spec.at"}],
              "selectableFields":[{"jsonPath":".spec.name"}],
              "schema":{"openAPIV3Schema":{"type":"object","properties":{
               "spec":{"type":"object","default":{},"x-kubernetes-validations":[{"rule":"!has(self.min) || !has(self.max) || self.min <= self.max"},
                 {"rule":"!has(oldSelf.name) || self.name == oldSelf.name","message":"name is immutable","fieldPath":".name"}],
                "properties":{"name":{"type":"string","maxLength":60,"pattern":"^[a-z]([-a-z0-9]*[a-z0-9])?$","default":"x"},
                 "replicas":{"type":"integer","minimum":0,"format":"int32","default":1},"min":{"type":"integer"},"max":{"type":"integer"},
                 "ratio":{"type":"number","multipleOf":0.5},"port":{"x-kubernetes-int-or-string":true},"at":{"type":"string","format":"date-time"},
                 "kind":{"type":"string","enum":["a","b"]},"raw":{"type":"object","x-kubernetes-preserve-unknown-fields":true},
                 "pod":{"type":"object","x-kubernetes-embedded-resource":true,"x-kubernetes-preserve-unknown-fields":true},
                 "list":{"type":"array","maxItems":50,"x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["id"],"items":{"type":"object","required":["id"],
                   "properties":{"id":{"type":"string","maxLength":20},"v":{"type":"string","nullable":true}}}},
                 "set":{"type":"array","maxItems":50,"x-kubernetes-list-type":"set","items":{"type":"string","maxLength":20}},
                 "map":{"type":"object","maxProperties":20,"additionalProperties":{"type":"string","maxLength":20}}}},
               "status":{"type":"object","properties":{"replicas":{"type":"integer"},"selector":{"type":"string"}}}}}}}]}}""";

    private static final String THING = """
            {"apiVersion":"fuzz.example.com/v1","kind":"Thing","metadata":{"name":"t","labels":{"a":"b"},"annotations":{"c":"d"},"finalizers":["x.example.com/y"]},
             "spec":{"name":"abc","replicas":3,"min":1,"max":9,"ratio":1.5,"port":"http","at":"2026-01-02T03:04:05Z","kind":"a","raw":{"x":[1,2,{"y":null}]},
             "pod":{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"}},"list":[{"id":"1","v":"a"},{"id":"2","v":null}],"set":["a","b"],"map":{"k":"v"}},
             "status":{"replicas":1,"selector":"a=b"}}""";

    private static final String CEL = """
            {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"rules.fuzz.example.com"},
             "spec":{"group":"fuzz.example.com","scope":"Cluster","names":{"plural":"rules","kind":"Rule"},
             "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","properties":{
              "spec":{"type":"object","x-kubernetes-validations":[{"rule":"self.a.all(x, x.matches('^[a-z]+$') && size(x) < 10)"},{"rule":"self.b > 0 ? true : false","messageExpression":"'b is ' + string(self.b)"},
               {"rule":"quantity(self.q).isLessThan(quantity('10Gi'))"},{"rule":"isURL(self.q) || ip.isCanonical('10.0.0.1') || cidr('10.0.0.0/8').containsIP(self.q)"}],
               "properties":{"a":{"type":"array","maxItems":10,"items":{"type":"string","maxLength":10}},"b":{"type":"integer"},"q":{"type":"string","maxLength":20}}}}}}}]}}""";

    private static final List<String> PATHS = List.of(
            "/",
            "/api",
            "/apis",
            "/api/v1",
            "/apis/apps",
            "/apis/apps/v1",
            "/version",
            "/healthz",
            "/readyz/etcd?verbose&exclude=ping",
            "/metrics",
            "/openapi/v2",
            "/openapi/v3",
            "/openapi/v3/apis/apps/v1?hash=ABC",
            "/openid/v1/jwks",
            "/.well-known/openid-configuration",
            "/api/v1/pods?limit=2&continue=eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MTAsInN0YXJ0IjoiYSJ9",
            "/api/v1/events?fieldSelector=involvedObject.name=x,reason!=y&labelSelector=a%20in%20(b,c),!d,e%3Df",
            "/api/v1/watch/namespaces/golden/pods?resourceVersion=0&timeoutSeconds=1",
            "/api/v1/pods?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&resourceVersion=1",
            "/api/v1/componentstatuses");

    private static final String REVIEWS = """
            [{"path":"/apis/authorization.k8s.io/v1/selfsubjectaccessreviews","body":{"spec":{"resourceAttributes":{"verb":"get","resource":"pods"}}}},
             {"path":"/apis/authorization.k8s.io/v1/selfsubjectrulesreviews","body":{"spec":{"namespace":"default"}}},
             {"path":"/apis/authorization.k8s.io/v1/subjectaccessreviews","body":{"spec":{"user":"u","groups":["g"],"extra":{"k":["v"]},"nonResourceAttributes":{"path":"/x","verb":"get"}}}},
             {"path":"/apis/authentication.k8s.io/v1/tokenreviews","body":{"spec":{"token":"a.b.c","audiences":["x"]}}},
             {"path":"/apis/authentication.k8s.io/v1/selfsubjectreviews","body":{}},
             {"path":"/api/v1/namespaces/golden/serviceaccounts/default/token","body":{"spec":{"audiences":["a"],"expirationSeconds":600,"boundObjectRef":{"kind":"Pod","name":"x0"}}}},
             {"path":"/api/v1/namespaces/golden/pods/x0/eviction","body":{"apiVersion":"policy/v1","kind":"Eviction","metadata":{"name":"x0"},"deleteOptions":{"gracePeriodSeconds":0,"preconditions":{"uid":"u"}}}},
             {"path":"/api/v1/namespaces/golden/pods/x0/binding","body":{"target":{"kind":"Node","name":"n"}}}]""";

    static List<Template> all(Path golden) throws IOException {
        var all = new ArrayList<Template>();
        for (var path : PATHS) {
            all.add(new Template("GET", path, "", ObjectValue.EMPTY));
        }
        parse(REVIEWS)
                .objects()
                .forEach(review -> all.add(new Template("POST", review.string("path"), JSON, review.object("body"))));
        addVerbs(all, "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", Json.object(CEL));
        addVerbs(all, "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", Json.object(DEFINITION));
        addVerbs(all, GROUP, Json.object(THING));
        parse(Files.readString(golden)).objects().forEach(one -> {
            var path = one.string("path");
            addVerbs(all, path.substring(0, path.indexOf('?')), one.object("body"));
        });
        return List.copyOf(all);
    }

    private static ArrayValue parse(String text) {
        try {
            return (ArrayValue) Json.parse(text.getBytes(StandardCharsets.UTF_8));
        } catch (MalformedException e) {
            throw new IllegalStateException("the templates are damaged: " + e.getMessage(), e);
        }
    }

    private static void addVerbs(List<Template> all, String collection, ObjectValue object) {
        var item = collection + "/" + object.object("metadata").string("name");
        all.add(new Template("POST", collection, JSON, object));
        all.add(new Template("POST", collection + "?dryRun=All&fieldValidation=Strict", JSON, object));
        all.add(new Template("PUT", item, JSON, object));
        all.add(new Template("PUT", item + "/status", JSON, object));
        all.add(new Template("PATCH", item + "?fieldManager=f&force=true", "application/apply-patch+yaml", object));
        all.add(new Template("PATCH", item, "application/merge-patch+json", object.without("metadata")));
        all.add(new Template("PATCH", item, "application/strategic-merge-patch+json", directives(object)));
        all.add(new Template("PATCH", item, "application/json-patch+json", Mutations.jsonPatch(object)));
        all.add(new Template("PATCH", item + "/scale", "application/merge-patch+json", scale()));
        all.add(new Template("GET", item, "", ObjectValue.EMPTY));
        all.add(new Template("GET", collection + "?limit=1&labelSelector=a%3Db", "", ObjectValue.EMPTY));
        all.add(new Template("GET", collection + "?watch=true&timeoutSeconds=1", "", ObjectValue.EMPTY));
        all.add(new Template("DELETE", item, JSON, deleteOptions()));
        all.add(new Template("DELETE", collection + "?fieldSelector=metadata.name%3Dx0", JSON, deleteOptions()));
    }

    private static ObjectValue directives(ObjectValue object) {
        return object.without("metadata")
                .with("$retainKeys", ArrayValue.ofStrings(List.of("spec", "data")))
                .with("$setElementOrder/finalizers", ArrayValue.ofStrings(List.of("a")))
                .with("$deleteFromPrimitiveList/finalizers", ArrayValue.ofStrings(List.of("b")))
                .with("metadata", Json.object("{\"labels\":{\"$patch\":\"replace\",\"a\":\"b\"}}"));
    }

    private static ObjectValue scale() {
        return Json.object("{\"spec\":{\"replicas\":2}}");
    }

    private static ObjectValue deleteOptions() {
        return Json.object("""
                {"apiVersion":"v1","kind":"DeleteOptions","gracePeriodSeconds":5,"propagationPolicy":"Foreground","preconditions":{"resourceVersion":"1"},"dryRun":["All"]}""");
    }
}
