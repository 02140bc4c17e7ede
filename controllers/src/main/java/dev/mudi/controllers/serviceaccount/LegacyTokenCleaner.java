package dev.mudi.controllers.serviceaccount;

import dev.mudi.client.Lister;
import dev.mudi.client.ObjectKey;
import dev.mudi.client.Reconciler.Result;
import dev.mudi.client.Refusals;
import dev.mudi.client.Timestamps;
import dev.mudi.controllers.spi.Controller;
import dev.mudi.controllers.spi.ControllerContext;
import dev.mudi.controllers.spi.ControllerLoop;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Once a day makes those tokens in secrets invalid that nobody has used for a year, and a year later removes them. */
public final class LegacyTokenCleaner implements Controller {
    /** Upstream's name. */
    public static final String NAME = "legacy-serviceaccount-token-cleaner-controller";

    private static final int WORKERS = 1;
    private static final Duration INTERVAL = Duration.ofHours(24);
    private static final String TYPE = "kubernetes.io/service-account-token";
    private static final String ACCOUNT = "kubernetes.io/service-account.name";
    private static final String ACCOUNT_UID = "kubernetes.io/service-account.uid";
    private static final String TRACKING = "kube-apiserver-legacy-service-account-token-tracking";
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    private final KubernetesClient client;
    private final Clock clock;
    private final ControllerLoop<String> loop;
    private final Lister<Secret> secrets;
    private final Lister<ServiceAccount> accounts;
    private final Lister<Pod> pods;

    public LegacyTokenCleaner(ControllerContext context) {
        this.client = context.clients().apply("legacy-service-account-token-cleaner");
        this.clock = context.clock();
        this.loop = new ControllerLoop<>(NAME, WORKERS, clock, this::reconcile);
        this.secrets = loop.read(context.informers().of(Secret.class));
        this.accounts = loop.read(context.informers().of(ServiceAccount.class));
        this.pods = loop.read(context.informers().of(Pod.class));
    }

    @Override
    public ControllerLoop<?> loop() {
        return loop;
    }

    @Override
    public void start() {
        loop.enqueue(TRACKING);
        loop.start();
    }

    private Result reconcile(String tracking) {
        var keepFrom = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).minusYears(1);
        // Servers have tracked the use of tokens since that day; the day after they all have.
        boolean known = trackedSince(tracking)
                .filter(day -> !keepFrom.isBefore(day.plusDays(1)))
                .isPresent();
        if (known) {
            clean(keepFrom);
        }
        return Result.after(INTERVAL);
    }

    private Optional<LocalDate> trackedSince(String tracking) {
        var map = client.configMaps()
                .inNamespace("kube-system")
                .withName(tracking)
                .get();
        return map == null || map.getData() == null
                ? Optional.empty()
                : Optional.ofNullable(map.getData().get("since")).flatMap(LegacyToken::date);
    }

    private void clean(LocalDate keepFrom) {
        Map<String, Set<String>> mounted = new HashMap<>();
        for (var secret : secrets.list()) {
            if (!TYPE.equals(secret.getType()) || !isNamed(secret)) {
                continue;
            }
            var namespace = secret.getMetadata().getNamespace();
            boolean used = mounted.computeIfAbsent(namespace, this::mountedIn)
                    .contains(secret.getMetadata().getName());
            var created = Timestamps.parse(secret.getMetadata().getCreationTimestamp());
            var verdict = used
                    ? LegacyToken.Verdict.KEEP
                    : LegacyToken.of(secret, LocalDate.ofInstant(created, ZoneOffset.UTC), keepFrom);
            apply(verdict, secret);
        }
    }

    private void apply(LegacyToken.Verdict verdict, Secret secret) {
        try {
            switch (verdict) {
                case KEEP -> {}
                case INVALIDATE -> client.resource(secret).patch(MERGE, invalidation());
                case DELETE -> client.resource(secret).lockResourceVersion().delete();
            }
        } catch (KubernetesClientException e) {
            if (!Refusals.isNotFound(e) && !Refusals.isConflict(e)) {
                throw e;
            }
        }
    }

    private String invalidation() {
        var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).toString();
        return client.getKubernetesSerialization()
                .asJson(Map.of("metadata", Map.of("labels", Map.of(LegacyToken.INVALID_SINCE, today))));
    }

    /** Whether the account of the token names the secret, as it does where the secret was made for it. */
    private boolean isNamed(Secret secret) {
        var annotations = Objects.requireNonNullElse(secret.getMetadata().getAnnotations(), Map.<String, String>of());
        var key = new ObjectKey(secret.getMetadata().getNamespace(), annotations.getOrDefault(ACCOUNT, ""));
        return accounts.get(key)
                .filter(account -> annotations
                        .getOrDefault(ACCOUNT_UID, account.getMetadata().getUid())
                        .equals(account.getMetadata().getUid()))
                .filter(account -> account.getSecrets().stream()
                        .anyMatch(one -> secret.getMetadata().getName().equals(one.getName())))
                .isPresent();
    }

    private Set<String> mountedIn(String namespace) {
        Set<String> names = new HashSet<>();
        for (var pod : pods.list(namespace)) {
            for (var volume : pod.getSpec().getVolumes()) {
                if (volume.getSecret() != null) {
                    names.add(volume.getSecret().getSecretName());
                }
            }
        }
        return names;
    }
}
