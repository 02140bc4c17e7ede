package dev.mudi.api.resource;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;

/**
 * All resources that are served: the built-in ones in upstream's order, and the custom ones that come and go at run time.
 *
 * <p>Safe for several threads: readers see one consistent set; a change makes the next set and then tells the listeners, in
 * the thread that changed it.
 */
public final class ResourceRegistry {
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile Contents contents;

    private record KindName(String group, String version, String kind) {}

    private record GroupResource(String group, String resource) {}

    private record Contents(
            Map<ResourceName, ResourceDefinition> byName,
            Map<KindName, ResourceDefinition> byKind,
            Map<GroupResource, ResourceDefinition> preferred,
            List<ResourceGroup> groups) {

        static Contents of(Collection<ResourceDefinition> definitions) {
            var byName = LinkedHashMap.<ResourceName, ResourceDefinition>newLinkedHashMap(definitions.size());
            var byKind = HashMap.<KindName, ResourceDefinition>newHashMap(definitions.size());
            var preferred = HashMap.<GroupResource, ResourceDefinition>newHashMap(definitions.size());
            var versions = new LinkedHashMap<String, Set<String>>();
            for (var definition : definitions) {
                byName.put(definition.name(), definition);
                byKind.putIfAbsent(
                        new KindName(definition.group(), definition.version(), definition.kind()), definition);
                preferred.merge(
                        new GroupResource(definition.group(), definition.resource()), definition, Contents::preferred);
                versions.computeIfAbsent(definition.group(), group -> new LinkedHashSet<>())
                        .add(definition.version());
            }
            var groups = new ArrayList<ResourceGroup>(versions.size());
            versions.forEach((group, all) -> groups.add(new ResourceGroup(
                    group, all.stream().sorted(VersionOrder.PREFERRED_FIRST).toList())));
            return new Contents(byName, byKind, preferred, List.copyOf(groups));
        }

        private static ResourceDefinition preferred(ResourceDefinition one, ResourceDefinition other) {
            return VersionOrder.PREFERRED_FIRST.compare(one.version(), other.version()) <= 0 ? one : other;
        }
    }

    /** A registry of these resources, groups in the order in which they come. */
    public ResourceRegistry(Collection<ResourceDefinition> definitions) {
        this.contents = Contents.of(definitions);
    }

    /**
     * The resources that upstream serves by default: the stable versions (betas are off unless asked for).
     *
     * @param strategies gives the rules of a resource by its group and plural
     */
    public static ResourceRegistry builtIn(BiFunction<String, String, Strategy> strategies) {
        return new ResourceRegistry(BuiltInResources.definitions(strategies).stream()
                .filter(definition -> VersionOrder.isStable(definition.version()))
                .toList());
    }

    /** Every resource that Kubernetes has, alpha and beta versions included. */
    public static ResourceRegistry builtInWithAlphaAndBeta(BiFunction<String, String, Strategy> strategies) {
        return new ResourceRegistry(BuiltInResources.definitions(strategies));
    }

    /** The resource of this name, if it is served. */
    public Optional<ResourceDefinition> find(String group, String version, String resource) {
        return find(new ResourceName(group, version, resource));
    }

    /** The resource of this name, if it is served. */
    public Optional<ResourceDefinition> find(ResourceName name) {
        return Optional.ofNullable(contents.byName.get(name));
    }

    /** The resource in the preferred version that has it, if it is served. */
    public Optional<ResourceDefinition> findPreferred(String group, String resource) {
        return Optional.ofNullable(contents.preferred.get(new GroupResource(group, resource)));
    }

    /** The resource whose objects are of this kind, if it is served. */
    public Optional<ResourceDefinition> ofKind(String group, String version, String kind) {
        return Optional.ofNullable(contents.byKind.get(new KindName(group, version, kind)));
    }

    /** All resources that are served now. */
    public List<ResourceDefinition> all() {
        return List.copyOf(contents.byName.values());
    }

    /** The resources of one group and version in the order of discovery. */
    public List<ResourceDefinition> all(String group, String version) {
        return contents.byName.values().stream()
                .filter(one -> one.group().equals(group) && one.version().equals(version))
                .toList();
    }

    /** The groups in upstream's order of priority, core first, custom ones last; the versions of each, the preferred one first. */
    public List<ResourceGroup> groups() {
        return contents.groups;
    }

    /** Adds resources, or replaces those of the same name, at once. */
    public void put(Collection<ResourceDefinition> definitions) {
        change(definitions, Set.of());
    }

    /** Takes resources away, at once; names that are not served are passed over. */
    public void remove(Collection<ResourceName> names) {
        change(List.of(), names);
    }

    private void change(Collection<ResourceDefinition> added, Collection<ResourceName> removed) {
        synchronized (this) {
            var next = new LinkedHashMap<>(contents.byName);
            removed.forEach(next::remove);
            added.forEach(definition -> next.put(definition.name(), definition));
            contents = Contents.of(next.values());
        }
        listeners.forEach(Runnable::run);
    }

    /** Calls back after every change until the answer is closed. */
    public Listening listen(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Ends the callbacks when closed. */
    @FunctionalInterface
    public interface Listening extends AutoCloseable {
        @Override
        void close();
    }
}
