package dev.mudi.kubelet.objects;

import dev.mudi.client.Timestamps;
import dev.mudi.kubelet.pod.PodSpecs;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Service account tokens bound to pods, by TokenRequest (KEP-1205). A token is asked for anew when four fifths of its life
 * are over, or after a day. Bounded by the projections of the pods of the node. Safe for many threads.
 */
public final class ServiceAccountTokens implements TokenSource {

    private static final Duration OLDEST = Duration.ofHours(24);

    private record Key(String uid, String audience, long expirationSeconds) {}

    private record Token(String text, Instant refresh) {}

    private final KubernetesClient client;
    private final InstantSource clock;
    private final Map<Key, Token> tokens = new ConcurrentHashMap<>();

    public ServiceAccountTokens(KubernetesClient client, InstantSource clock) {
        this.client = client;
        this.clock = clock;
    }

    @Override
    public String token(Pod pod, String audience, long expirationSeconds) throws IOException {
        var key = new Key(PodSpecs.uid(pod), audience, expirationSeconds);
        var known = tokens.get(key);
        if (known != null && clock.instant().isBefore(known.refresh())) {
            return known.text();
        }
        var fresh = request(pod, audience, expirationSeconds);
        tokens.put(key, fresh);
        return fresh.text();
    }

    private Token request(Pod pod, String audience, long expirationSeconds) throws IOException {
        var asked = clock.instant();
        var spec = new TokenRequestBuilder()
                .withNewSpec()
                .withExpirationSeconds(expirationSeconds)
                .withNewBoundObjectRef()
                .withApiVersion("v1")
                .withKind("Pod")
                .withName(pod.getMetadata().getName())
                .withUid(PodSpecs.uid(pod))
                .endBoundObjectRef();
        var request = (audience.isEmpty() ? spec : spec.withAudiences(audience))
                .endSpec()
                .build();
        var account = pod.getSpec().getServiceAccountName();
        var name = account == null || account.isEmpty() ? "default" : account;
        try {
            var status = client.serviceAccounts()
                    .inNamespace(pod.getMetadata().getNamespace())
                    .withName(name)
                    .tokenRequest(request)
                    .getStatus();
            var life = Duration.between(asked, Timestamps.parse(status.getExpirationTimestamp()));
            var young = life.multipliedBy(4).dividedBy(5);
            return new Token(status.getToken(), asked.plus(young.compareTo(OLDEST) < 0 ? young : OLDEST));
        } catch (KubernetesClientException e) {
            throw new IOException("failed to fetch token: " + e.getMessage(), e);
        }
    }

    /** When the first of a pod's tokens has to be asked for anew; {@link Instant#MAX} when it has none. */
    public Instant refreshAt(String uid) {
        return tokens.entrySet().stream()
                .filter(entry -> entry.getKey().uid().equals(uid))
                .map(entry -> entry.getValue().refresh())
                .min(Instant::compareTo)
                .orElse(Instant.MAX);
    }

    /** Forgets the tokens of a pod. */
    public void release(String uid) {
        tokens.keySet().removeIf(key -> key.uid().equals(uid));
    }
}
