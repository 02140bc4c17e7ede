package dev.mudi.controllers.certificates;

import dev.mudi.client.Lister;
import dev.mudi.client.ObjectKey;
import dev.mudi.client.Reconciler.Result;
import dev.mudi.client.Refusals;
import dev.mudi.client.ResourceEventHandler;
import dev.mudi.controllers.spi.Controller;
import dev.mudi.controllers.spi.ControllerContext;
import dev.mudi.controllers.spi.ControllerLoop;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;

/** Removes signing requests that nobody needs any more. */
public final class CleanerController implements Controller {
    /** Upstream's name. */
    public static final String NAME = "certificatesigningrequest-cleaner-controller";

    private static final int WORKERS = 1;
    private static final Duration LOOK = Duration.ofHours(24);

    private final KubernetesClient client;
    private final Clock clock;
    private final ControllerLoop<String> loop;
    private final Lister<CertificateSigningRequest> requests;

    public CleanerController(ControllerContext context) {
        this.client = context.clients().apply(SigningController.SERVICE_ACCOUNT);
        this.clock = context.clock();
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
        var found = requests.get(ObjectKey.clusterScoped(name));
        if (found.isEmpty()) {
            return Result.done();
        }
        var now = clock.instant();
        var end = Lifetime.end(found.get());
        if (end.isAfter(now)) {
            var look = now.plus(LOOK);
            return Result.after(Duration.between(now, end.isBefore(look) ? end : look));
        }
        try {
            client.resource(found.get()).delete();
        } catch (KubernetesClientException e) {
            if (!Refusals.isNotFound(e)) {
                throw e;
            }
        }
        return Result.done();
    }
}
