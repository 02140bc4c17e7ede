package dev.mudi.api.kinds.resource;

import dev.mudi.api.tree.ObjectValue;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Fields of resource slices that belong to features which are off by default: they are dropped, unless the slice has them
 * already (Kubernetes reference, "Feature Gates"). Stateless.
 */
final class DeviceFeatures {
    private static final String MAPPINGS = "nodeAllocatableResourceMappings";
    private static final List<String> LISTS = List.of("bools", "ints", "strings", "versions");

    private DeviceFeatures() {}

    static ObjectValue dropDisabled(ObjectValue slice, ObjectValue before) {
        var kept = slice;
        if (devices(before).noneMatch(device -> device.has(MAPPINGS))) {
            kept = eachDevice(kept, device -> device.without(MAPPINGS));
        }
        return attributes(before).anyMatch(DeviceFeatures::isList)
                        || attributes(kept).noneMatch(DeviceFeatures::isList)
                ? kept
                : eachDevice(kept, device -> device.update("attributes", DeviceFeatures::withoutLists));
    }

    private static ObjectValue eachDevice(ObjectValue slice, UnaryOperator<ObjectValue> change) {
        return slice.update("spec", spec -> spec.updateEach("devices", change));
    }

    private static Stream<ObjectValue> devices(ObjectValue slice) {
        return slice.object("spec").array("devices").objects();
    }

    private static Stream<ObjectValue> attributes(ObjectValue slice) {
        return devices(slice)
                .map(device -> device.object("attributes"))
                .flatMap(attributes -> attributes.names().stream().map(attributes::object));
    }

    private static boolean isList(ObjectValue attribute) {
        return LISTS.stream().anyMatch(attribute::has);
    }

    private static ObjectValue withoutLists(ObjectValue attributes) {
        var kept = attributes;
        for (var name : attributes.names()) {
            for (var list : LISTS) {
                kept = kept.withoutAt(name, list);
            }
        }
        return kept;
    }
}
