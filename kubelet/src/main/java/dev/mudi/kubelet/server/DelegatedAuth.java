package dev.mudi.kubelet.server;

import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;

/**
 * Asks the API server: the name in a client certificate is taken as it is, tokens are reviewed by TokenReview, and what a
 * user may do by SubjectAccessReview on {@code nodes/*}. Answers are kept for a while (reference: "Kubelet
 * authentication/authorization"); at most {@value #CACHE_LIMIT} of each kind.
 */
public final class DelegatedAuth implements RequestAuth {

    private static final int CACHE_LIMIT = 1024;
    private static final Duration TOKEN_TTL = Duration.ofMinutes(2);
    private static final Duration ALLOWED_TTL = Duration.ofMinutes(5);
    private static final Duration DENIED_TTL = Duration.ofSeconds(30);

    private record Question(UserInfo user, String verb, String subresource) {}

    private record Kept<T>(T answer, Instant until) {}

    private static final class Recent<K, V> extends LinkedHashMap<K, Kept<V>> {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, Kept<V>> eldest) {
            return size() > CACHE_LIMIT;
        }
    }

    private final KubernetesClient client;
    private final String nodeName;
    private final boolean anonymous;
    private final InstantSource clock;
    private final Recent<String, UserInfo> tokens = new Recent<>();
    private final Recent<Question, Boolean> answers = new Recent<>();

    /** @param anonymous whether requests without a credential are let in as {@code system:anonymous} */
    public DelegatedAuth(KubernetesClient client, String nodeName, boolean anonymous, InstantSource clock) {
        this.client = client;
        this.nodeName = nodeName;
        this.anonymous = anonymous;
        this.clock = clock;
    }

    @Override
    public Optional<UserInfo> authenticate(Optional<X509Certificate> certificate, String bearer) throws IOException {
        if (certificate.isPresent()) {
            return Optional.of(user(certificate.get()));
        }
        if (!bearer.isEmpty()) {
            return review(bearer);
        }
        return anonymous ? Optional.of(UserInfo.ANONYMOUS) : Optional.empty();
    }

    /** The common name is the user, the organizations are its groups. */
    static UserInfo user(X509Certificate certificate) throws IOException {
        var name = "";
        var groups = new ArrayList<String>();
        try {
            var subject = new LdapName(certificate.getSubjectX500Principal().getName());
            for (var part : subject.getRdns()) {
                if (part.getType().equalsIgnoreCase("CN")) {
                    name = part.getValue().toString();
                } else if (part.getType().equalsIgnoreCase("O")) {
                    groups.add(part.getValue().toString());
                }
            }
        } catch (InvalidNameException e) {
            throw new IOException("the client certificate's subject can't be read", e);
        }
        groups.add("system:authenticated");
        return new UserInfo(name, "", List.copyOf(groups));
    }

    private Optional<UserInfo> review(String token) throws IOException {
        var known = recall(tokens, token);
        if (known.isPresent()) {
            return known;
        }
        var review = new TokenReviewBuilder()
                .withNewSpec()
                .withToken(token)
                .endSpec()
                .build();
        var status = ask(() -> client.resource(review).create()).getStatus();
        if (status == null || !Boolean.TRUE.equals(status.getAuthenticated())) {
            return Optional.empty();
        }
        var user = status.getUser();
        var info = new UserInfo(
                user.getUsername(),
                user.getUid() == null ? "" : user.getUid(),
                user.getGroups() == null ? List.of() : List.copyOf(user.getGroups()));
        keep(tokens, token, info, TOKEN_TTL);
        return Optional.of(info);
    }

    @Override
    public boolean mayUse(UserInfo user, String verb, String subresource) throws IOException {
        var question = new Question(user, verb, subresource);
        var known = recall(answers, question);
        if (known.isPresent()) {
            return known.get();
        }
        var review = new SubjectAccessReviewBuilder()
                .withNewSpec()
                .withUser(user.name())
                .withUid(user.uid().isEmpty() ? null : user.uid())
                .withGroups(user.groups())
                .withNewResourceAttributes()
                .withVerb(verb)
                .withVersion("v1")
                .withResource("nodes")
                .withSubresource(subresource)
                .withName(nodeName)
                .endResourceAttributes()
                .endSpec()
                .build();
        var status = ask(() -> client.resource(review).create()).getStatus();
        boolean allowed = status != null && Boolean.TRUE.equals(status.getAllowed());
        keep(answers, question, allowed, allowed ? ALLOWED_TTL : DENIED_TTL);
        return allowed;
    }

    private static <T> T ask(Callable<T> call) throws IOException {
        try {
            return call.call();
        } catch (KubernetesClientException e) {
            throw new IOException("the API server could not be asked: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("the API server could not be asked", e);
        }
    }

    private <K, V> Optional<V> recall(Recent<K, V> cache, K key) {
        synchronized (cache) {
            var kept = cache.get(key);
            return kept == null || clock.instant().isAfter(kept.until())
                    ? Optional.empty()
                    : Optional.of(kept.answer());
        }
    }

    private <K, V> void keep(Recent<K, V> cache, K key, V answer, Duration ttl) {
        synchronized (cache) {
            cache.put(key, new Kept<>(answer, clock.instant().plus(ttl)));
        }
    }
}
