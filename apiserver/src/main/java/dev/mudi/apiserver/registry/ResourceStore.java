package dev.mudi.apiserver.registry;

import dev.mudi.api.codec.GoText;
import dev.mudi.api.meta.ObjectMeta;
import dev.mudi.api.resource.ResourceDefinition;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.table.Table;
import dev.mudi.api.table.Tables;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.validation.Syntax;
import dev.mudi.apiserver.cache.WatchCache;
import dev.mudi.apiserver.storage.Change;
import dev.mudi.apiserver.storage.ObjectIndex;
import dev.mudi.apiserver.storage.ObjectLayout;
import dev.mudi.apiserver.storage.ObjectStorage;
import dev.mudi.apiserver.storage.Outcome;
import dev.mudi.apiserver.storage.StoredObject;
import dev.mudi.etcd.Bytes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The objects of one resource in one version. Safe for several threads. */
public final class ResourceStore {
    private final ResourceDefinition definition;
    private final ObjectLayout layout;
    private final ObjectStorage storage;
    private final Supplier<WatchCache> cache;
    private final Conversion conversion;

    /** What the index of an object in the served version is kept under. */
    private record IndexForm(Conversion conversion) {}

    /** Made at the first demand: what rows of objects are kept under. */
    private volatile @Nullable Table table;

    ResourceStore(
            ResourceDefinition definition,
            ObjectLayout layout,
            ObjectStorage storage,
            Supplier<WatchCache> cache,
            Conversion conversion) {
        this.definition = definition;
        this.layout = layout;
        this.storage = storage;
        this.cache = cache;
        this.conversion = conversion;
    }

    /** What the resource is. */
    public ResourceDefinition definition() {
        return definition;
    }

    /** What it shows of its objects. */
    public Table table() {
        var known = table;
        if (known == null) {
            known = Tables.of(definition);
            table = known;
        }
        return known;
    }

    /** Writes to the store. */
    ObjectStorage storage() {
        return storage;
    }

    /** What the store holds, and what changes. */
    public WatchCache cache() {
        return cache.get();
    }

    /** How the objects stand in the store. */
    public ObjectLayout layout() {
        return layout;
    }

    /** Whether an object is stored in the version in which this resource is served, so that its bytes can be answered as they are. */
    public boolean isStoredAsServed(StoredObject object) {
        return object.layout().apiVersion().equals(definition.apiVersion());
    }

    /** The same for all of these; where there is one version, that is known without looking at them. */
    public boolean areStoredAsServed(Listing.Objects objects) {
        if (isStoredAsServed()) {
            return true;
        }
        if (!(definition.strategy() instanceof VersionedStrategy)) {
            return false;
        }
        var all = new AtomicBoolean(true);
        objects.forEach(object -> {
            if (!isStoredAsServed(object)) {
                all.set(false);
            }
        });
        return all.get();
    }

    private boolean isStoredAsServed() {
        return conversion == Conversion.NONE;
    }

    /** Whether what the store holds of an object is not what would be written of it now. */
    boolean isOutdated(StoredObject object) {
        return object.isChangedByReading() || !object.layout().apiVersion().equals(layout.apiVersion());
    }

    /** Objects in the version in which this resource is served. */
    public List<ObjectValue> served(List<StoredObject> stored) {
        return conversion.toServed(stored.stream().map(StoredObject::tree).toList());
    }

    /** Whether selectors have to look at objects in the version in which this resource is served, not as they are stored. */
    public boolean rewrites() {
        return conversion.rewrites();
    }

    /** What selectors ask of an object, in the version in which this resource is served. May ask a webhook, and waits for it. */
    public ObjectIndex index(StoredObject object) {
        return isStoredAsServed(object) || !conversion.rewrites()
                ? object.index()
                : object.kept(new IndexForm(conversion), ObjectIndex.class, tree -> indexOf(conversion.toServed(tree)));
    }

    /** Has {@link #index} of all of these ready, at the price of one conversion. */
    void readyIndex(List<StoredObject> objects) {
        var form = new IndexForm(conversion);
        var missing = objects.stream()
                .filter(object -> !isStoredAsServed(object) && !object.isKept(form))
                .toList();
        if (missing.isEmpty()) {
            return;
        }
        var served = served(missing).iterator();
        missing.forEach(object -> object.kept(form, ObjectIndex.class, ignored -> indexOf(served.next())));
    }

