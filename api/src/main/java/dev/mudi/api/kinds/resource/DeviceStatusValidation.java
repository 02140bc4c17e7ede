package dev.mudi.api.kinds.resource;

import dev.mudi.api.kinds.core.VolumeSources;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import dev.mudi.api.validation.Addresses;
import dev.mudi.api.validation.At;
import dev.mudi.api.validation.Conditions;
import dev.mudi.api.validation.Syntax;
import java.util.HashSet;
import java.util.Set;

/** Rules for what drivers say of the devices that a claim got (Kubernetes reference, AllocatedDeviceStatus; KEP-4817). Stateless. */
final class DeviceStatusValidation {
    private static final int MOST_CONDITIONS = 8;
    private static final int LONGEST_DATA = 10 * 1024;
    private static final int MOST_ADDRESSES = 16;
    private static final int LONGEST_INTERFACE = 256;
    private static final int LONGEST_HARDWARE_ADDRESS = 128;

    private DeviceStatusValidation() {}

    static void devices(At status) {
        var allocated = new HashSet<ObjectValue>();
        status.at("allocation", "devices", "results").items().forEach(result -> allocated.add(identity(result)));
        var seen = new HashSet<ObjectValue>();
        for (var device : status.at("devices").items()) {
            device(device, allocated);
            if (!seen.add(identity(device))) {
                device.holding(identity(device)).duplicate();
            }
        }
    }

    /** A device as upstream tells it from others and shows it. */
    private static ObjectValue identity(At device) {
        return ObjectValue.builder()
                .put("Driver", Value.of(device.at("driver").text()))
                .put("Pool", Value.of(device.at("pool").text()))
                .put("Device", Value.of(device.at("device").text()))
                .put("ShareID", Value.of(device.at("shareID").text()))
                .build();
    }

    private static void device(At device, Set<ObjectValue> allocated) {
        VolumeSources.driverName(device.at("driver"));
        DeviceSliceValidation.poolName(device.at("pool"));
        device.at("device").mustBe(Syntax.DNS_LABEL);
        if (device.at("shareID").isSet()) {
            DeviceUids.validate(device.at("shareID"));
        }
        if (!allocated.contains(identity(device))) {
            device.invalid(identity(device), "must be an allocated device in the claim");
        }
        device.at("conditions").mustHaveAtMost(MOST_CONDITIONS);
        Conditions.validate(device.at("conditions"));
        var data = device.at("data");
        if (data.isSet() && DeviceSliceValidation.jsonBytes(data) > LONGEST_DATA) {
            data.tooLong(LONGEST_DATA);
        } else if (data.isSet() && !(data.value() instanceof ObjectValue)) {
            data.invalid("<value omitted>", "must be a valid JSON object");
        }
        network(device.at("networkData"));
    }

    private static void network(At network) {
        network.at("interfaceName").mustBeAtMostBytes(LONGEST_INTERFACE);
        network.at("hardwareAddress").mustBeAtMostBytes(LONGEST_HARDWARE_ADDRESS);
        var addresses = network.at("ips");
        if (addresses.mustHaveAtMost(MOST_ADDRESSES)) {
            for (var address : addresses.items()) {
                Addresses.ofInterface(address.text()).ifPresent(address::invalid);
            }
            DeviceClaimValidation.mustDiffer(addresses);
        }
    }
}
