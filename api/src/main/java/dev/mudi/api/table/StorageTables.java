package dev.mudi.api.table;

import static dev.mudi.api.table.Cells.arrayAt;
import static dev.mudi.api.table.Cells.textAt;

import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The tables of volumes and what provides them. */
final class StorageTables {
    /** The short names of access modes, in the order in which they are shown. */
    private static final List<Map.Entry<String, String>> MODES = List.of(
            Map.entry("ReadWriteOnce", "RWO"),
            Map.entry("ReadOnlyMany", "ROX"),
            Map.entry("ReadWriteMany", "RWX"),
            Map.entry("ReadWriteOncePod", "RWOP"));

    private StorageTables() {}

    static Table persistentVolumes() {
        return Table.named()
                .text("Capacity", Cells.textOr("0", "spec", "capacity", "storage"))
                .text("Access Modes", Cells.of(volume -> modes(arrayAt(volume, "spec", "accessModes"))))
                .text("Reclaim Policy", Cells.text("spec", "persistentVolumeReclaimPolicy"))
                .text("Status", Cells.of(StorageTables::phase))
                .text("Claim", Cells.of(volume -> {
                    var claim = Cells.objectAt(volume, "spec", "claimRef");
                    return claim.isEmpty() ? "" : claim.string("namespace") + "/" + claim.string("name");
                }))
                .text("StorageClass", Cells.of(StorageTables::storageClass))
                .text("VolumeAttributesClass", Cells.textOr(Cells.UNSET, "spec", "volumeAttributesClassName"))
                .text("Reason", Cells.text("status", "reason"))
                .age()
                .wide("VolumeMode", Cells.textOr(Cells.UNSET, "spec", "volumeMode"))
                .build();
    }

    static Table persistentVolumeClaims() {
        return Table.named()
                .text("Status", Cells.of(StorageTables::phase))
                .text("Volume", Cells.text("spec", "volumeName"))
                .text(
                        "Capacity",
                        Cells.of(claim -> isBound(claim) ? textAt(claim, "0", "status", "capacity", "storage") : ""))
                .text(
                        "Access Modes",
                        Cells.of(claim -> isBound(claim) ? modes(arrayAt(claim, "status", "accessModes")) : ""))
                .text("StorageClass", Cells.of(StorageTables::storageClass))
                .text("VolumeAttributesClass", Cells.textOr(Cells.UNSET, "spec", "volumeAttributesClassName"))
                .age()
                .wide("VolumeMode", Cells.textOr(Cells.UNSET, "spec", "volumeMode"))
                .build();
    }

    private static boolean isBound(ObjectValue claim) {
        return !textAt(claim, "", "spec", "volumeName").isEmpty();
    }

    private static String phase(ObjectValue object) {
        return Cells.isBeingDeleted(object) ? "Terminating" : textAt(object, "", "status", "phase");
    }

    private static String modes(ArrayValue modes) {
        var given = modes.strings().toList();
        return MODES.stream()
                .filter(mode -> given.contains(mode.getKey()))
                .map(Map.Entry::getValue)
                .collect(Collectors.joining(","));
    }

    private static String storageClass(ObjectValue object) {
        var annotated = textAt(object, "", "metadata", "annotations", "volume.beta.kubernetes.io/storage-class");
        return annotated.isEmpty() ? textAt(object, "", "spec", "storageClassName") : annotated;
    }

    static Table storageClasses() {
        return Table.bare()
                .column(
                        "Name",
                        "string",
                        "name",
                        0,
                        Cells.of(storageClass -> textAt(storageClass, "", "metadata", "name")
                                + (isDefault(storageClass) ? " (default)" : "")))
                .text("Provisioner", Cells.text("provisioner"))
                .text("ReclaimPolicy", Cells.textOr("Delete", "reclaimPolicy"))
                .text("VolumeBindingMode", Cells.textOr("Immediate", "volumeBindingMode"))
                .text("AllowVolumeExpansion", Cells.truth(false, "allowVolumeExpansion"))
                .age()
                .build();
    }

    private static boolean isDefault(ObjectValue storageClass) {
        var annotations = storageClass.object("metadata").object("annotations");
        return annotations.string("storageclass.kubernetes.io/is-default-class").equals("true")
                || annotations
                        .string("storageclass.beta.kubernetes.io/is-default-class")
                        .equals("true");
    }

    static Table csiDrivers() {
        return Table.named()
                .truth("AttachRequired", Cells.truth(true, "spec", "attachRequired"))
                .truth("PodInfoOnMount", Cells.truth(false, "spec", "podInfoOnMount"))
                .truth("StorageCapacity", Cells.truth(false, "spec", "storageCapacity"))
                .text(
                        "TokenRequests",
                        Cells.of(driver -> driver.object("spec").has("tokenRequests")
                                ? Cells.joined(
                                        arrayAt(driver, "spec", "tokenRequests"), request -> request.string("audience"))
                                : Cells.UNSET))
                .truth("RequiresRepublish", Cells.truth(false, "spec", "requiresRepublish"))
                .text(
                        "Modes",
                        Cells.of(driver -> Cells.orElse(
                                arrayAt(driver, "spec", "volumeLifecycleModes")
                                        .strings()
                                        .collect(Collectors.joining(",")),
                                Cells.NONE)))
                .age()
                .build();
    }

    static Table csiNodes() {
        return Table.named()
                .number("Drivers", Cells.count("spec", "drivers"))
                .age()
                .build();
    }

    static Table volumeAttachments() {
        return Table.named()
                .column("Attacher", "string", "name", 0, Cells.text("spec", "attacher"))
                .text("PV", Cells.text("spec", "source", "persistentVolumeName"))
                .text("Node", Cells.text("spec", "nodeName"))
                .truth("Attached", Cells.truth(false, "status", "attached"))
                .age()
                .build();
    }

    static Table volumeAttributesClasses() {
        return Table.named().text("DriverName", Cells.text("driverName")).age().build();
    }
}
