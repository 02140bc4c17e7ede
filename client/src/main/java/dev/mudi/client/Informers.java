package dev.mudi.client;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PartialObjectMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;

/**
 * The informers of a process: one a resource and selection, however many components ask for it, so that an object is in
 * memory once. Ask for informers, add handlers and indexes, then {@link #start}.
 *
 * <p>Thread-safe. A component closes the registrations of its handlers; whoever made the {@code Informers} closes it.
 */
public final class Informers implements AutoCloseable {
    private record Name(WatchedResource<?> resource, Selection selection) {}

    private final ApiStreams streams;
    private final RandomGenerator random;
    private final Map<Name, Informer<?>> informers = new ConcurrentHashMap<>();

    /**
     * @param client what lists and watches go through; stays the caller's
     * @param random for jitter; thread-safe
     */
    public Informers(KubernetesClient client, RandomGenerator random) {
        this.streams = new ApiStreams(client);
        this.random = random;
    }

    /** The informer of all objects of a typed resource. */
    public <T extends HasMetadata> Informer<T> of(Class<T> type) {
        return of(type, Selection.all());
    }

    /** The informer of some objects of a typed resource. */
    public <T extends HasMetadata> Informer<T> of(Class<T> type, Selection selection) {
        return of(WatchedResource.of(type), selection);
    }

    /** The informer of the metadata of all objects of a resource, typed or not. */
    public Informer<PartialObjectMetadata> metadata(ResourceDefinitionContext resource) {
        return of(untyped(PartialObjectMetadata.class, resource, WatchedResource.METADATA), Selection.all());
    }

    /**
     * An informer of all objects of a resource that holds at least their metadata: the typed one when somebody asked for
     * it before, so that nothing is held twice, else one of metadata.
     */
    public Informer<? extends HasMetadata> metadata(ApiResource resource) {
        for (var entry : informers.entrySet()) {
            var watched = entry.getKey().resource();
            if (entry.getKey().selection().equals(Selection.all())
                    && watched.plural().equals(resource.plural())
                    && watched.group().equals(resource.group())
                    && watched.version().equals(resource.version())) {
                return entry.getValue();
            }
        }
        return metadata(resource.context());
    }

    /** The informer of a resource that has no model, such as a custom one. */
    public Informer<GenericKubernetesResource> generic(ResourceDefinitionContext resource, Selection selection) {
        return of(untyped(GenericKubernetesResource.class, resource, WatchedResource.JSON), selection);
    }

    private static <T extends HasMetadata> WatchedResource<T> untyped(
            Class<T> type, ResourceDefinitionContext resource, String accept) {
        return new WatchedResource<>(
                type,
                resource.getGroup() == null ? "" : resource.getGroup(),
                resource.getVersion(),
                resource.getPlural(),
                resource.isNamespaceScoped(),
                accept);
    }

    @SuppressWarnings("unchecked") // the resource in the name holds the type
    private <T extends HasMetadata> Informer<T> of(WatchedResource<T> resource, Selection selection) {
        return (Informer<T>) informers.computeIfAbsent(
                new Name(resource, selection),
                name -> new Informer<>(
                        resource, informer -> new Reflector<>(resource, selection, streams, informer, random)));
    }

    /** Starts every informer that was asked for and isn't running yet. */
    public void start() {
        informers.values().forEach(Informer::start);
    }

    /**
     * Waits until every informer asked for so far has its first list.
     *
     * @throws TimeoutException naming those that haven't
     */
    public void awaitSync(Duration atMost) throws InterruptedException, TimeoutException {
        var asked = Map.copyOf(informers); // others may be asked for while this waits
        var deadline = System.nanoTime() + atMost.toNanos();
        for (var informer : asked.values()) {
            informer.awaitSync(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        }
        var late = asked.entrySet().stream()
                .filter(entry -> !entry.getValue().hasSynced())
                .map(entry -> entry.getKey().resource().toString())
                .sorted()
                .toList();
        if (!late.isEmpty()) {
            throw new TimeoutException("after " + atMost.toSeconds() + " s these were not listed yet: " + late);
        }
    }

    /** Whether the cache of every informer holds all changes up to the revision. */
    public boolean hasReached(long revision) {
        return informers.values().stream().allMatch(informer -> informer.hasReached(revision));
    }

    /** Ends and forgets the untyped informers of a resource that is no more, such as a deleted custom one. */
    public void forget(ResourceDefinitionContext resource) {
        informers.entrySet().removeIf(entry -> {
            var watched = entry.getKey().resource();
            var untyped =
                    watched.type() == PartialObjectMetadata.class || watched.type() == GenericKubernetesResource.class;
            var same = untyped
                    && watched.plural().equals(resource.getPlural())
                    && watched.version().equals(resource.getVersion())
                    && watched.group().equals(resource.getGroup() == null ? "" : resource.getGroup());
            if (same) {
                entry.getValue().close();
            }
            return same;
        });
    }

    @Override
    public void close() {
        informers.values().forEach(Informer::close);
    }
}
