package dev.mudi.api.kinds.core;

import static dev.mudi.api.kinds.core.OneOfSources.source;

import dev.mudi.api.kinds.core.OneOfSources.Source;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import dev.mudi.api.validation.Amount;
import dev.mudi.api.validation.At;
import dev.mudi.api.validation.FilePaths;
import dev.mudi.api.validation.InternalForm;
import dev.mudi.api.validation.Semantics;
import dev.mudi.api.validation.Syntax;
import java.util.List;
import java.util.Map;

/** Rules for persistent volumes, and for the inline ones of attachments (Kubernetes reference, PersistentVolume). Stateless. */
public final class PersistentVolumeValidation {
    private static final String NOT_INLINE = "may not be specified in the context of inline volumes";
    private static final List<String> RECLAIM_POLICIES = List.of("Delete", "Recycle", "Retain");

    private static final OneOfSources<At> SOURCES = new OneOfSources<>(List.of(
            source("hostPath", (source, spec) -> VolumeSources.hostPath(source)),
            new Source<>(
                    "gcePersistentDisk",
                    "persistentDisk",
                    "gcePersistentDisk",
                    (source, spec) -> VolumeSources.disk(source, "pdName")),
            source("awsElasticBlockStore", (source, spec) -> VolumeSources.disk(source, "volumeID")),
            source("glusterfs", (source, spec) -> VolumeSources.glusterfs(source, true)),
            source("flocker", (source, spec) -> VolumeSources.flocker(source)),
            source("nfs", (source, spec) -> VolumeSources.nfs(source)),
            source("rbd", (source, spec) -> VolumeSources.rbd(source)),
            source("quobyte", (source, spec) -> VolumeSources.quobyte(source)),
            new Source<>(
                    "cephfs",
                    "cephfs",
                    "cephFS",
                    (source, spec) -> source.at("monitors").mustBeGiven()),
            source("iscsi", (source, spec) -> VolumeSources.iscsi(source, true)),
            source("cinder", (source, spec) -> VolumeSources.cinder(source, true)),
            source("fc", (source, spec) -> VolumeSources.fibreChannel(source)),
            new Source<>("flexVolume", "flexVolume", "", (source, spec) -> VolumeSources.flex(source)),
            source("azureFile", (source, spec) -> VolumeSources.azureFile(source)),
            source("vsphereVolume", (source, spec) -> source.at("volumePath").mustBeGiven()),
            source("photonPersistentDisk", (source, spec) -> source.at("pdID").mustBeGiven()),
            source("portworxVolume", (source, spec) -> source.at("volumeID").mustBeGiven()),
            source("azureDisk", (source, spec) -> VolumeSources.azureDisk(source)),
            source("scaleIO", (source, spec) -> VolumeSources.scaleIo(source)),
            source("local", PersistentVolumeValidation::local),
            source("storageos", (source, spec) -> VolumeSources.storageOs(source, true)),
            source("csi", (source, spec) -> VolumeSources.persistentCsi(source))));

    private static final Map<String, String> RENAMED = Map.of(
            "failure-domain.beta.kubernetes.io/zone", "topology.kubernetes.io/zone",
            "failure-domain.beta.kubernetes.io/region", "topology.kubernetes.io/region",
            "beta.kubernetes.io/os", "kubernetes.io/os",
            "beta.kubernetes.io/arch", "kubernetes.io/arch",
            "beta.kubernetes.io/instance-type", "node.kubernetes.io/instance-type");

    private PersistentVolumeValidation() {}

    static void validate(At volume) {
        spec(volume.at("spec"), false);
    }

    /** Checks a spec; an inline one is part of an attachment and may only be of CSI. */
    public static void spec(At spec, boolean inline) {
        if (inline) {
            spec.at("claimRef").mustNotBeSet(NOT_INLINE);
            if (!spec.at("capacity").isEmpty()) {
                spec.at("capacity").forbidden(NOT_INLINE);
            }
            if (!spec.at("csi").isSet()) {
                spec.at("csi").required("has to be specified in the context of inline volumes");
            }
        }
        spec.at("accessModes").mustBeGiven();
        ClaimValidation.accessModes(spec.at("accessModes"));
        if (!inline) {
            capacity(spec.at("capacity"));
        }
        reclaimPolicy(spec.at("persistentVolumeReclaimPolicy"), inline);
        var affinity = spec.at("nodeAffinity");
        if (affinity.isSet() && inline) {
            affinity.forbidden(NOT_INLINE);
        } else if (affinity.isSet()) {
            if (affinity.at("required").isSet()) {
                AffinityValidation.nodeSelector(affinity.at("required"));
            } else {
                affinity.at("required").required("must specify required node constraints");
            }
        }
        SOURCES.validate(spec, spec);
        if (isRoot(spec.at("hostPath", "path").text())
                && spec.at("persistentVolumeReclaimPolicy").is("Recycle")) {
            spec.at("persistentVolumeReclaimPolicy").forbidden("may not be 'recycle' for a hostPath mount of '/'");
        }
        classes(spec, inline);
    }

