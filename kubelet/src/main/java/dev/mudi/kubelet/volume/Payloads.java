package dev.mudi.kubelet.volume;

import dev.mudi.kubelet.env.PodFields;
import dev.mudi.kubelet.objects.PodObjects;
import dev.mudi.kubelet.objects.TokenSource;
import dev.mudi.kubelet.pod.PodSpecs;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.DownwardAPIVolumeFile;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ProjectedVolumeSource;
import io.fabric8.kubernetes.api.model.ServiceAccountTokenProjection;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The files of volumes that are made of API objects: configMap, secret, downwardAPI and projected.
 *
 * @param objects where ConfigMaps and Secrets are read
 * @param tokens where service account tokens come from
 */
record Payloads(PodObjects objects, TokenSource tokens) {

    private static final int DEFAULT_MODE = 0644;
    private static final long DEFAULT_EXPIRATION = 3600;

    /** Whether the volume is of these. */
    static boolean has(Volume volume) {
        return volume.getConfigMap() != null
                || volume.getSecret() != null
                || volume.getDownwardAPI() != null
                || volume.getProjected() != null;
    }

    /** The volume's files by relative path. */
    Map<String, FileEntry> of(Pod pod, Volume volume, PodFields fields) throws IOException {
        var files = new LinkedHashMap<String, FileEntry>();
        var namespace = pod.getMetadata().getNamespace();
        if (volume.getConfigMap() != null) {
            var source = volume.getConfigMap();
            int mode = mode(source.getDefaultMode(), DEFAULT_MODE);
            var data = configMap(namespace, source.getName(), source.getOptional());
            select(files, "configmap", data, source.getItems(), mode, source.getOptional());
        } else if (volume.getSecret() != null) {
            var source = volume.getSecret();
            int mode = mode(source.getDefaultMode(), DEFAULT_MODE);
            var data = secret(namespace, source.getSecretName(), source.getOptional());
            select(files, "secret", data, source.getItems(), mode, source.getOptional());
        } else if (volume.getDownwardAPI() != null) {
            var source = volume.getDownwardAPI();
            downward(files, pod, source.getItems(), mode(source.getDefaultMode(), DEFAULT_MODE), fields);
        } else if (volume.getProjected() != null) {
            projected(files, pod, volume.getProjected(), fields);
        }
        return files;
    }

    private void projected(Map<String, FileEntry> files, Pod pod, ProjectedVolumeSource volume, PodFields fields)
            throws IOException {
        int mode = mode(volume.getDefaultMode(), DEFAULT_MODE);
        for (var source : PodSpecs.orEmpty(volume.getSources())) {
            project(files, pod, source, mode, fields);
        }
    }

    private void project(Map<String, FileEntry> files, Pod pod, VolumeProjection source, int mode, PodFields fields)
            throws IOException {
        var namespace = pod.getMetadata().getNamespace();
        if (source.getConfigMap() != null) {
            var ref = source.getConfigMap();
            var data = configMap(namespace, ref.getName(), ref.getOptional());
            select(files, "configmap", data, ref.getItems(), mode, ref.getOptional());
        } else if (source.getSecret() != null) {
            var ref = source.getSecret();
            var data = secret(namespace, ref.getName(), ref.getOptional());
            select(files, "secret", data, ref.getItems(), mode, ref.getOptional());
        } else if (source.getDownwardAPI() != null) {
            downward(files, pod, source.getDownwardAPI().getItems(), mode, fields);
        } else if (source.getServiceAccountToken() != null) {
            var projection = source.getServiceAccountToken();
            files.put(projection.getPath(), token(pod, projection, mode));
        }
    }

    /**
     * Tokens are for the pod's user alone: the file is narrowed and given to that user when the pod says who that is. With a
     * group for its volumes the file is narrowed too, and opened to the group with the rest of the volume.
     */
    private FileEntry token(Pod pod, ServiceAccountTokenProjection projection, int mode) throws IOException {
        var audience = projection.getAudience() == null ? "" : projection.getAudience();
        var expiration = projection.getExpirationSeconds() == null
                ? DEFAULT_EXPIRATION
                : projection.getExpirationSeconds().longValue();
        var token = tokens.token(pod, audience, expiration).getBytes(StandardCharsets.UTF_8);
        var context = pod.getSpec().getSecurityContext();
        boolean group = context != null && context.getFsGroup() != null;
        var user = commonUser(pod);
        return new FileEntry(token, group || user.isPresent() ? 0600 : mode, user.orElse(-1L));
    }

