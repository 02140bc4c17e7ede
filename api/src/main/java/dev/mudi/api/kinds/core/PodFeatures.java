package dev.mudi.api.kinds.core;

import dev.mudi.api.tree.ObjectValue;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Fields of pods that belong to features which are off by default: they are dropped, unless the object has them already
 * (Kubernetes reference, "Feature Gates"). Stateless.
 */
final class PodFeatures {
    private static final List<String> CONTAINER_LISTS = List.of("containers", "initContainers", "ephemeralContainers");
    private static final List<String> PROJECTIONS = List.of("clusterTrustBundle", "podCertificate");
    private static final String STOP_SIGNAL = "stopSignal";
    private static final String SCHEDULING_GROUP = "schedulingGroup";

    private PodFeatures() {}

    /** A spec without what is off; {@code before} is the one that it replaces, empty for none. */
    static ObjectValue dropDisabled(ObjectValue spec, ObjectValue before) {
        var kept = before.has(SCHEDULING_GROUP) ? spec : spec.without(SCHEDULING_GROUP);
        for (var projection : PROJECTIONS) {
            if (!anySource(before, source -> source.has(projection))) {
                kept = withoutProjection(kept, projection);
            }
        }
        return lifecycles(before).anyMatch(lifecycle -> lifecycle.has(STOP_SIGNAL)) ? kept : withoutStopSignals(kept);
    }

    private static boolean anySource(ObjectValue spec, Predicate<ObjectValue> wanted) {
        return spec.array("volumes")
                .objects()
                .flatMap(volume -> volume.object("projected").array("sources").objects())
                .anyMatch(wanted);
    }

    private static ObjectValue withoutProjection(ObjectValue spec, String projection) {
        return anySource(spec, source -> source.has(projection))
                ? spec.updateEach(
                        "volumes",
                        volume -> volume.update(
                                "projected",
                                projected -> projected.updateEach("sources", source -> source.without(projection))))
                : spec;
    }

    private static Stream<ObjectValue> lifecycles(ObjectValue spec) {
        return CONTAINER_LISTS.stream()
                .flatMap(list -> spec.array(list).objects())
                .map(container -> container.object("lifecycle"));
    }

    private static ObjectValue withoutStopSignals(ObjectValue spec) {
        if (lifecycles(spec).noneMatch(lifecycle -> lifecycle.has(STOP_SIGNAL))) {
            return spec;
        }
        var kept = spec;
        for (var list : CONTAINER_LISTS) {
            kept = kept.updateEach(list, PodFeatures::withoutStopSignal);
        }
        return kept;
    }

    private static ObjectValue withoutStopSignal(ObjectValue container) {
        var lifecycle = container.object("lifecycle");
        if (!lifecycle.has(STOP_SIGNAL)) {
            return container;
        }
        var rest = lifecycle.without(STOP_SIGNAL);
        return rest.isEmpty() ? container.without("lifecycle") : container.with("lifecycle", rest);
    }
}
