package dev.mudi.controllers.volumeprotection;

import dev.mudi.client.Lister;
import dev.mudi.client.ObjectKey;
import dev.mudi.client.Reconciler.Result;
import dev.mudi.client.ResourceEventHandler;
import dev.mudi.controllers.spi.Controller;
import dev.mudi.controllers.spi.ControllerContext;
import dev.mudi.controllers.spi.ControllerLoop;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.storage.VolumeAttributesClass;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Lets a class of volume attributes that is deleted go when no claim and no volume has it, or is to have it (KEP-3751). */
public final class VolumeAttributesClassProtectionController implements Controller {
    /** Upstream's name. */
    public static final String NAME = "volumeattributesclass-protection-controller";

    private static final int WORKERS = 1;
    private static final String BY_CLASS = "volume attributes class";

    private final Protection protection;
    private final ControllerLoop<String> loop;
    private final Lister<VolumeAttributesClass> classes;
    private final Lister<PersistentVolumeClaim> claims;
    private final Lister<PersistentVolume> volumes;

    public VolumeAttributesClassProtectionController(ControllerContext context) {
        this.protection = new Protection(context.clients().apply(NAME), "kubernetes.io/vac-protection");
        this.loop = new ControllerLoop<>(NAME, WORKERS, context.clock(), this::reconcile);
        this.classes = loop.watch(
                context.informers().of(VolumeAttributesClass.class),
                ResourceEventHandler.onChange(
                        one -> loop.enqueue(one.getMetadata().getName())));
        var claimInformer = context.informers().of(PersistentVolumeClaim.class);
        claimInformer.addIndexer(BY_CLASS, VolumeAttributesClassProtectionController::classesOf);
        this.claims = loop.watch(claimInformer, new ReleaseHandler<PersistentVolumeClaim>() {
            @Override
            Set<String> named(PersistentVolumeClaim claim) {
                return classesOf(claim);
            }
        });
        var volumeInformer = context.informers().of(PersistentVolume.class);
        volumeInformer.addIndexer(BY_CLASS, VolumeAttributesClassProtectionController::classesOf);
        this.volumes = loop.watch(volumeInformer, new ReleaseHandler<PersistentVolume>() {
            @Override
            Set<String> named(PersistentVolume volume) {
                return classesOf(volume);
            }
        });
    }

    /** What names a class matters when it names it no more. */
    private abstract class ReleaseHandler<T> implements ResourceEventHandler<T> {
        abstract Set<String> named(T object);

        @Override
        public void onUpdate(T before, T after) {
            var now = named(after);
            named(before).stream().filter(name -> !now.contains(name)).forEach(loop::enqueue);
        }

        @Override
        public void onDelete(T last) {
            named(last).forEach(loop::enqueue);
        }
    }

    private static Set<String> classesOf(PersistentVolumeClaim claim) {
        var status = claim.getStatus();
        var modification = status == null ? null : status.getModifyVolumeStatus();
        return Stream.of(
                        claim.getSpec().getVolumeAttributesClassName(),
                        status == null ? null : status.getCurrentVolumeAttributesClassName(),
                        modification == null ? null : modification.getTargetVolumeAttributesClassName())
                .filter(Objects::nonNull)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toSet());
    }

    private static Set<String> classesOf(PersistentVolume volume) {
        return Stream.ofNullable(volume.getSpec().getVolumeAttributesClassName())
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toSet());
    }

    @Override
    public ControllerLoop<?> loop() {
        return loop;
    }

    private Result reconcile(String name) {
        classes.get(ObjectKey.clusterScoped(name)).ifPresent(one -> {
            boolean deleted = one.getMetadata().getDeletionTimestamp() != null;
            boolean used = !claims.byIndex(BY_CLASS, name).isEmpty()
                    || !volumes.byIndex(BY_CLASS, name).isEmpty();
            if (deleted && protection.isOn(one) && !used) {
                protection.remove(one);
            } else if (!deleted && !protection.isOn(one)) {
                protection.add(one);
            }
        });
        return Result.done();
    }
}
