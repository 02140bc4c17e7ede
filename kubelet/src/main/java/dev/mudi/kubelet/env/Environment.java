package dev.mudi.kubelet.env;

import dev.mudi.kubelet.objects.PodObjects;
import dev.mudi.kubelet.pod.PodSpecs;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the environment of a container.
 *
 * @param objects where ConfigMaps and Secrets are read
 * @param fields what the downward API answers
 * @param services the service variables that the pod sees
 */
public record Environment(PodObjects objects, PodFields fields, Map<String, String> services) {

    /** A variable's source that is not there; the message is what {@code kubectl describe} shows, as upstream words it. */
    public static final class MissingSourceException extends IOException {
        private static final long serialVersionUID = 1L;

        MissingSourceException(String message) {
            super(message);
        }
    }

    /**
     * The container's variables: {@code envFrom} first, {@code env} over it in the order declared, service variables where
     * neither says otherwise.
     *
     * @throws IOException when a source that isn't optional is missing or can't be read
     * @throws IllegalArgumentException when a field path or resource is unknown
     */
    public Map<String, String> of(Pod pod, Container container) throws IOException {
        var variables = new LinkedHashMap<String, String>();
        for (var source : PodSpecs.orEmpty(container.getEnvFrom())) {
            addAll(variables, pod.getMetadata().getNamespace(), source);
        }
        for (var variable : PodSpecs.orEmpty(container.getEnv())) {
            var value = variable.getValue();
            if (value != null && !value.isEmpty()) {
                variables.put(variable.getName(), Expansion.expand(value, name -> lookUp(variables, name)));
            } else if (variable.getValueFrom() != null) {
                resolve(pod, container, variable.getValueFrom())
                        .ifPresent(resolved -> variables.put(variable.getName(), resolved));
            } else {
                variables.put(variable.getName(), "");
            }
        }
        services.forEach(variables::putIfAbsent);
        return variables;
    }

    private String lookUp(Map<String, String> variables, String name) {
        var own = variables.get(name);
        if (own != null) {
            return own;
        }
        var service = services.get(name);
        return service == null ? "$(" + name + ")" : service;
    }

    private void addAll(Map<String, String> variables, String namespace, EnvFromSource source) throws IOException {
        var prefix = source.getPrefix() == null ? "" : source.getPrefix();
        if (source.getConfigMapRef() != null) {
            var ref = source.getConfigMapRef();
            configMap(namespace, ref.getName(), isTrue(ref.getOptional()))
                    .ifPresent(map -> data(map).forEach((key, value) -> variables.put(prefix + key, value)));
        } else if (source.getSecretRef() != null) {
            var ref = source.getSecretRef();
            secret(namespace, ref.getName(), isTrue(ref.getOptional()))
                    .ifPresent(secret -> data(secret).forEach((key, value) -> variables.put(prefix + key, value)));
        }
    }

    private Optional<String> resolve(Pod pod, Container container, EnvVarSource source) throws IOException {
        var namespace = pod.getMetadata().getNamespace();
        if (source.getFieldRef() != null) {
            return Optional.of(fields.field(pod, source.getFieldRef().getFieldPath()));
        }
        if (source.getResourceFieldRef() != null) {
            return Optional.of(fields.resource(pod, container, source.getResourceFieldRef()));
        }
        if (source.getConfigMapKeyRef() != null) {
            var ref = source.getConfigMapKeyRef();
            var optional = isTrue(ref.getOptional());
            var map = configMap(namespace, ref.getName(), optional);
            return map.isEmpty()
                    ? Optional.empty()
                    : key(data(map.get()), ref.getKey(), optional, "ConfigMap", namespace, ref.getName());
        }
        if (source.getSecretKeyRef() != null) {
            var ref = source.getSecretKeyRef();
            var optional = isTrue(ref.getOptional());
            var secret = secret(namespace, ref.getName(), optional);
            return secret.isEmpty()
                    ? Optional.empty()
                    : key(data(secret.get()), ref.getKey(), optional, "Secret", namespace, ref.getName());
        }
        return Optional.of("");
    }

    private static Optional<String> key(
            Map<String, String> data, String key, boolean optional, String kind, String namespace, String name)
            throws IOException {
        var value = data.get(key);
        if (value == null && !optional) {
            throw new MissingSourceException("couldn't find key " + key + " in " + kind + " " + namespace + "/" + name);
        }
        return Optional.ofNullable(value);
    }

    private Optional<ConfigMap> configMap(String namespace, String name, boolean optional) throws IOException {
        var found = objects.configMap(namespace, name);
        if (found.isEmpty() && !optional) {
            throw new MissingSourceException("configmap \"" + name + "\" not found");
        }
        return found;
    }

    private Optional<Secret> secret(String namespace, String name, boolean optional) throws IOException {
        var found = objects.secret(namespace, name);
        if (found.isEmpty() && !optional) {
            throw new MissingSourceException("secret \"" + name + "\" not found");
        }
        return found;
    }

    private static Map<String, String> data(ConfigMap map) {
        return map.getData() == null ? Map.of() : map.getData();
    }

    private static Map<String, String> data(Secret secret) {
        if (secret.getData() == null) {
            return Map.of();
        }
        var decoded = new LinkedHashMap<String, String>();
        secret.getData()
                .forEach((key, value) ->
                        decoded.put(key, new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8)));
        return decoded;
    }

    private static boolean isTrue(@org.jspecify.annotations.Nullable Boolean flag) {
        return Boolean.TRUE.equals(flag);
    }
}
