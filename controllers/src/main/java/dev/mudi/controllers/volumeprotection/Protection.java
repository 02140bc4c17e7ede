package dev.mudi.controllers.volumeprotection;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;

/** A finalizer that an object has while it is in use or not being deleted. */
record Protection(KubernetesClient client, String finalizer) {
    boolean isOn(HasMetadata object) {
        return object.getMetadata().getFinalizers().contains(finalizer);
    }

    void add(HasMetadata object) {
        List<String> finalizers = new ArrayList<>(object.getMetadata().getFinalizers());
        finalizers.add(finalizer);
        write(object, finalizers);
    }

    void remove(HasMetadata object) {
        List<String> finalizers = new ArrayList<>(object.getMetadata().getFinalizers());
        finalizers.remove(finalizer);
        write(object, finalizers);
    }

    private <T extends HasMetadata> void write(T object, List<String> finalizers) {
        var next = client.getKubernetesSerialization().clone(object);
        next.getMetadata().setFinalizers(finalizers);
        client.resource(next).update();
    }
}