    private static boolean isRoot(String path) {
        return path.startsWith("/") && path.replace("/", "").replace(".", "").isEmpty();
    }

    private static void capacity(At capacity) {
        capacity.mustBeGiven();
        if (!capacity.object().has("storage") || capacity.size() > 1) {
            var shown = capacity.holding(Semantics.sorted(capacity.value()));
            shown.notSupported(List.of("storage"));
        }
        for (var name : capacity.object().names()) {
            var quantity = capacity.entry(name);
            var amount = Amount.orZero(quantity.value());
            if (amount.signum() < 0) {
                quantity.invalid(Value.of(amount.longValue()), "must be a valid resource quantity");
            }
            if (amount.signum() <= 0) {
                quantity.invalid(ResourceValidation.text(quantity), "must be greater than zero");
            }
        }
    }

    private static void reclaimPolicy(At policy, boolean inline) {
        if (policy.isEmpty()) {
            return;
        }
        if (!inline) {
            policy.mustBeOneOf(RECLAIM_POLICIES);
        } else if (!policy.is("Retain")) {
            policy.forbidden("may only be Retain in the context of inline volumes");
        }
    }

    private static void local(At source, At spec) {
        if (source.at("path").mustBeGiven()) {
            FilePaths.mustNotGoUp(source.at("path"));
        }
        if (!spec.at("nodeAffinity").isSet()) {
            spec.at("nodeAffinity").required("Local volume requires node affinity");
        }
    }

    private static void classes(At spec, boolean inline) {
        var name = spec.at("storageClassName");
        if (!name.isEmpty() && inline) {
            name.forbidden(NOT_INLINE);
        } else if (!name.isEmpty()) {
            name.mustBe(Syntax.DNS_SUBDOMAIN);
        }
        var mode = spec.at("volumeMode");
        if (mode.isSet() && !inline) {
            mode.mustBeOneOf("Block", "Filesystem");
        } else if (mode.isSet() && !mode.is("Filesystem")) {
            mode.forbidden("may not specify volumeMode other than Filesystem in the context of inline volumes");
        }
        var attributes = spec.at("volumeAttributesClassName");
        if (attributes.isSet()) {
            if (attributes.mustBeGiven("an empty string is disallowed") && !inline) {
                attributes.mustBe(Syntax.DNS_SUBDOMAIN);
            }
            if (!spec.at("csi").isSet()) {
                spec.at("csi").required("has to be specified when using volumeAttributesClassName");
            }
        }
    }

    /** Upstream looks at the whole volume twice, and each complaint is a cause each time. */
    static void update(At volume, At before) {
        validate(volume);
        validate(volume);
        var now = data(volume.at("spec").object());
        var was = data(before.at("spec").object());
        if (!was.object("csi").has("controllerExpandSecretRef")) {
            now = now.withoutAt("csi", "controllerExpandSecretRef");
        }
        if (!Semantics.equal(now, was)) {
            volume.at("spec", "persistentvolumesource")
                    .forbidden("spec.persistentvolumesource is immutable after creation\n"
                            + InternalForm.difference(was, now, "core.v1.PersistentVolumeSource"));
        }
        volume.at("spec", "volumeMode")
                .shownAt(volume.at("volumeMode").path())
                .mustNotHaveChanged(before.at("spec", "volumeMode"));
        var affinity = before.at("spec", "nodeAffinity");
        if (affinity.isSet()) {
            sameAffinity(
                    volume.at("spec", "nodeAffinity")
                            .shownAt(volume.at("nodeAffinity").path()),
                    affinity);
        }
        var attributes = volume.at("spec", "volumeAttributesClassName");
        if (before.at("spec", "volumeAttributesClassName").isSet() && !attributes.isSet()) {
            attributes.forbidden("update from non-nil value to nil is forbidden");
        }
    }

    /** Labels of nodes that were renamed may be called by their new names. */
    private static void sameAffinity(At affinity, At before) {
        var renamed = before.object()
                .update(
                        "required",
                        required -> required.updateEach(
                                "nodeSelectorTerms",
                                term -> term.updateEach("matchExpressions", PersistentVolumeValidation::renamed)));
        if (!affinity.same(before) && !affinity.same(affinity.holding(renamed))) {
            InternalForm.at(affinity, "core.v1.VolumeNodeAffinity")
                    .invalid("field is immutable, except for updating from beta label to GA");
        }
    }

    private static ObjectValue renamed(ObjectValue requirement) {
        var label = RENAMED.get(requirement.string("key"));
        return label == null ? requirement : requirement.with("key", label);
    }

    /** What of a spec says where the data is. */
    private static ObjectValue data(ObjectValue spec) {
        var source = ObjectValue.builder();
        for (var kind : SOURCES.sources()) {
            spec.get(kind.field()).ifPresent(value -> source.put(kind.field(), value));
        }
        return source.build();
    }
}
