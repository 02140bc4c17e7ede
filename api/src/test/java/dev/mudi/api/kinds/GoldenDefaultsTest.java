package dev.mudi.api.kinds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.api.codec.Json;
import dev.mudi.api.kinds.vocabulary.Defaults;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class GoldenDefaultsTest {
    /** What admission and allocation add, which is not a strategy's work. */
    private static final Set<String> ADDED = Set.of(
            "serviceAccountName",
            "serviceAccount",
            "priority",
            "preemptionPolicy",
            "tolerations",
            "clusterIP",
            "clusterIPs",
            "nodePort",
            "healthCheckNodePort",
            "ipFamilies",
            "ipFamilyPolicy",
            "volumeMounts",
            "taints",
            "username",
            "groups",
            "extra",
            "storageClassName");

    private static final String UID = "11111111-2222-3333-4444-555555555555";

    @TestFactory
    List<DynamicTest> defaultsObjectsAsUpstreamDoes() {
        return Golden.defaults().stream()
                .filter(golden -> !golden.string("path").contains("reviews"))
                .map(golden -> DynamicTest.dynamicTest(golden.string("id"), () -> same(golden)))
                .toList();
    }

    private static void same(ObjectValue golden) {
        var strategy = Golden.strategy(golden.string("path"));
        var defaulted = strategy.applyDefaults(golden.object("body"));
        assertThat(strategy.applyDefaults(defaulted)).as("defaulted twice").isEqualTo(defaulted);
        var stamped = defaulted
                .withAt(Value.of(UID), "metadata", "uid")
                .withAt(Value.of("*"), "metadata", "creationTimestamp");
        assertThat(text(strategy.prepareForCreate(stamped)).replace(UID, "*")).isEqualTo(text(golden.object("answer")));
    }

    private static String text(ObjectValue object) {
        var plain = (ObjectValue) plain(object);
        var labels = object.object("metadata").object("labels");
        var named = plain.without("metadata").with("labels", labels);
        return new String(Json.write(sorted(named)), StandardCharsets.UTF_8);
    }

    /** Without what is empty, which a schema writes or not, and what admission adds. */
    private static Value plain(Value value) {
        return switch (value) {
            case ObjectValue object -> {
                var kept = ObjectValue.EMPTY;
                for (int i = 0; i < object.size(); i++) {
                    var inner = plain(object.valueAt(i));
                    boolean empty = inner instanceof ObjectValue nothing && nothing.isEmpty();
                    var with = ObjectValue.of("it", inner);
                    if (!ADDED.contains(object.nameAt(i)) && !empty && !Defaults.isZero(with, "it")) {
                        kept = kept.with(object.nameAt(i), inner);
                    }
                }
                yield kept;
            }
            case ArrayValue list -> {
                var items = new ArrayList<Value>();
                for (var item : list) {
                    boolean admitted = item instanceof ObjectValue object
                            && object.string("name").startsWith("kube-api-access-");
                    if (!admitted) {
                        items.add(plain(item));
                    }
                }
                yield new ArrayValue(items);
            }
            default -> value;
        };
    }

    private static Value sorted(Value value) {
        return switch (value) {
            case ObjectValue object -> {
                var made = ObjectValue.builder();
                object.names().stream()
                        .sorted()
                        .forEach(name -> made.put(name, sorted(object.get(name).orElseThrow())));
                yield made.build();
            }
            case ArrayValue list ->
                new ArrayValue(
                        list.items().stream().map(GoldenDefaultsTest::sorted).toList());
            default -> value;
        };
    }
}
