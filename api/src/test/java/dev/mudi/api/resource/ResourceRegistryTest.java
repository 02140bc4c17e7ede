package dev.mudi.api.resource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.api.UpstreamTable;
import dev.mudi.api.codec.Json;
import dev.mudi.api.schema.Struct;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ResourceRegistryTest {
    private final ResourceRegistry all = ResourceRegistry.builtInWithAlphaAndBeta((group, resource) -> Strategy.NONE);
    private final ResourceRegistry served = ResourceRegistry.builtIn((group, resource) -> Strategy.NONE);

    private static String verbs(Iterable<Verb> verbs) {
        var texts = new TreeSet<String>();
        verbs.forEach(verb -> texts.add(verb.text()));
        return String.join(",", texts);
    }

    @Test
    void hasEveryResourceAndSubresourceOfUpstreamWithItsVerbsAndNames() {
        var found = new ArrayList<String>();
        for (var one : all.all()) {
            var group = one.group().isEmpty() ? "core" : one.group();
            var scope = one.isNamespaced() ? "Namespaced" : "Cluster";
            found.add(String.join(
                    " ",
                    group,
                    one.version(),
                    one.resource(),
                    one.kind(),
                    "",
                    scope,
                    one.singular(),
                    String.join(",", one.shortNames()),
                    String.join(",", one.categories()),
                    verbs(one.verbs())));
            for (var sub : one.subresources()) {
                var other = sub.apiVersion().equals(one.apiVersion()) ? "" : sub.apiVersion();
                found.add(String.join(
                        " ",
                        group,
                        one.version(),
                        one.resource() + "/" + sub.name(),
                        sub.kind(),
                        other,
                        scope,
                        "",
                        "",
                        "",
                        verbs(sub.verbs())));
            }
        }
        var wanted = UpstreamTable.rows("resources").stream()
                .map(row -> {
                    boolean sub = row.get("resource").contains("/");
                    return String.join(
                            " ",
                            row.get("group"),
                            row.get("version"),
                            row.get("resource"),
                            row.get("kind"),
                            row.get("response-gv"),
                            row.get("scope"),
                            sub ? "" : row.get("singular"),
                            sub ? "" : row.get("short-names"),
                            sub ? "" : row.get("categories"),
                            row.get("verbs"));
                })
                .toList();
        assertThat(found).containsExactlyInAnyOrderElementsOf(wanted);
    }

    @Test
    void servesStableVersionsOnlyUnlessAskedForMore() {
        assertThat(served.all()).allMatch(one -> VersionOrder.isStable(one.version()));
        assertThat(served.find("resource.k8s.io", "v1beta1", "resourceclaims")).isEmpty();
        assertThat(all.find("resource.k8s.io", "v1beta1", "resourceclaims")).isPresent();
    }

    @Test
    void putsCoreFirstAndTheNewerStableVersionOfAGroupFirst() {
        assertThat(served.groups().stream().map(ResourceGroup::name)).startsWith("", "apiregistration.k8s.io", "apps");
        assertThat(served.groups().stream().filter(group -> group.name().equals("autoscaling")))
                .singleElement()
                .satisfies(group -> assertThat(group.versions()).containsExactly("v2", "v1"));
    }

    @Test
    void laysOutKeysAsUpstreamDoes() {
        assertThat(served.all().stream().map(ResourceDefinition::storagePrefix))
                .contains(
                        "/registry/pods/",
                        "/registry/services/specs/",
                        "/registry/services/endpoints/",
                        "/registry/minions/",
                        "/registry/controllers/",
                        "/registry/ingress/",
                        "/registry/apiregistration.k8s.io/apiservices/",
                        "/registry/apiextensions.k8s.io/customresourcedefinitions/");
        var events = served.find("events.k8s.io", "v1", "events").orElseThrow();
        assertThat(events.storageVersion()).isEqualTo("v1");
        assertThat(events.storagePrefix()).isEqualTo("/registry/events/");
        assertThat(served.find("autoscaling", "v1", "horizontalpodautoscalers")
                        .orElseThrow()
                        .storageVersion())
                .isEqualTo("autoscaling/v2");
    }

    @Test
    void findsResourcesByKind() {
        assertThat(served.ofKind("apps", "v1", "Deployment"))
                .hasValueSatisfying(one -> assertThat(one.resource()).isEqualTo("deployments"));
        assertThat(served.ofKind("apps", "v1", "Pod")).isEmpty();
    }

    @Test
    void readsSelectableFieldsWithTheirZeroValues() {
        var pods = served.find("", "v1", "pods").orElseThrow();
        var pod = Json.object("{\"spec\":{\"nodeName\":\"n1\",\"hostNetwork\":true}}");
        assertThat(pods.selectableField("spec.nodeName").orElseThrow().textIn(pod))
                .isEqualTo("n1");
        assertThat(pods.selectableField("spec.host").orElseThrow().textIn(pod)).isEqualTo("n1");
        assertThat(pods.selectableField("spec.hostNetwork").orElseThrow().textIn(pod))
                .isEqualTo("true");
        assertThat(pods.selectableField("status.phase").orElseThrow().textIn(pod))
                .isEmpty();
        assertThat(pods.selectableField("spec.containers")).isEmpty();
        var nodes = served.find("", "v1", "nodes").orElseThrow();
        assertThat(nodes.selectableField("spec.unschedulable").orElseThrow().textIn(Json.object("{}")))
                .isEqualTo("false");
        var events = served.find("", "v1", "events").orElseThrow();
        assertThat(events.selectableField("source").orElseThrow().textIn(Json.object("{\"reportingComponent\":\"k\"}")))
                .isEqualTo("k");
    }

    @Test
    void tellsListenersOfCustomResourcesThatComeAndGo() {
        var registry = ResourceRegistry.builtIn((group, resource) -> Strategy.NONE);
        var name = new ResourceName("example.org", "v1", "things");
        var calls = new AtomicInteger();
        var listening = registry.listen(calls::incrementAndGet);
        registry.put(List.of(
                ResourceDefinition.builder(name, "Thing", Struct.of(List.of())).build()));
        assertThat(registry.find(name)).isPresent();
        assertThat(registry.groups().getLast().name()).isEqualTo("example.org");
        registry.remove(List.of(name));
        assertThat(registry.find(name)).isEmpty();
        assertThat(registry.groups()).noneMatch(group -> group.name().equals("example.org"));
        assertThat(calls).hasValue(2);
        listening.close();
        registry.put(List.of());
        assertThat(calls).hasValue(2);
    }
}
