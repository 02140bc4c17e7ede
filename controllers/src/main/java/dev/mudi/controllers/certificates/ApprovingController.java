package dev.mudi.controllers.certificates;

import dev.mudi.client.Lister;
import dev.mudi.client.Reconciler.Result;
import dev.mudi.client.ResourceEventHandler;
import dev.mudi.controllers.spi.Controller;
import dev.mudi.controllers.spi.ControllerContext;
import dev.mudi.controllers.spi.ControllerLoop;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Optional;

/** Approves the client certificates of kubelets that may have them: their own, or those of nodes they bring up. */
public final class ApprovingController implements Controller {
    /** Upstream's name. */
    public static final String NAME = "certificatesigningrequest-approving-controller";

    private static final int WORKERS = 5;
    private static final String PATH = "/apis/certificates.k8s.io/v1/certificatesigningrequests/";

    /** What a sender may be allowed to, and what is said when it is. */
    private enum Right {
        SELF("selfnodeclient", "Auto approving self kubelet client certificate after SubjectAccessReview."),
        OTHER("nodeclient", "Auto approving kubelet client certificate after SubjectAccessReview.");

        private final String subresource;
        private final String message;

        Right(String subresource, String message) {
            this.subresource = subresource;
            this.message = message;
        }
    }

    private final KubernetesClient client;
    private final ControllerLoop<String> loop;
    private final Lister<CertificateSigningRequest> requests;

    public ApprovingController(ControllerContext context) {
        this.client = context.clients().apply(SigningController.SERVICE_ACCOUNT);
        this.loop = new ControllerLoop<>(NAME, WORKERS, context.clock(), this::reconcile);
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
        var undecided = requests.get("", name)
                .filter(request -> !Conditions.isIssued(request)
                        && Conditions.find(request, Conditions.APPROVED).isEmpty()
                        && Conditions.find(request, Conditions.DENIED).isEmpty());
        if (undecided.isEmpty()) {
            return Result.done();
        }
        var request = undecided.get();
        var rights = rights(request);
        Optional<Right> right =
                rights.stream().filter(one -> isAllowed(request, one)).findFirst();
        right.ifPresent(one -> approve(request, one.message));
        // Rights may be given later; nothing tells of that.
        return right.isPresent() || rights.isEmpty() ? Result.done() : Result.retry();
    }

    private static List<Right> rights(CertificateSigningRequest request) {
        try {
            var requested = Requested.of(request);
            boolean kubelet = Signer.of(request.getSpec().getSignerName())
                    .filter(signer -> signer == Signer.KUBELET_CLIENT)
                    .filter(signer -> signer.refusal(
                                    requested, request.getSpec().getUsages())
                            .isEmpty())
                    .isPresent();
            if (!kubelet) {
                return List.of();
            }
            return requested.commonName().equals(request.getSpec().getUsername())
                    ? List.of(Right.SELF, Right.OTHER)
                    : List.of(Right.OTHER);
        } catch (IllegalArgumentException unreadable) {
            return List.of();
        }
    }

    private boolean isAllowed(CertificateSigningRequest request, Right right) {
        var sender = request.getSpec();
        var review = new SubjectAccessReviewBuilder()
                .withNewSpec()
                .withUser(sender.getUsername())
                .withUid(sender.getUid())
                .withGroups(sender.getGroups())
                .withExtra(sender.getExtra())
                .withNewResourceAttributes()
                .withGroup("certificates.k8s.io")
                .withVersion("*")
                .withResource("certificatesigningrequests")
                .withSubresource(right.subresource)
                .withVerb("create")
                .endResourceAttributes()
                .endSpec()
                .build();
        return client.authorization()
                .v1()
                .subjectAccessReview()
                .create(review)
                .getStatus()
                .getAllowed();
    }

    private void approve(CertificateSigningRequest request, String message) {
        var approved = new CertificateSigningRequestBuilder(request)
                .editOrNewStatus()
                .addNewCondition()
                .withType(Conditions.APPROVED)
                .withStatus("True")
                .withReason("AutoApproved")
                .withMessage(message)
                .endCondition()
                .endStatus()
                .build();
        client.raw(PATH + request.getMetadata().getName() + "/approval", "PUT", approved);
    }
}
