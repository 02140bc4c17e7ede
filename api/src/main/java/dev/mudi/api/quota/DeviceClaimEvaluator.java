package dev.mudi.api.quota;

import dev.mudi.api.quantity.Quantity;
import dev.mudi.api.quantity.ResourceList;
import dev.mudi.api.tree.ObjectValue;
import java.time.Instant;
import java.util.Map;

/** Claims of devices count by number, and by the devices of each class that they may get at most (KEP-4381, quota). */
final class DeviceClaimEvaluator implements QuotaEvaluator {
    static final DeviceClaimEvaluator INSTANCE = new DeviceClaimEvaluator();

    private static final String COUNT = "count/resourceclaims.resource.k8s.io";
    private static final String OF_CLASS = ".deviceclass.resource.k8s.io/devices";

    /** As many devices as one claim can have. */
    private static final long MOST = 32;

    private DeviceClaimEvaluator() {}

    @Override
    public boolean counts(String name) {
        return name.equals(COUNT) || name.endsWith(OF_CLASS);
    }

    @Override
    public ResourceList usage(ObjectValue claim, Instant now) {
        var usage = new ResourceList(Map.of(COUNT, Quantity.of(1)));
        for (var request : claim.object("spec")
                .object("devices")
                .array("requests")
                .objects()
                .toList()) {
            var alternatives = request.array("firstAvailable");
            var most = alternatives.isEmpty() ? devices(request.object("exactly")) : ResourceList.EMPTY;
            for (var alternative : alternatives.objects().toList()) {
                most = most.max(devices(alternative));
            }
            usage = usage.plus(most);
        }
        return usage;
    }

    private static ResourceList devices(ObjectValue request) {
        if (request.isEmpty()) {
            return ResourceList.EMPTY;
        }
        long number = switch (request.string("allocationMode")) {
            case "ExactCount" -> request.integer("count", 0);
            case "All" -> MOST;
            default -> 0;
        };
        return new ResourceList(Map.of(request.string("deviceClassName") + OF_CLASS, Quantity.of(number)));
    }
}
