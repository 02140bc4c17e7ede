package dev.mudi.api.kinds.node;

import dev.mudi.api.kinds.core.AffinityValidation;
import dev.mudi.api.kinds.core.NodeLabelWarnings;
import dev.mudi.api.kinds.core.ResourceValidation;
import dev.mudi.api.kinds.vocabulary.KindStrategy;
import dev.mudi.api.resource.MetadataChecks;
import dev.mudi.api.resource.Strategy;
import dev.mudi.api.validation.At;
import dev.mudi.api.validation.InternalForm;
import dev.mudi.api.validation.Selectors;
import dev.mudi.api.validation.Syntax;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The strategies of the group node.k8s.io, by resource. */
public final class NodeKinds {
    private NodeKinds() {}

    /** Makes the strategies. */
    public static Map<String, Strategy> strategies() {
        return Map.of(
                "runtimeclasses",
                KindStrategy.builder()
                        .metadata(MetadataChecks.PLAIN)
                        .warnings(runtime -> runtime.object("scheduling").object("nodeSelector").names().stream()
                                .flatMap(label -> NodeLabelWarnings.of(label).stream())
                                .map(said -> "scheduling.nodeSelector: " + said)
                                .toList())
                        .rules(NodeKinds::validate)
                        .updateRules((next, current) -> {
                            validate(next);
                            next.at("handler").mustNotHaveChanged(current.at("handler"));
                        })
                        .createsOnUpdate()
                        .conditional()
                        .build());
    }

    private static void validate(At runtime) {
        if (runtime.at("handler").mustBeGiven()) {
            runtime.at("handler").mustBe(Syntax.DNS_LABEL);
        }
        if (runtime.at("overhead").isSet()) {
            ResourceValidation.overhead(runtime.at("overhead")
                    .holding(runtime.at("overhead", "podFixed").value()));
        }
        Selectors.validateLabels(runtime.at("scheduling", "nodeSelector"));
        var tolerations = runtime.at("scheduling", "tolerations");
        AffinityValidation.tolerations(tolerations);
        var seen = new HashSet<List<String>>();
        for (var toleration : tolerations.items()) {
            var key = Stream.of("key", "operator", "value", "effect")
                    .map(field -> toleration.at(field).text())
                    .toList();
            if (!seen.add(key)) {
                InternalForm.at(toleration, "core.v1.Toleration").duplicate();
            }
        }
    }
}
