package dev.mudi.controllers.volumeprotection;

import dev.mudi.client.Conditions;
import dev.mudi.client.Lister;
import dev.mudi.client.ObjectKey;
import dev.mudi.client.Reconciler.Result;
import dev.mudi.client.ResourceEventHandler;
import dev.mudi.controllers.spi.Controller;
import dev.mudi.controllers.spi.ControllerContext;
import dev.mudi.controllers.spi.ControllerLoop;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;

/** Lets a claim that is deleted go when no pod uses it any more. */
public final class ClaimProtectionController implements Controller {
    /** Upstream's name. */
    public static final String NAME = "persistentvolumeclaim-protection-controller";

    private static final int WORKERS = 1;
    private static final String BY_CLAIM = "claim";

    private final KubernetesClient client;
    private final Protection protection;
    private final ControllerLoop<ObjectKey> loop;
    private final Lister<PersistentVolumeClaim> claims;
    private final Lister<Pod> pods;

    public ClaimProtectionController(ControllerContext context) {
        this.client = context.clients().apply("pvc-protection-controller");
        this.protection = new Protection(client, "kubernetes.io/pvc-protection");
        this.loop = new ControllerLoop<>(NAME, WORKERS, context.clock(), this::reconcile);
        this.claims = loop.watch(
                context.informers().of(PersistentVolumeClaim.class),
                ResourceEventHandler.onChange(claim -> loop.enqueue(ObjectKey.of(claim))));
        var podInformer = context.informers().of(Pod.class);
        podInformer.addIndexer(
                BY_CLAIM, pod -> claimsOf(pod).stream().map(ObjectKey::toString).toList());
        this.pods = loop.watch(podInformer, new PodHandler());
    }

    /** A pod matters when it no longer uses its claims: it has ended or is gone. */
    private final class PodHandler implements ResourceEventHandler<Pod> {
        @Override
        public void onUpdate(Pod before, Pod after) {
            if (Conditions.isTerminal(after)) {
                onDelete(after);
            }
        }

        @Override
        public void onDelete(Pod last) {
            claimsOf(last).forEach(loop::enqueue);
        }
    }

    /** The claims that a pod names, and those that are made for its ephemeral volumes. */
    private static List<ObjectKey> claimsOf(Pod pod) {
        return pod.getSpec().getVolumes().stream()
                .map(volume -> volume.getPersistentVolumeClaim() != null
                        ? volume.getPersistentVolumeClaim().getClaimName()
                        : volume.getEphemeral() != null ? pod.getMetadata().getName() + "-" + volume.getName() : "")
                .filter(name -> !name.isEmpty())
                .map(name -> new ObjectKey(pod.getMetadata().getNamespace(), name))
                .toList();
    }

    @Override
    public ControllerLoop<?> loop() {
        return loop;
    }

    private Result reconcile(ObjectKey key) {
        claims.get(key).ifPresent(claim -> {
            boolean deleted = claim.getMetadata().getDeletionTimestamp() != null;
            if (deleted && protection.isOn(claim) && !isUsed(key)) {
                protection.remove(claim);
            } else if (!deleted && !protection.isOn(claim)) {
                protection.add(claim);
            }
        });
        return Result.done();
    }

    private boolean isUsed(ObjectKey claim) {
        return pods.byIndex(BY_CLAIM, claim.toString()).stream().anyMatch(ClaimProtectionController::mayUse)
                || isUsedBySomethingNewer(claim);
    }

    /** The cache of pods may be behind that of claims, and a claim in use that goes takes its data along: so ask. */
    private boolean isUsedBySomethingNewer(ObjectKey claim) {
        return client.pods().inNamespace(claim.namespace()).list().getItems().stream()
                .anyMatch(pod -> mayUse(pod) && claimsOf(pod).contains(claim));
    }

    private static boolean mayUse(Pod pod) {
        return pod.getSpec().getNodeName() != null && !Conditions.isTerminal(pod);
    }
}