    /** The user that all containers run as, when it is one. */
    private static Optional<Long> commonUser(Pod pod) {
        var users = PodSpecs.allContainers(pod).stream()
                .map(container -> user(pod, container))
                .distinct()
                .toList();
        return users.size() == 1 ? users.getFirst() : Optional.empty();
    }

    private static Optional<Long> user(Pod pod, Container container) {
        var own = container.getSecurityContext();
        if (own != null && own.getRunAsUser() != null) {
            return Optional.of(own.getRunAsUser());
        }
        var context = pod.getSpec().getSecurityContext();
        return context == null ? Optional.empty() : Optional.ofNullable(context.getRunAsUser());
    }

    private Optional<Map<String, byte[]>> configMap(String namespace, String name, @Nullable Boolean optional)
            throws IOException {
        var found = objects.configMap(namespace, name);
        if (found.isEmpty()) {
            return missing("configmap", name, optional);
        }
        var data = new LinkedHashMap<String, byte[]>();
        if (found.get().getData() != null) {
            found.get().getData().forEach((key, value) -> data.put(key, value.getBytes(StandardCharsets.UTF_8)));
        }
        decode(data, found.get().getBinaryData());
        return Optional.of(data);
    }

    private Optional<Map<String, byte[]>> secret(String namespace, String name, @Nullable Boolean optional)
            throws IOException {
        var found = objects.secret(namespace, name);
        if (found.isEmpty()) {
            return missing("secret", name, optional);
        }
        var data = new LinkedHashMap<String, byte[]>();
        decode(data, found.get().getData());
        return Optional.of(data);
    }

    private static void decode(Map<String, byte[]> into, @Nullable Map<String, String> base64) {
        if (base64 != null) {
            base64.forEach((key, value) -> into.put(key, Base64.getDecoder().decode(value)));
        }
    }

    private static Optional<Map<String, byte[]>> missing(String kind, String name, @Nullable Boolean optional)
            throws IOException {
        if (Boolean.TRUE.equals(optional)) {
            return Optional.empty();
        }
        throw new IOException(kind + " \"" + name + "\" not found");
    }

    private static void select(
            Map<String, FileEntry> files,
            String kind,
            Optional<Map<String, byte[]>> data,
            @Nullable List<KeyToPath> items,
            int mode,
            @Nullable Boolean optional)
            throws IOException {
        if (data.isEmpty()) {
            return;
        }
        if (items == null || items.isEmpty()) {
            data.get().forEach((key, value) -> files.put(key, new FileEntry(value, mode, -1)));
            return;
        }
        for (var item : items) {
            var value = data.get().get(item.getKey());
            if (value != null) {
                files.put(item.getPath(), new FileEntry(value, mode(item.getMode(), mode), -1));
            } else if (!Boolean.TRUE.equals(optional)) {
                throw new IOException(kind + " references non-existent " + (kind.equals("secret") ? "secret" : "config")
                        + " key: " + item.getKey());
            }
        }
    }

    private static void downward(
            Map<String, FileEntry> files,
            Pod pod,
            @Nullable List<DownwardAPIVolumeFile> items,
            int mode,
            PodFields fields)
            throws IOException {
        for (var item : PodSpecs.orEmpty(items)) {
            String text;
            try {
                text = item.getFieldRef() != null
                        ? fields.field(pod, item.getFieldRef().getFieldPath())
                        : fields.resource(pod, PodSpecs.containers(pod).getFirst(), item.getResourceFieldRef());
            } catch (IllegalArgumentException e) {
                throw new IOException(e.getMessage(), e);
            }
            files.put(
                    item.getPath(),
                    new FileEntry(text.getBytes(StandardCharsets.UTF_8), mode(item.getMode(), mode), -1));
        }
    }

    private static int mode(@Nullable Integer mode, int fallback) {
        return mode == null ? fallback : mode;
    }
}
