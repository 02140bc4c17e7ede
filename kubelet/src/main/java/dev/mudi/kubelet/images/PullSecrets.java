package dev.mudi.kubelet.images;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mudi.kubelet.objects.PodObjects;
import dev.mudi.kubelet.pod.PodSpecs;
import dev.mudi.runtime.cri.AuthConfig;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The credentials that a pod's {@code imagePullSecrets} hold for an image's registry. Source: reference, "Images", on the
 * interpretation of config.json: keys are hosts, with an optional path that the image's name begins with.
 */
final class PullSecrets {

    private static final Logger LOG = LoggerFactory.getLogger(PullSecrets.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final PodObjects objects;

    PullSecrets(PodObjects objects) {
        this.objects = objects;
    }

    /** The credentials to try, in the order of the pod's secrets; empty for an anonymous pull. */
    List<AuthConfig> of(Pod pod, String image) {
        var found = new ArrayList<AuthConfig>();
        for (var reference : PodSpecs.orEmpty(pod.getSpec().getImagePullSecrets())) {
            try {
                objects.secret(pod.getMetadata().getNamespace(), reference.getName())
                        .ifPresent(secret -> collect(secret, image, found));
            } catch (IOException e) {
                // Without this secret the pull may still succeed, and says what is missing when it doesn't.
                LOG.atDebug().setCause(e).log("A pull secret can't be read");
            }
        }
        return found;
    }

    private static void collect(Secret secret, String image, List<AuthConfig> found) {
        var data = secret.getData() == null ? Map.<String, String>of() : secret.getData();
        var modern = data.get(".dockerconfigjson");
        var encoded = modern == null ? data.get(".dockercfg") : modern;
        if (encoded == null) {
            return;
        }
        try {
            JsonNode root = JSON.readTree(Base64.getDecoder().decode(encoded));
            var entries = modern == null ? root : root.path("auths");
            entries.properties().forEach(entry -> {
                if (covers(entry.getKey(), image)) {
                    found.add(auth(entry.getKey(), entry.getValue()));
                }
            });
        } catch (JsonProcessingException | IllegalArgumentException e) {
            return;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static boolean covers(String key, String image) {
        var name =
                key.replaceFirst("^https?://", "").replaceFirst("/v[12]/?$", "").replaceFirst("/$", "");
        var first = image.split("/", 2)[0];
        boolean hasHost =
                image.contains("/") && (first.contains(".") || first.contains(":") || first.equals("localhost"));
        var full = hasHost ? image : "docker.io/" + image;
        var normal = name.equals("index.docker.io") ? "docker.io" : name;
        if (normal.startsWith("*.")) {
            var host = full.split("/", 2)[0];
            return host.endsWith(normal.substring(1));
        }
        return full.equals(normal) || full.startsWith(normal + "/");
    }

    private static AuthConfig auth(String server, JsonNode entry) {
        var config = AuthConfig.newBuilder()
                .setServerAddress(server)
                .setUsername(entry.path("username").asText(""))
                .setPassword(entry.path("password").asText(""))
                .setIdentityToken(entry.path("identitytoken").asText(""));
        var auth = entry.path("auth").asText("");
        if (config.getUsername().isEmpty() && !auth.isEmpty()) {
            var pair = new String(Base64.getDecoder().decode(auth), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            if (colon > 0) {
                config.setUsername(pair.substring(0, colon)).setPassword(pair.substring(colon + 1));
            }
        }
        return config.build();
    }
}
