package dev.mudi.apiserver.storage;

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

    private final ObjectLayout layout;
    private final Bytes key;
    private final Bytes value;
    private final long revision;
    private final ObjectIndex index;

    /** Another encoding, made at the first demand; racing threads make equal ones. */
    private volatile @Nullable Encoded encoded;

    /** What an object looks like in a form other than JSON. */
    private record Encoded(Object form, Bytes bytes) {}

    StoredObject(ObjectLayout layout, Bytes key, Bytes value, long revision, ObjectIndex index) {
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
        return new StoredObject(layout, key, value, other, index);
    }

    /** How many bytes are stored. */
    public int size() {
        return value.length();
    }

    /**
     * The object as a tree, with its resourceVersion; parsed anew at every call.
     *
     * @throws IllegalStateException when the bytes are no object: the store is damaged
     */
    public ObjectValue tree() {
        try {
            return Json.parseObject(value.array())
                    .withAt(dev.mudi.api.tree.Value.of(Long.toString(revision)), "metadata", "resourceVersion");
        } catch (MalformedException e) {
            throw new IllegalStateException("the value of " + key + " in the store is no object: " + e.getMessage(), e);
        }
    }

    /** The object in another encoding, which is kept: the last one that was asked for. */
    public byte[] encoded(Object form, Function<ObjectValue, byte[]> encoding) {
        var known = encoded;
        if (known == null || !known.form.equals(form)) {
            known = new Encoded(form, Bytes.wrap(encoding.apply(tree())));
            encoded = known;
        }
        return known.bytes.array();
    }

    /** Adds the whole object as JSON. */
    public void addTo(ByteGather out) {
        out.add(value.array(), 0, layout.place());
        addFromPlace(out);
    }

    /** Adds the object as JSON without kind and apiVersion, as upstream writes the items of a list of a built-in kind. */
    public void addBareTo(ByteGather out) {
        out.add(BRACE).add(value.array(), layout.bareFrom(), layout.place() - layout.bareFrom());
        addFromPlace(out);
    }

    private void addFromPlace(ByteGather out) {
        int place = layout.place();
        boolean alone = value.at(place) == '}';
        out.add(REVISION).add(revision).add(alone ? QUOTE : QUOTE_COMMA);
        out.add(value.array(), place, value.length() - place);
    }

    /** The whole object as JSON, in pieces. */
    public List<ByteBuffer> json() {
        var out = new ByteGather(256);
        addTo(out);
        return out.buffers();
    }

    @Override
    public String toString() {
        return key + "@" + revision;
    }
}
