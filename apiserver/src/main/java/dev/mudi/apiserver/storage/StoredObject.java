package dev.mudi.apiserver.storage;

import dev.mudi.api.codec.ByteSink;
import dev.mudi.api.codec.Json;
import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.etcd.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An object as it was stored at a revision. The bytes are the store's own, shared by every reader. Immutable and safe for
 * several threads.
 */
public final class StoredObject {
    private static final byte[] REVISION = "\"resourceVersion\":\"".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] QUOTE = {'"'};
    private static final byte[] QUOTE_COMMA = {'"', ','};
    private static final byte[] BRACE = {'{'};

    /** A message and a table's row: more forms are rarely wanted of one object. */
    private static final int KEPT_FORMS = 2;

    private final ObjectLayout layout;
    private final Bytes key;
    private final Bytes value;
    private final long revision;
    private final ObjectIndex index;
    private final boolean changedByReading;

    /** Other forms, made at the first demand; racing threads make equal ones. */
    private volatile @Nullable Kept kept;

    /** The tree without the revision, while it is at hand. */
    private volatile @Nullable ObjectValue fresh;

    /** Known from the first demand on, else 0; racing threads find the same. */
    private int metadataEnd;

    /** A form other than JSON, and those asked for before it. */
    private record Kept(Object form, Object made, @Nullable Kept next) {}

    StoredObject(
            ObjectLayout layout, Bytes key, Bytes value, long revision, ObjectIndex index, boolean changedByReading) {
        this.changedByReading = changedByReading;
        this.layout = layout;
        this.key = key;
        this.value = value;
        this.revision = revision;
        this.index = index;
    }

    /** The key in the store. */
    public Bytes key() {
        return key;
    }

    /** The revision at which it was written, which is its resourceVersion. */
    public long revision() {
        return revision;
    }

    /** What selectors ask for. */
    public ObjectIndex index() {
        return index;
    }

    /** The layout of its resource. */
    public ObjectLayout layout() {
        return layout;
    }

    /** The name. */
    public String name() {
        var text = key.toUtf8();
        return text.substring(text.lastIndexOf('/') + 1);
    }

    /** The namespace; empty where the resource has none. */
    public String namespace() {
        if (!layout.namespaced()) {
            return "";
        }
        var text = key.toUtf8();
        int from = layout.prefix().length();
        int slash = text.indexOf('/', from);
        return slash < 0 ? "" : text.substring(from, slash);
    }

    /** The same object said to be of another revision: that of its deletion. */
    public StoredObject atRevision(long other) {
        return new StoredObject(layout, key, value, other, index, changedByReading);
    }

    /** Whether writing it as it is would change what the store holds: it was read by other types than it was written by. */
    public boolean isChangedByReading() {
        return changedByReading;
    }

    /** How many bytes are stored. */
    public int size() {
        return value.length();
    }

    /** Its tree is at hand. */
    void remember(ObjectValue tree) {
        fresh = tree;
    }

    /** Its tree is no longer worth the memory. */
    void forget() {
        fresh = null;
    }

    /**
     * The object as a tree, with its resourceVersion; parsed anew at every call, unless it was written a moment ago.
     *
     * @throws IllegalStateException when the bytes are no object: the store is damaged
     */
    public ObjectValue tree() {
        try {
            var known = fresh;
            return (known == null ? Json.parseObject(value.array()) : known)
                    .withAt(dev.mudi.api.tree.Value.of(Long.toString(revision)), "metadata", "resourceVersion");
        } catch (MalformedException e) {
            throw new IllegalStateException("the value of " + key + " in the store is no object: " + e.getMessage(), e);
        }
    }

    /**
     * What is made of the object for those who want it in a form of theirs; the last few forms are kept.
     *
     * @param form equal for what may be shared
     */
    public <T> T kept(Object form, Class<T> type, Function<ObjectValue, T> making) {
        var known = kept;
        int depth = 0;
        for (var one = known; one != null; one = one.next) {
            if (one.form.equals(form)) {
                return type.cast(one.made);
            }
            depth++;
        }
        T made = making.apply(tree());
        kept = new Kept(form, made, depth < KEPT_FORMS ? known : null);
        return made;
    }

    /** Whether a form is kept at the moment. */
    public boolean isKept(Object form) {
        for (var one = kept; one != null; one = one.next) {
            if (one.form.equals(form)) {
                return true;
            }
        }
        return false;
    }

    /** Writes the whole object as JSON. */
    public void writeTo(ByteSink out) {
        out.write(value.array(), 0, layout.place());
        writeFromPlace(out, value.length());
    }

    /** Writes the object as JSON without kind and apiVersion, as upstream writes the items of a list of a built-in kind. */
    public void writeBareTo(ByteSink out) {
        out.write(BRACE);
        out.write(value.array(), layout.bareFrom(), layout.place() - layout.bareFrom());
        writeFromPlace(out, value.length());
    }

    /** Writes the object that is the metadata, as JSON. */
    public void writeMetadataTo(ByteSink out) {
        out.write(BRACE);
        writeFromPlace(out, metadataEnd());
    }

    private void writeFromPlace(ByteSink out, int end) {
        int place = layout.place();
        boolean alone = value.at(place) == '}';
        out.write(REVISION);
        out.number(revision);
        out.write(alone ? QUOTE : QUOTE_COMMA);
        out.write(value.array(), place, end - place);
    }

    /** Behind the closing brace of the metadata. */
    private int metadataEnd() {
        int known = metadataEnd;
        if (known == 0) {
            known = JsonText.endOfObject(value.array(), layout.place());
            metadataEnd = known;
        }
        return known;
    }

    /** The whole object as JSON, in pieces. */
    public List<ByteBuffer> json() {
        var out = new ByteGather(256);
        writeTo(out);
        return out.buffers();
    }

    @Override
    public String toString() {
        return key + "@" + revision;
    }
}
