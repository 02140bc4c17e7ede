package dev.mudi.kubelet.objects;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import java.io.IOException;
import java.util.Optional;

/** Reads the objects that pods take their environment and files from. Safe for many threads. */
public interface PodObjects {

    /**
     * @return the ConfigMap, empty when there is none of that name
     * @throws IOException when the API server can't be asked
     */
    Optional<ConfigMap> configMap(String namespace, String name) throws IOException;

    /**
     * @return the Secret, empty when there is none of that name
     * @throws IOException when the API server can't be asked
     */
    Optional<Secret> secret(String namespace, String name) throws IOException;
}
