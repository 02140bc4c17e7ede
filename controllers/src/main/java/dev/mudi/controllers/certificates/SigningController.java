package dev.mudi.controllers.certificates;

import dev.mudi.client.Lister;
import dev.mudi.client.Reconciler.Result;
import dev.mudi.client.ResourceEventHandler;
import dev.mudi.client.Timestamps;
import dev.mudi.controllers.spi.Controller;
import dev.mudi.controllers.spi.ControllerContext;
import dev.mudi.controllers.spi.ControllerLoop;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Signs approved requests for the signers of {@code kubernetes.io}. */
public final class SigningController implements Controller {
    /** Upstream's name. */
    public static final String NAME = "certificatesigningrequest-signing-controller";

    static final String SERVICE_ACCOUNT = "certificate-controller";

    private static final Logger LOG = LoggerFactory.getLogger(SigningController.class);
    private static final int WORKERS = 5;

    private final KubernetesClient client;
    private final Clock clock;
    private final Optional<Issue> issue;
    private final ControllerLoop<String> loop;
    private final Lister<CertificateSigningRequest> requests;

    public SigningController(ControllerContext context) {
        this.client = context.clients().apply(SERVICE_ACCOUNT);
        this.clock = context.clock();
        this.issue = context.options().signing().map(authority -> new Issue(authority, context.random()));
        this.loop = new ControllerLoop<>(NAME, WORKERS, clock, this::reconcile);
        this.requests = loop.watch(
                context.informers().of(CertificateSigningRequest.class),
                ResourceEventHandler.onChange(
                        request -> loop.enqueue(request.getMetadata().getName())));
    }

    @Override
    public ControllerLoop<?> loop() {
        return loop;
    }

    private Result reconcile(String name) {
        requests.get("", name)
                .filter(SigningController::isDue)
                .ifPresent(request -> issue.ifPresent(ours ->
                        Signer.of(request.getSpec().getSignerName()).ifPresent(signer -> sign(ours, signer, request))));
        return Result.done();
    }

    private static boolean isDue(CertificateSigningRequest request) {
        boolean approved = Conditions.find(request, Conditions.APPROVED).isPresent()
                && Conditions.find(request, Conditions.DENIED).isEmpty();
        return approved && Conditions.find(request, Conditions.FAILED).isEmpty() && !Conditions.isIssued(request);
    }

    private void sign(Issue ours, Signer signer, CertificateSigningRequest request) {
        var spec = request.getSpec();
        try {
            var requested = Requested.of(request);
            var refusal = signer.refusal(requested, spec.getUsages());
            if (!refusal.isEmpty()) {
                fail(request, refusal);
                return;
            }
            long seconds = spec.getExpirationSeconds() == null ? 0 : spec.getExpirationSeconds();
            var pem = ours.certificate(requested, spec.getUsages(), ours.duration(seconds), clock.instant());
            var encoded = Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.UTF_8));
            client.resource(new CertificateSigningRequestBuilder(request)
                            .editStatus()
                            .withCertificate(encoded)
                            .endStatus()
                            .build())
                    .updateStatus();
        } catch (IllegalArgumentException e) {
            LOG.atWarn()
                    .addKeyValue("request", request.getMetadata().getName())
                    .log("a request that cannot be signed: {}", e.getMessage());
        }
    }

    private void fail(CertificateSigningRequest request, String why) {
        client.resource(new CertificateSigningRequestBuilder(request)
                        .editStatus()
                        .addNewCondition()
                        .withType(Conditions.FAILED)
                        .withStatus("True")
                        .withReason("SignerValidationFailure")
                        .withMessage(why)
                        .withLastUpdateTime(Timestamps.time(clock.instant()))
                        .endCondition()
                        .endStatus()
                        .build())
                .updateStatus();
    }
}