    private ObjectIndex indexOf(ObjectValue served) {
        return ObjectIndex.of(served, layout.fields());
    }

    /** The object in the version in which this resource is served. */
    public ObjectValue served(StoredObject stored) {
        return conversion.toServed(stored.tree());
    }

    /** A stored tree in the version in which this resource is served. */
    public ObjectValue toServed(ObjectValue stored) {
        return conversion.toServed(stored);
    }

    /** Where the text of a selectable field stands in the index of stored objects; -1 if the resource has no such field. */
    public int selectable(String label) {
        var stored = conversion.storedLabel(label);
        boolean known = isStoredAsServed() || definition.selectableField(label).isPresent();
        for (int i = 0; known && i < layout.fields().size(); i++) {
            if (layout.fields().get(i).label().equals(stored)) {
                return i;
            }
        }
        return -1;
    }

    /** An object of the served version in the version in which it is stored. */
    ObjectValue toStored(ObjectValue served) {
        return conversion.toStored(served);
    }

    /** An object of the served version as a reader would get it, were it stored. */
    ObjectValue asRead(ObjectValue served) {
        return conversion.asRead(served);
    }

    /** The key of an object. */
    public Bytes key(String namespace, String name) {
        return layout.key(namespace, name);
    }

    /** The object as every acknowledged write has left it. */
    public Optional<StoredObject> find(String namespace, String name) {
        return cache().get(key(namespace, name));
    }

    /** The object of a name that a client gives; 400 for what is no name of anything (apiserver, registry/generic KeyFunc). */
    Optional<StoredObject> named(String namespace, String name) {
        var complaints = Syntax.PATH_SEGMENT.complaints(name);
        if (!complaints.isEmpty()) {
            throw StatusException.badRequest(
                    "Name parameter invalid: " + GoText.quoted(name) + ": " + String.join(";", complaints));
        }
        return find(namespace, name);
    }

    /** The object of a name that a client gives, or 404. */
    public StoredObject get(String namespace, String name) {
        return named(namespace, name).orElseThrow(() -> notFound(name));
    }

    /** {@code pods "web" not found}. */
    public StatusException notFound(String name) {
        return StatusException.notFound(definition.group(), definition.resource(), name);
    }

    /** Changes an object by nothing but this function: no admission, no strategy, no validation; 404 when there is none. */
    Outcome change(String namespace, String name, UnaryOperator<ObjectValue> change, boolean dryRun) {
        return storage.change(
                        key(namespace, name),
                        find(namespace, name),
                        stored -> {
                            var next = change.apply(served(stored));
                            return dryRun ? new Change.Keep() : new Change.Write(toStored(next));
                        },
                        0)
                .orElseThrow(() -> notFound(name));
    }

    /** Stores a new object by nothing but this: no admission, no strategy, no validation; whether there was none of the name. */
    public boolean add(String namespace, String name, ObjectValue served) {
        return storage.create(key(namespace, name), toStored(served), 0).isPresent();
    }

    /** Removes an object, by nothing but this, if it is such. */
    public void removeIf(String namespace, String name, Predicate<ObjectValue> condition) {
        storage.change(
                key(namespace, name),
                find(namespace, name),
                stored -> condition.test(served(stored)) ? new Change.Remove() : new Change.Keep(),
                0);
    }

    /** Deletes an object, by nothing but this: at once, or by marking it for its finalizers. */
    public void remove(String namespace, String name, Instant now) {
        storage.change(
                key(namespace, name),
                find(namespace, name),
                stored -> {
                    var meta = ObjectMeta.of(stored.tree());
                    if (meta.finalizers().isEmpty()) {
                        return new Change.Remove();
                    }
                    return meta.isBeingDeleted()
                            ? new Change.Keep()
                            : new Change.Write(toStored(ObjectRules.markDeleted(served(stored), now, 0)));
                },
                0);
    }

    /** All objects there are. */
    public List<StoredObject> all() {
        var objects = new ArrayList<StoredObject>();
        var prefix = Bytes.utf8(layout.prefix());
        cache().snapshot().objects().walk(prefix, prefix, objects::add);
        return objects;
    }

    /** Shows every object of a namespace, or of all if it is empty, as it is served. */
    public void forEach(String namespace, Consumer<ObjectValue> action) {
        var prefix = Bytes.utf8(layout.prefix(namespace));
        cache().snapshot().objects().walk(prefix, prefix, object -> {
            action.accept(served(object));
            return true;
        });
    }
}
