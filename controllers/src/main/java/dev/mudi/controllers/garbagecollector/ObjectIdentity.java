package dev.mudi.controllers.garbagecollector;

import dev.mudi.client.ApiResource;
import dev.mudi.client.ObjectKey;
import io.fabric8.kubernetes.api.model.HasMetadata;

/** One object, for as long as it lives: a namesake that comes later has another uid. */
record ObjectIdentity(ApiResource resource, ObjectKey key, String uid) {
    static ObjectIdentity of(ApiResource resource, HasMetadata object) {
        return new ObjectIdentity(
                resource, ObjectKey.of(object), object.getMetadata().getUid());
    }

    @Override
    public String toString() {
        return resource + "/" + key;
    }
}
