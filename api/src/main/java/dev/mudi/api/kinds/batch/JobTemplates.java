package dev.mudi.api.kinds.batch;

import dev.mudi.api.tree.ObjectValue;
import java.util.List;

/** What of a job's template may change while the job is suspended (KEP-2926, KEP-5440). Stateless. */
final class JobTemplates {
    private JobTemplates() {}

    static ObjectValue withoutPlacement(ObjectValue template) {
        return template.update("metadata", meta -> meta.without("labels").without("annotations"))
                .update("spec", spec -> {
                    var kept = spec.update("affinity", affinity -> affinity.without("nodeAffinity"));
                    for (var field : List.of("nodeSelector", "tolerations", "schedulingGates")) {
                        kept = kept.without(field);
                    }
                    for (var list : List.of("containers", "initContainers")) {
                        kept = kept.updateEach(list, container -> container.without("resources"));
                    }
                    return kept.object("affinity").isEmpty() ? kept.without("affinity") : kept;
                });
    }
}
