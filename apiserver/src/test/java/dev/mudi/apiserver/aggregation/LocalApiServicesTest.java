package dev.mudi.apiserver.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mudi.api.codec.Json;
import dev.mudi.api.meta.ObjectMeta;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import dev.mudi.apiserver.DevServer;
import dev.mudi.apiserver.Loopback;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LocalApiServicesTest {
    private static final String DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private static final String SERVICES = "/apis/apiregistration.k8s.io/v1/apiservices";
    private static final String MANAGED = "kube-aggregator.kubernetes.io/automanaged";

    private DevServer dev;
    private Loopback loopback;

    @BeforeAll
    void startServer(@TempDir Path directory) throws Exception {
        dev = DevServer.start(directory, 0);
        loopback = new Loopback(dev.server()::handle);
    }

    @AfterAll
    void stopServer() throws Exception {
        dev.close();
    }

    private void define(String plural, String group, String... versions) {
        var text = new StringBuilder();
        for (var version : versions) {
            text.append(text.isEmpty() ? "" : ",")
                    .append("{\"name\":\"%s\",\"served\":true,\"storage\":%s".formatted(version, text.isEmpty()))
                    .append(",\"schema\":{\"openAPIV3Schema\":{\"type\":\"object\"}}}");
        }
        loopback.create(DEFINITIONS, Json.object("""
                {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"%1$s.%2$s"},
                 "spec":{"group":"%2$s","scope":"Namespaced","names":{"plural":"%1$s","kind":"K%1$s"},"versions":[%3$s]}}
                """.formatted(plural, group, text)));
    }

    private Optional<ObjectValue> service(String name) {
        return loopback.get(SERVICES + "/" + name);
    }

    private ObjectValue awaitService(String name) {
        await().atMost(Duration.ofSeconds(30)).until(() -> service(name).isPresent());
        return service(name).orElseThrow();
    }

    private void awaitNone(String name) {
        await().atMost(Duration.ofSeconds(30)).until(() -> service(name).isEmpty());
    }

    private static String availability(ObjectValue service) {
        return service.object("status")
                .array("conditions")
                .objects()
                .map(one -> "%s=%s %s: %s"
                        .formatted(
                                one.string("type"), one.string("status"), one.string("reason"), one.string("message")))
                .toList()
                .toString();
    }

    @Test
    void thoseOfBuiltInGroupVersionsAreAvailable() {
        var service = service("v1.apps").orElseThrow();

        assertThat(availability(service)).isEqualTo("[Available=True Local: Local APIServices are always available]");
        assertThat(service.object("status")
                        .array("conditions")
                        .objects()
                        .findFirst()
                        .orElseThrow()
                        .string("lastTransitionTime"))
                .isEqualTo(ObjectMeta.of(service).creationTimestamp());
    }

    @Test
    void aGroupVersionHasOneAsLongAsADefinitionServesIt() {
        define("anchors", "sea.example.com", "v1", "v1beta1");
        define("sails", "sea.example.com", "v1");
        var service = awaitService("v1.sea.example.com");
        awaitService("v1beta1.sea.example.com");

        assertThat(ObjectMeta.of(service).labels()).containsExactly(Map.entry(MANAGED, "true"));
        assertThat(service.object("spec"))
                .isEqualTo(
                        Json.object(
                                "{\"group\":\"sea.example.com\",\"version\":\"v1\",\"groupPriorityMinimum\":1000,\"versionPriority\":100}"));
        assertThat(availability(service)).startsWith("[Available=True Local");

        loopback.delete(DEFINITIONS + "/anchors.sea.example.com");
        awaitNone("v1beta1.sea.example.com");
        assertThat(service("v1.sea.example.com")).isPresent();
        loopback.delete(DEFINITIONS + "/sails.sea.example.com");
        awaitNone("v1.sea.example.com");
    }

    @Test
    void whatIsManagedComesBackAndGetsItsSpecBackAndStaysThen() {
        define("ropes", "rig.example.com", "v1");
        var first = awaitService("v1.rig.example.com");

        loopback.update(SERVICES + "/v1.rig.example.com", first.withAt(Value.of(7), "spec", "versionPriority"));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> service("v1.rig.example.com")
                        .orElseThrow()
                        .object("spec")
                        .equals(first.object("spec")));
        loopback.delete(SERVICES + "/v1.rig.example.com");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> service("v1.rig.example.com")
                        .filter(now -> !ObjectMeta.of(now)
                                .uid()
                                .equals(ObjectMeta.of(first).uid()))
                        .isPresent());
        define("knots", "rig.example.com", "v2");
        awaitService("v2.rig.example.com");
        assertThat(ObjectMeta.of(service("v1.rig.example.com").orElseThrow()).generation())
                .isLessThanOrEqualTo(1);
    }

    @Test
    void whatSomeoneElseMadeIsTheirs() {
        loopback.create(SERVICES, Json.object("""
                {"apiVersion":"apiregistration.k8s.io/v1","kind":"APIService","metadata":{"name":"v1.own.example.com"},
                 "spec":{"group":"own.example.com","version":"v1","groupPriorityMinimum":5,"versionPriority":5}}
                """));
        define("oars", "own.example.com", "v1");
        define("later", "after.example.com", "v1");
        awaitService("v1.after.example.com");

        var service = service("v1.own.example.com").orElseThrow();
        assertThat(service.object("spec").integer("versionPriority", 0)).isEqualTo(5);
        assertThat(availability(service)).startsWith("[Available=True Local");
    }

    @Test
    void oneThatSaidNothingOfItselfIsSaidToBeAvailable() {
        define("buoys", "old.example.com", "v1");
        var service = awaitService("v1.old.example.com");
        loopback.update(SERVICES + "/v1.old.example.com/status", service.with("status", ObjectValue.EMPTY));

        await().atMost(Duration.ofSeconds(30))
                .until(() -> availability(service("v1.old.example.com").orElseThrow())
                        .startsWith("[Available=True Local"));
    }
}
