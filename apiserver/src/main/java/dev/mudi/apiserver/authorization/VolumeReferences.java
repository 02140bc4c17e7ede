package dev.mudi.apiserver.authorization;

import dev.mudi.api.tree.ObjectValue;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** What a persistent volume needs from the API where it is mounted. Pure. */
final class VolumeReferences {
    private VolumeReferences() {}

    /** The key of the claim that has the volume, if one has. */
    static Optional<String> claim(ObjectValue volume) {
        var claim = volume.object("spec").object("claimRef");
        return Optional.of(claim.string("name"))
                .filter(name -> !name.isEmpty())
                .map(name -> PodReferences.key("persistentvolumeclaims", claim.string("namespace"), name));
    }

    /** The keys of the secrets that a kubelet reads to mount it. */
    static Set<String> secrets(ObjectValue volume) {
        var spec = volume.object("spec");
        var namespace = spec.object("claimRef").string("namespace");
        var keys = new LinkedHashSet<String>();
        for (var driver : new String[] {"cephfs", "cinder", "flexVolume", "iscsi", "rbd", "scaleIO", "storageos"}) {
            add(keys, spec.object(driver).object("secretRef"), namespace);
        }
        for (var field : new String[] {"nodePublishSecretRef", "nodeStageSecretRef", "nodeExpandSecretRef"}) {
            add(keys, spec.object("csi").object(field), namespace);
        }
        var azure = spec.object("azureFile");
        if (!azure.string("secretName").isEmpty()) {
            var own = azure.string("secretNamespace");
            keys.add(PodReferences.key("secrets", own.isEmpty() ? namespace : own, azure.string("secretName")));
        }
        return keys;
    }

    private static void add(Set<String> keys, ObjectValue reference, String namespace) {
        if (!reference.string("name").isEmpty()) {
            var own = reference.string("namespace");
            keys.add(PodReferences.key("secrets", own.isEmpty() ? namespace : own, reference.string("name")));
        }
    }
}
