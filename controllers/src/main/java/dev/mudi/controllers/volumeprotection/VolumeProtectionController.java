package dev.mudi.controllers.volumeprotection;

import dev.mudi.client.Lister;
import dev.mudi.client.ObjectKey;
import dev.mudi.client.Reconciler.Result;
import dev.mudi.client.ResourceEventHandler;
import dev.mudi.controllers.spi.Controller;
import dev.mudi.controllers.spi.ControllerContext;
import dev.mudi.controllers.spi.ControllerLoop;
import io.fabric8.kubernetes.api.model.PersistentVolume;

/** Lets a volume that is deleted go when it is bound to no claim any more. */
public final class VolumeProtectionController implements Controller {
    /** Upstream's name. */
    public static final String NAME = "persistentvolume-protection-controller";

    private static final int WORKERS = 1;

    private final Protection protection;
    private final ControllerLoop<ObjectKey> loop;
    private final Lister<PersistentVolume> volumes;

    public VolumeProtectionController(ControllerContext context) {
        this.protection =
                new Protection(context.clients().apply("pv-protection-controller"), "kubernetes.io/pv-protection");
        this.loop = new ControllerLoop<>(NAME, WORKERS, context.clock(), this::reconcile);
        this.volumes = loop.watch(
                context.informers().of(PersistentVolume.class),
                ResourceEventHandler.onChange(volume -> loop.enqueue(ObjectKey.of(volume))));
    }

    @Override
    public ControllerLoop<?> loop() {
        return loop;
    }

    private Result reconcile(ObjectKey key) {
        volumes.get(key).ifPresent(volume -> {
            boolean deleted = volume.getMetadata().getDeletionTimestamp() != null;
            boolean bound = volume.getStatus() != null
                    && "Bound".equals(volume.getStatus().getPhase());
            if (deleted && protection.isOn(volume) && !bound) {
                protection.remove(volume);
            } else if (!deleted && !protection.isOn(volume)) {
                protection.add(volume);
            }
        });
        return Result.done();
    }
}
