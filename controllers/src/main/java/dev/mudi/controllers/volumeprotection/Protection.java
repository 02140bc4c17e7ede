package dev.mudi.controllers.volumeprotection;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A finalizer that an object has while it is in use or not being deleted. */
record Protection(KubernetesClient client, String finalizer) {
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

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

    private void write(HasMetadata object, List<String> finalizers) {
        var metadata = object.getMetadata();
        var patch = client.getKubernetesSerialization()
                .asJson(Map.of(
                        "metadata",
                        Map.of(
                                "uid", metadata.getUid(),
                                "resourceVersion", metadata.getResourceVersion(),
                                "finalizers", finalizers)));
        client.resource(object).patch(MERGE, patch);
    }
}
