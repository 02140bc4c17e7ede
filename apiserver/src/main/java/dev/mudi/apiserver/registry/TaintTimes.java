package dev.mudi.apiserver.registry;

import dev.mudi.api.resource.ResourceDefinition;
import dev.mudi.api.resource.Strategy;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.time.Instant;

/**
 * Since when the taints of devices are there: whoever writes one need not say it (apis/resource, defaults.go). A rule's taint whose
 * effect changes counts as new (registry/resource/devicetaintrule, strategy.go).
 */
final class TaintTimes {
    private static final String RULES = "devicetaintrules";
    private static final String ADDED = "timeAdded";

    private TaintTimes() {}

    /** What was not given is filled in, times too. */
    static ObjectValue applyDefaults(
            ResourceDefinition definition, Strategy defaults, ObjectValue object, Instant now) {
        var filled = defaults.applyDefaults(object);
        if (!definition.group().equals("resource.k8s.io")) {
            return filled;
        }
        return switch (definition.resource()) {
            case "resourceslices" ->
                filled.update(
                        "spec",
                        spec -> spec.updateEach(
                                "devices", device -> device.updateEach("taints", taint -> timed(taint, now))));
            case RULES -> filled.update("spec", spec -> spec.with("taint", timed(spec.object("taint"), now)));
            default -> filled;
        };
    }

    private static ObjectValue timed(ObjectValue taint, Instant now) {
        return taint.string(ADDED).isEmpty() ? taint.with(ADDED, ObjectRules.time(now)) : taint;
    }

    /** A rule whose effect changes, and whose time does not, has the time of this change. */
    static ObjectValue ofChange(ResourceDefinition definition, ObjectValue next, ObjectValue current, Instant now) {
        if (!definition.resource().equals(RULES)) {
            return next;
        }
        var taint = next.object("spec").object("taint");
        var before = current.object("spec").object("taint");
        boolean changed = !taint.string("effect").equals(before.string("effect"))
                && taint.string(ADDED).equals(before.string(ADDED));
        return changed ? next.withAt((Value) taint.with(ADDED, ObjectRules.time(now)), "spec", "taint") : next;
    }
}
