package dev.mudi.controllers.ephemeralvolume;

import dev.mudi.client.Conditions;
import dev.mudi.client.EventRecorder;
import dev.mudi.client.Lister;
import dev.mudi.client.ObjectKey;
import dev.mudi.client.Reconciler.Result;
import dev.mudi.client.Refusals;
import dev.mudi.client.ResourceEventHandler;
import dev.mudi.controllers.spi.Controller;
import dev.mudi.controllers.spi.ControllerContext;
import dev.mudi.controllers.spi.ControllerLoop;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Optional;

/** Gives each ephemeral volume of a pod a claim that lives and dies with the pod. */
public final class EphemeralVolumeController implements Controller {
    /** Upstream's name. */
    public static final String NAME = "ephemeral-volume-controller";

    private static final int WORKERS = 5;
    private static final String BY_CLAIM = "ephemeral claim";

    private final KubernetesClient client;
    private final EventRecorder recorder;
    private final ControllerLoop<ObjectKey> loop;
    private final Lister<Pod> pods;
    private final Lister<PersistentVolumeClaim> claims;

    public EphemeralVolumeController(ControllerContext context) {
        this.client = context.clients().apply(NAME);
        this.recorder = context.recorders().apply(NAME);
        this.loop = new ControllerLoop<>(NAME, WORKERS, context.clock(), this::reconcile);
        var podInformer = context.informers().of(Pod.class);
        podInformer.addIndexer(
                BY_CLAIM,
                pod -> pod.getSpec().getVolumes().stream()
                        .filter(volume -> volume.getEphemeral() != null)
                        .map(volume -> key(pod, volume).toString())
                        .toList());
        this.pods = loop.watch(podInformer, ResourceEventHandler.onChange(pod -> {
            boolean has = pod.getSpec().getVolumes().stream().anyMatch(volume -> volume.getEphemeral() != null);
            if (has && pod.getMetadata().getDeletionTimestamp() == null) {
                loop.enqueue(ObjectKey.of(pod));
            }
        }));
        this.claims = loop.watch(context.informers().of(PersistentVolumeClaim.class), new ClaimHandler());
    }

    /** A claim that is gone is made again while its pod is there. */
    private final class ClaimHandler implements ResourceEventHandler<PersistentVolumeClaim> {
        @Override
        public void onDelete(PersistentVolumeClaim last) {
            pods.byIndex(BY_CLAIM, ObjectKey.of(last).toString()).forEach(pod -> loop.enqueue(ObjectKey.of(pod)));
        }
    }

    private static ObjectKey key(Pod pod, Volume volume) {
        return new ObjectKey(pod.getMetadata().getNamespace(), pod.getMetadata().getName() + "-" + volume.getName());
    }

    @Override
    public ControllerLoop<?> loop() {
        return loop;
    }

    private Result reconcile(ObjectKey key) {
        Optional<Pod> found = pods.get(key)
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null && !Conditions.isTerminal(pod));
        boolean clash = false;
        if (found.isPresent()) {
            for (var volume : found.get().getSpec().getVolumes()) {
                clash |= volume.getEphemeral() != null && !ensure(found.get(), volume);
            }
        }
        return clash ? Result.retry() : Result.done();
    }

    /** Whether the claim is there, or made now; false if there is one that is not the pod's. */
    private boolean ensure(Pod pod, Volume volume) {
        var key = key(pod, volume);
        var present = claims.get(key);
        if (present.isPresent()) {
            boolean own = present.get().getMetadata().getOwnerReferences().stream()
                    .anyMatch(owner -> owner.getUid().equals(pod.getMetadata().getUid()));
            if (!own) {
                recorder.warning(
                        pod,
                        "EphemeralVolumeFailed",
                        "PVC \"" + key + "\" was not created for pod \"" + ObjectKey.of(pod)
                                + "\" (pod is not the owner)");
            }
            return own;
        }
        try {
            client.resource(claim(pod, volume, key)).create();
        } catch (KubernetesClientException e) {
            if (!Refusals.isAlreadyExists(e)) {
                throw e;
            }
        }
        return true;
    }

    private static PersistentVolumeClaim claim(Pod pod, Volume volume, ObjectKey key) {
        var template = volume.getEphemeral().getVolumeClaimTemplate();
        var metadata = template.getMetadata();
        return new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withNamespace(key.namespace())
                .withName(key.name())
                .withLabels(metadata == null ? null : metadata.getLabels())
                .withAnnotations(metadata == null ? null : metadata.getAnnotations())
                .addNewOwnerReference()
                .withApiVersion("v1")
                .withKind("Pod")
                .withName(pod.getMetadata().getName())
                .withUid(pod.getMetadata().getUid())
                .withController(true)
                .withBlockOwnerDeletion(true)
                .endOwnerReference()
                .endMetadata()
                .withSpec(template.getSpec())
                .build();
    }
}
