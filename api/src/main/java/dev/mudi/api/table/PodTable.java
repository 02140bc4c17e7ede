package dev.mudi.api.table;

import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;

/** The table of pods. */
final class PodTable {
    private PodTable() {}

    static Table pods() {
        return Table.named()
                .text("Ready", Cells.of(pod -> {
                    var summary = PodSummary.of(pod);
                    return summary.ready() + "/" + summary.total();
                }))
                .text("Status", Cells.of(pod -> PodSummary.of(pod).reason()))
                .text("Restarts", PodTable::restarts)
                .age()
                .wide(
                        "IP",
                        Cells.of(pod -> Cells.orElse(
                                Cells.arrayAt(pod, "status", "podIPs")
                                        .objects()
                                        .findFirst()
                                        .map(one -> one.string("ip"))
                                        .orElse(""),
                                Cells.NONE)))
                .wide("Node", Cells.textOr(Cells.NONE, "spec", "nodeName"))
                .wide("Nominated Node", Cells.textOr(Cells.NONE, "status", "nominatedNodeName"))
                .wide("Readiness Gates", Cells.of(PodTable::readinessGates))
                .conditions(PodTable::conditions)
                .build();
    }

    private static Value restarts(ObjectValue pod, Ages ages) {
        var summary = PodSummary.of(pod);
        var text = Long.toString(summary.restarts());
        return Value.of(summary.lastRestart()
                .filter(moment -> summary.restarts() != 0)
                .map(moment -> text + " (" + ages.since(moment) + " ago)")
                .orElse(text));
    }

    private static String readinessGates(ObjectValue pod) {
        var gates = Cells.arrayAt(pod, "spec", "readinessGates");
        long open = gates.objects()
                .filter(gate -> Cells.isTrue(Cells.condition(pod, gate.string("conditionType"))))
                .count();
        return gates.isEmpty() ? Cells.NONE : open + "/" + gates.size();
    }

    private static ArrayValue conditions(ObjectValue pod) {
        return switch (pod.object("status").string("phase")) {
            case "Succeeded" -> completed("Succeeded", "The pod has completed successfully.");
            case "Failed" -> completed("Failed", "The pod failed.");
            default -> ArrayValue.EMPTY;
        };
    }

    private static ArrayValue completed(String reason, String message) {
        return ArrayValue.of(ObjectValue.builder()
                .put("type", "Completed")
                .put("status", "True")
                .put("reason", reason)
                .put("message", message)
                .build());
    }
}
