package dev.mudi.apiserver.storage;

import dev.mudi.api.codec.Json;
import dev.mudi.api.resource.ResourceDefinition;
import dev.mudi.api.resource.SelectableField;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.etcd.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * How the objects of a resource stand in the store: JSON that starts with kind, apiVersion and metadata in this order, without
 * resourceVersion, under keys {@code <prefix><namespace>/<name>} or {@code <prefix><name>}.
 *
 * <p>Since every object of a resource starts with the same bytes, the place of the revision is the same in all of them: directly
 * behind the opening brace of the metadata.
 */
public final class ObjectLayout {
    private static final String METADATA = "\"metadata\":{";

    private final String kind;
    private final String apiVersion;
    private final String prefix;
    private final boolean namespaced;
    private final List<SelectableField> fields;
    private final byte[] head;

    /**
     * A layout.
     *
     * @param prefix of the keys, with a slash at its end
     * @param fields what field selectors may ask for beside name and namespace
     */
    public ObjectLayout(
            String kind, String apiVersion, String prefix, boolean namespaced, List<SelectableField> fields) {
        this.kind = kind;
        this.apiVersion = apiVersion;
        this.prefix = prefix;
        this.namespaced = namespaced;
        this.fields = List.copyOf(fields);
        this.head = ("{\"kind\":\"" + kind + "\",\"apiVersion\":\"" + apiVersion + "\"," + METADATA)
                .getBytes(StandardCharsets.UTF_8);
    }

    /** The layout of a resource in the version in which it is stored. */
    public static ObjectLayout of(ResourceDefinition definition, KeyPrefix keys) {
        return of(definition, keys, definition.selectableFields());
    }

    /** The layout of a resource of whose versions these fields are selectable. */
    public static ObjectLayout of(ResourceDefinition definition, KeyPrefix keys, List<SelectableField> selectable) {
        var fields = selectable.stream()
                .filter(field ->
                        !field.label().equals("metadata.name") && !field.label().equals("metadata.namespace"))
                .toList();
        return new ObjectLayout(
                definition.kind(),
                definition.storageVersion(),
                keys.of(definition.storagePrefix()),
                definition.isNamespaced(),
                fields);
    }

    /** The same for objects that stand in the store in another version, as they do after the storage version was changed. */
    ObjectLayout inVersion(String otherVersion) {
        return new ObjectLayout(kind, otherVersion, prefix, namespaced, fields);
    }

    /** The kind of the objects. */
    public String kind() {
        return kind;
    }

    /** The apiVersion in which they are stored. */
    public String apiVersion() {
        return apiVersion;
    }

    /** The prefix of their keys. */
    public String prefix() {
        return prefix;
    }

    /** Whether they live in namespaces. */
    public boolean namespaced() {
        return namespaced;
    }

    /** What field selectors may ask for beside name and namespace. */
    public List<SelectableField> fields() {
        return fields;
    }

    /** The key of an object; the namespace is not looked at where the resource has none. */
    public Bytes key(String namespace, String name) {
        return Bytes.utf8(namespaced ? prefix + namespace + "/" + name : prefix + name);
    }

    /** The prefix of the keys of a namespace; of all keys if the namespace is empty or the resource has none. */
    public String prefix(String namespace) {
        return namespaced && !namespace.isEmpty() ? prefix + namespace + "/" : prefix;
    }

    /** The bytes to store. */
    public Bytes encode(ObjectValue object) {
        return Bytes.wrap(Json.write(ordered(object)));
    }

    /** An object as it is stored. */
    ObjectValue ordered(ObjectValue object) {
        var ordered = ObjectValue.builder()
                .put("kind", kind)
                .put("apiVersion", apiVersion)
                .put("metadata", object.object("metadata").without("resourceVersion"));
        for (int i = 0; i < object.size(); i++) {
            if (!ordered.has(object.nameAt(i))) {
                ordered.add(object.nameAt(i), object.valueAt(i));
            }
        }
        return ordered.build();
    }

    /** The index of an object. */
    public ObjectIndex index(ObjectValue object) {
        return ObjectIndex.of(object, fields);
    }

    boolean isCanonical(byte[] value) {
        return value.length > head.length && Arrays.equals(value, 0, head.length, head, 0, head.length);
    }

    /** Where the revision is put: behind the opening brace of the metadata. */
    int place() {
        return head.length;
    }

    /** Where the metadata starts: what kind and apiVersion stand before. */
    int bareFrom() {
        return head.length - METADATA.length();
    }
}
