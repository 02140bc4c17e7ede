package dev.mudi.controllers.serviceaccount;

import dev.mudi.client.Lister;
import dev.mudi.client.ObjectKey;
import dev.mudi.client.Reconciler.Result;
import dev.mudi.client.ResourceEventHandler;
import dev.mudi.client.Selection;
import dev.mudi.controllers.spi.Controller;
import dev.mudi.controllers.spi.ControllerContext;
import dev.mudi.controllers.spi.ControllerLoop;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;

/**
 * Fills secrets of type {@code kubernetes.io/service-account-token}, and deletes those whose account is gone. The token
 * is one that the API server issues for the secret, for as long as it issues any: it ends with the secret.
 */
public final class TokensController implements Controller {
    /** Upstream's name. */
    public static final String NAME = "serviceaccount-token-controller";

    private static final int WORKERS = 1;
    private static final String TYPE = "kubernetes.io/service-account-token";
    private static final String ACCOUNT = "kubernetes.io/service-account.name";
    private static final String ACCOUNT_UID = "kubernetes.io/service-account.uid";
    private static final long LONGEST_SECONDS = 1L << 32;

    private final KubernetesClient client;
    private final String rootCa;
    private final ControllerLoop<ObjectKey> loop;
    private final Lister<Secret> secrets;
    private final Lister<ServiceAccount> accounts;

    public TokensController(ControllerContext context) {
        this.client = context.clients().apply(ControllerContext.MANAGER);
        this.rootCa = context.options().rootCa();
        this.loop = new ControllerLoop<>(NAME, WORKERS, context.clock(), this::reconcile);
        this.secrets = loop.watch(
                context.informers().of(Secret.class, Selection.all().withFields("type=" + TYPE)),
                ResourceEventHandler.onChange(secret -> loop.enqueue(ObjectKey.of(secret))));
        this.accounts = loop.watch(
                context.informers().of(ServiceAccount.class),
                ResourceEventHandler.onChange(account -> enqueueSecretsOf(account)));
    }

    private void enqueueSecretsOf(ServiceAccount account) {
        for (var secret : secrets.list(account.getMetadata().getNamespace())) {
            if (account.getMetadata().getName().equals(annotations(secret).get(ACCOUNT))) {
                loop.enqueue(ObjectKey.of(secret));
            }
        }
    }

    private static Map<String, String> annotations(Secret secret) {
        return Objects.requireNonNullElse(secret.getMetadata().getAnnotations(), Map.of());
    }

    @Override
    public ControllerLoop<?> loop() {
        return loop;
    }

    private Result reconcile(ObjectKey key) {
        var found = secrets.get(key).filter(secret -> TYPE.equals(secret.getType()));
        if (found.isEmpty() || found.get().getMetadata().getDeletionTimestamp() != null) {
            return Result.done();
        }
        var secret = found.get();
        var name = annotations(secret).getOrDefault(ACCOUNT, "");
        var account = accounts.get(key.namespace(), name)
                .filter(one -> annotations(secret)
                        .getOrDefault(ACCOUNT_UID, one.getMetadata().getUid())
                        .equals(one.getMetadata().getUid()));
        if (account.isEmpty()) {
            if (client.serviceAccounts()
                            .inNamespace(key.namespace())
                            .withName(name)
                            .get()
                    == null) {
                client.resource(secret).delete();
            }
            return Result.done();
        }
        if (!isComplete(secret)) {
            client.resource(filled(secret, account.get())).update();
        }
        return Result.done();
    }

    private boolean isComplete(Secret secret) {
        var data = Objects.requireNonNullElse(secret.getData(), Map.<String, String>of());
        return data.containsKey("token")
                && data.containsKey("namespace")
                && encoded(rootCa).equals(data.get("ca.crt"))
                && annotations(secret).containsKey(ACCOUNT_UID);
    }

    private Secret filled(Secret secret, ServiceAccount account) {
        var data = Objects.requireNonNullElse(secret.getData(), Map.<String, String>of());
        var token = data.containsKey("token") ? data.get("token") : encoded(token(secret, account));
        return new SecretBuilder(secret)
                .editMetadata()
                .addToAnnotations(ACCOUNT_UID, account.getMetadata().getUid())
                .endMetadata()
                .addToData("token", token)
                .addToData("namespace", encoded(secret.getMetadata().getNamespace()))
                .addToData("ca.crt", encoded(rootCa))
                .build();
    }

    private String token(Secret secret, ServiceAccount account) {
        var request = new TokenRequestBuilder()
                .withNewSpec()
                .withExpirationSeconds(LONGEST_SECONDS)
                .withNewBoundObjectRef(
                        "v1",
                        "Secret",
                        secret.getMetadata().getName(),
                        secret.getMetadata().getUid())
                .endSpec()
                .build();
        return client.serviceAccounts()
                .inNamespace(account.getMetadata().getNamespace())
                .withName(account.getMetadata().getName())
                .tokenRequest(request)
                .getStatus()
                .getToken();
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
