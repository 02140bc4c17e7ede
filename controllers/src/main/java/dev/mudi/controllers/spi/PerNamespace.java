package dev.mudi.controllers.spi;

import dev.mudi.client.Informer;
import dev.mudi.client.Lister;
import dev.mudi.client.Reconciler.Result;
import dev.mudi.client.Refusals;
import dev.mudi.client.ResourceEventHandler;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;

/**
 * Keeps one object of a fixed name in every active namespace.
 *
 * @param <T> its type
 */
public final class PerNamespace<T extends HasMetadata> implements Controller {
    private static final int WORKERS = 1;

    private final Kept<T> kept;
    private final KubernetesClient client;
    private final ControllerLoop<String> loop;
    private final Lister<Namespace> namespaces;
    private final Lister<T> objects;

    /**
     * What is kept.
     *
     * @param controller upstream's name of the controller
     * @param serviceAccount upstream's name for it in RBAC
     * @param name the object's
     * @param object makes it for a namespace
     * @param isGood whether the first, which is there, will do in place of the second, which would be made
     */
    public record Kept<T extends HasMetadata>(
            String controller,
            String serviceAccount,
            String name,
            Function<String, T> object,
            BiPredicate<T, T> isGood) {}

    public PerNamespace(ControllerContext context, Informer<T> informer, Kept<T> kept) {
        this.kept = kept;
        this.client = context.clients().apply(kept.serviceAccount());
        this.loop = new ControllerLoop<>(kept.controller(), WORKERS, context.clock(), this::reconcile);
        this.namespaces = loop.watch(
                context.informers().of(Namespace.class),
                ResourceEventHandler.onChange(
                        namespace -> loop.enqueue(namespace.getMetadata().getName())));
        this.objects = loop.watch(informer, ResourceEventHandler.onChange(object -> {
            if (object.getMetadata().getName().equals(kept.name())) {
                loop.enqueue(object.getMetadata().getNamespace());
            }
        }));
    }

    @Override
    public ControllerLoop<?> loop() {
        return loop;
    }

    private Result reconcile(String namespace) {
        var active = namespaces
                .get("", namespace)
                .filter(found -> found.getMetadata().getDeletionTimestamp() == null);
        if (active.isEmpty()) {
            return Result.done();
        }
        var wanted = kept.object().apply(namespace);
        Optional<T> present = objects.get(namespace, kept.name());
        if (present.isPresent() && kept.isGood().test(present.get(), wanted)) {
            return Result.done();
        }
        try {
            if (present.isPresent()) {
                wanted.getMetadata()
                        .setResourceVersion(present.get().getMetadata().getResourceVersion());
                client.resource(wanted).update();
            } else {
                client.resource(wanted).create();
            }
        } catch (KubernetesClientException e) {
            if (!Refusals.isAlreadyExists(e) && !Refusals.isNotFound(e) && !Refusals.isNamespaceTerminating(e)) {
                throw e;
            }
        }
        return Result.done();
    }
}
