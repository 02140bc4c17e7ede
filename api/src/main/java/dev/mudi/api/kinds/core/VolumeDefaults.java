package dev.mudi.api.kinds.core;

import static dev.mudi.api.kinds.vocabulary.Defaults.ifAbsent;
import static dev.mudi.api.kinds.vocabulary.Defaults.ifZero;
import static dev.mudi.api.kinds.vocabulary.Defaults.isZero;
import static dev.mudi.api.kinds.vocabulary.Defaults.within;

import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.ObjectValue;

/** What is filled in in volumes, persistent volumes and claims (Kubernetes reference, Volume). Stateless. */
public final class VolumeDefaults {
    private static final long TOKEN_SECONDS = 3600;

    private VolumeDefaults() {}

    /** A volume of a pod; one without a source is an empty directory. */
    static ObjectValue volume(ObjectValue volume) {
        var filled = volume;
        boolean hasSource = false;
        for (int i = 0; i < volume.size(); i++) {
            hasSource |= !volume.nameAt(i).equals("name") && !(volume.valueAt(i) instanceof NullValue);
        }
        if (!hasSource) {
            filled = filled.with("emptyDir", ObjectValue.EMPTY);
        }
        return sources(filled)
                .update(
                        "image",
                        image -> isZero(image, "pullPolicy")
                                ? image.with("pullPolicy", PodDefaults.pullPolicy(image.string("reference")))
                                : image)
                .update("secret", PodDefaults::fileMode)
                .update("configMap", PodDefaults::fileMode)
                .update("downwardAPI", source -> items(PodDefaults.fileMode(source)))
                .update(
                        "projected",
                        source -> PodDefaults.fileMode(source).updateEach("sources", VolumeDefaults::projection))
                .update(
                        "ephemeral",
                        source -> source.update(
                                "volumeClaimTemplate",
                                template -> within(template, "spec", VolumeDefaults::claimSpec)));
    }

    private static ObjectValue items(ObjectValue source) {
        return source.updateEach("items", item -> item.update("fieldRef", PodDefaults::fieldReference));
    }

    private static ObjectValue projection(ObjectValue projection) {
        return projection
                .update("downwardAPI", VolumeDefaults::items)
                .update("serviceAccountToken", token -> ifAbsent(token, "expirationSeconds", TOKEN_SECONDS));
    }

    /** The sources that pods and persistent volumes share. */
    private static ObjectValue sources(ObjectValue holder) {
        return holder.update("hostPath", source -> ifAbsent(source, "type", ""))
                .update("iscsi", source -> ifZero(source, "iscsiInterface", "default"))
                .update(
                        "rbd",
                        source -> ifZero(
                                ifZero(ifZero(source, "pool", "rbd"), "user", "admin"), "keyring", "/etc/ceph/keyring"))
                .update("azureDisk", VolumeDefaults::azureDisk)
                .update("scaleIO", source -> ifZero(ifZero(source, "storageMode", "ThinProvisioned"), "fsType", "xfs"));
    }

    private static ObjectValue azureDisk(ObjectValue source) {
        var filled = ifAbsent(source, "cachingMode", "ReadWrite");
        filled = ifAbsent(filled, "fsType", "ext4");
        filled = ifAbsent(filled, "readOnly", false);
        return ifAbsent(filled, "kind", "Shared");
    }

    static ObjectValue persistentVolume(ObjectValue volume) {
        var filled = within(volume, "spec", VolumeDefaults::persistentVolumeSpec);
        return within(filled, "status", status -> ifZero(status, "phase", "Pending"));
    }

    /** The spec of a persistent volume, or of the inline one of an attachment. */
    public static ObjectValue persistentVolumeSpec(ObjectValue spec) {
        var filled = ifZero(spec, "persistentVolumeReclaimPolicy", "Retain");
        return sources(ifAbsent(filled, "volumeMode", "Filesystem"));
    }

    /** The sources of the inline volume of an attachment. */
    public static ObjectValue inlineVolume(ObjectValue spec) {
        return sources(spec);
    }

    /** A claim, standing alone or as a template in a set. */
    public static ObjectValue claim(ObjectValue claim) {
        var filled = within(claim, "spec", VolumeDefaults::claimSpec);
        return within(filled, "status", status -> ifZero(status, "phase", "Pending"));
    }

    private static ObjectValue claimSpec(ObjectValue spec) {
        return ifAbsent(spec, "volumeMode", "Filesystem");
    }
}
