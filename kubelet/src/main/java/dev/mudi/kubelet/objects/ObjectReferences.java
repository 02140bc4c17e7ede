package dev.mudi.kubelet.objects;

import dev.mudi.kubelet.pod.PodSpecs;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.HashSet;
import java.util.Set;

/** The ConfigMaps and Secrets that a pod refers to. Pure. */
final class ObjectReferences {

    /** @param secret whether it is a Secret; else it is a ConfigMap */
    record Reference(boolean secret, String namespace, String name) {}

    private final String namespace;
    private final Set<Reference> found = new HashSet<>();

    private ObjectReferences(Pod pod) {
        this.namespace = pod.getMetadata().getNamespace();
        PodSpecs.volumes(pod).forEach(this::add);
        PodSpecs.allContainers(pod).forEach(this::add);
        PodSpecs.orEmpty(pod.getSpec().getImagePullSecrets()).forEach(secret -> secret(secret.getName()));
    }

    static Set<Reference> of(Pod pod) {
        return new ObjectReferences(pod).found;
    }

    private void secret(String name) {
        found.add(new Reference(true, namespace, name));
    }

    private void configMap(String name) {
        found.add(new Reference(false, namespace, name));
    }

    private void add(Volume volume) {
        if (volume.getConfigMap() != null) {
            configMap(volume.getConfigMap().getName());
        }
        if (volume.getSecret() != null) {
            secret(volume.getSecret().getSecretName());
        }
        if (volume.getProjected() == null) {
            return;
        }
        for (var source : PodSpecs.orEmpty(volume.getProjected().getSources())) {
            if (source.getConfigMap() != null) {
                configMap(source.getConfigMap().getName());
            }
            if (source.getSecret() != null) {
                secret(source.getSecret().getName());
            }
        }
    }

    private void add(Container container) {
        for (var source : PodSpecs.orEmpty(container.getEnvFrom())) {
            if (source.getConfigMapRef() != null) {
                configMap(source.getConfigMapRef().getName());
            }
            if (source.getSecretRef() != null) {
                secret(source.getSecretRef().getName());
            }
        }
        for (var variable : PodSpecs.orEmpty(container.getEnv())) {
            var source = variable.getValueFrom();
            if (source != null && source.getConfigMapKeyRef() != null) {
                configMap(source.getConfigMapKeyRef().getName());
            }
            if (source != null && source.getSecretKeyRef() != null) {
                secret(source.getSecretKeyRef().getName());
            }
        }
    }
}
