package dev.mudi.api.table;

import static dev.mudi.api.table.Cells.UNKNOWN;

import dev.mudi.api.tree.ObjectValue;
import java.util.ArrayList;
import java.util.List;

/** The table of horizontal pod autoscalers: what they look at, and what they see. */
final class HpaTable {
    private static final int SHOWN = 2;

    private HpaTable() {}

    static Table autoscalers() {
        return Table.named()
                .text("Reference", Cells.of(hpa -> {
                    var target = Cells.objectAt(hpa, "spec", "scaleTargetRef");
                    return target.string("kind") + "/" + target.string("name");
                }))
                .text("Targets", Cells.of(HpaTable::metrics))
                .text("MinPods", Cells.textOr(Cells.UNSET, "spec", "minReplicas"))
                .text("MaxPods", Cells.number("spec", "maxReplicas"))
                .text("Replicas", Cells.number("status", "currentReplicas"))
                .age()
                .build();
    }

    private static String metrics(ObjectValue hpa) {
        var specs = Cells.arrayAt(hpa, "spec", "metrics");
        var seen = Cells.arrayAt(hpa, "status", "currentMetrics");
        var texts = new ArrayList<String>();
        if (hpa.object("spec").has("targetCPUUtilizationPercentage")) {
            texts.add(ofVersion1(hpa));
        }
        for (int i = 0; i < specs.size(); i++) {
            texts.add(metric(specs.object(i), i < seen.size() ? seen.object(i) : ObjectValue.EMPTY));
        }
        if (texts.isEmpty()) {
            return Cells.NONE;
        }
        List<String> shown = texts.subList(0, Math.min(SHOWN, texts.size()));
        var text = String.join(", ", shown);
        return texts.size() > SHOWN ? text + " + " + (texts.size() - SHOWN) + " more..." : text;
    }

    private static String ofVersion1(ObjectValue hpa) {
        var current = Cells.textAt(hpa, "", "status", "currentCPUUtilizationPercentage");
        return "cpu: " + (current.isEmpty() ? UNKNOWN : current + "%") + "/"
                + Cells.textAt(hpa, "", "spec", "targetCPUUtilizationPercentage") + "%";
    }

    private static String metric(ObjectValue spec, ObjectValue status) {
        return switch (spec.string("type")) {
            case "External" -> averageOrValue(spec.object("external"), status.object("external"));
            case "Object" -> averageOrValue(spec.object("object"), status.object("object"));
            case "Pods" ->
                current(status.object("pods"), "averageValue") + "/" + target(spec.object("pods"), "averageValue");
            case "Resource" -> ofResource(spec.object("resource"), status.object("resource"));
            case "ContainerResource" ->
                ofResource(spec.object("containerResource"), status.object("containerResource"));
            default -> "<unknown type>";
        };
    }

    private static String averageOrValue(ObjectValue spec, ObjectValue status) {
        boolean average = spec.object("target").has("averageValue");
        var field = average ? "averageValue" : "value";
        return current(status, field) + "/" + target(spec, field) + (average ? " (avg)" : "");
    }

    private static String ofResource(ObjectValue spec, ObjectValue status) {
        var start = spec.string("name") + ": ";
        if (spec.object("target").has("averageValue")) {
            return start + current(status, "averageValue") + "/" + target(spec, "averageValue");
        }
        var used = Cells.textAt(status, "", "current", "averageUtilization");
        var wanted = Cells.textAt(spec, "", "target", "averageUtilization");
        return start + (used.isEmpty() ? UNKNOWN : used + "%") + "/" + (wanted.isEmpty() ? "<auto>" : wanted + "%");
    }

    private static String current(ObjectValue status, String field) {
        return Cells.textAt(status, UNKNOWN, "current", field);
    }

    private static String target(ObjectValue spec, String field) {
        return Cells.textAt(spec, "", "target", field);
    }
}
