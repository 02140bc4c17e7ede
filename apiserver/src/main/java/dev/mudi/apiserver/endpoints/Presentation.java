package dev.mudi.apiserver.endpoints;

import dev.mudi.api.codec.ByteSink;
import dev.mudi.api.codec.Json;
import dev.mudi.api.resource.ResourceDefinition;
import dev.mudi.api.table.Table;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import dev.mudi.apiserver.registry.Listing;
import dev.mudi.apiserver.registry.ResourceStore;
import dev.mudi.apiserver.storage.ByteGather;
import dev.mudi.apiserver.storage.StoredObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;

/** Objects of one resource in the form that a client wants. What is stored as the client wants it goes out as the bytes that are stored. */
final class Presentation {
    static final String META = "meta.k8s.io/";

    private final ResourceStore store;
    private final Form form;
    private final String includeObject;
    private final InstantSource clock;

    private Presentation(ResourceStore store, Form form, String includeObject, InstantSource clock) {
        this.store = store;
        this.form = form;
        this.includeObject = includeObject;
        this.clock = clock;
    }

    static Presentation of(Call call, Form form) {
        var include = call.context().request().query().get("includeObject");
        return new Presentation(call.store(), form, include, call.clock());
    }

    Form form() {
        return form;
    }

    ResourceStore store() {
        return store;
    }

    /** Equal for presentations that make the same of the same event. */
    Object cacheKey() {
        return List.of(form, store.definition().apiVersion(), includeObject);
    }

    /** Whether an object can go out as the bytes that are stored. */
    boolean isDirect(StoredObject object) {
        return isJson() && form.shape() == Form.Shape.OBJECT && store.isStoredAsServed(object);
    }

    private boolean isJson() {
        return form.media() == Form.Media.JSON && !form.pretty();
    }

    /** Whether a list can be written from the bytes that are stored, whatever its shape, without a tree of any object. */
    boolean isWrittenFromBytes(Listing.Objects objects) {
        return isJson() && store.areStoredAsServed(objects);
    }

    /** A list as the client sees it, made of stored bytes. */
    Consumer<ByteSink> writtenList(Listing.Objects objects, ObjectValue meta) {
        return written().list(objects, meta);
    }

    private WrittenForm written() {
        var rows = new WrittenForm.Rows(store.table(), includeObject, clock.instant());
        return new WrittenForm(definition(), form, bareItems(), rows);
    }

    /** Adds the object of a watch event as JSON. */
    void addEventObject(StoredObject object, ByteGather out) {
        if (store.isStoredAsServed(object) && form.shape() != Form.Shape.TABLE) {
            written().object(object, out);
        } else {
            out.add(Json.write(shown(store.served(object))));
        }
    }

    /** An object as the client sees it. */
    ObjectValue shown(ObjectValue object) {
        return switch (form.shape()) {
            case OBJECT -> object;
            case METADATA, METADATA_LIST -> metadata(object);
            case TABLE -> table(List.of(object), singleMeta(object));
        };
    }

    private static ObjectValue singleMeta(ObjectValue object) {
        return ObjectValue.of(
                "resourceVersion", Value.of(object.object("metadata").string("resourceVersion")));
    }

    private ObjectValue metadata(ObjectValue object) {
        return ObjectValue.builder()
                .put("kind", "PartialObjectMetadata")
                .put("apiVersion", META + form.metaVersion())
                .put("metadata", object.object("metadata"))
                .build();
    }

    /** A list as the client sees it, except for plain JSON. */
    ObjectValue list(List<ObjectValue> objects, ObjectValue meta) {
        return switch (form.shape()) {
            case METADATA, METADATA_LIST ->
                envelope(
                        "PartialObjectMetadataList",
                        META + form.metaVersion(),
                        meta,
                        objects.stream().map(this::metadata).toList());
            case TABLE -> table(objects, meta);
            case OBJECT ->
                envelope(
                        definition().listKind(),
                        definition().apiVersion(),
                        meta,
                        objects.stream().map(this::bare).toList());
        };
    }

    private ObjectValue bare(ObjectValue object) {
        return bareItems() ? object.without("kind").without("apiVersion") : object;
    }

    /** Upstream's items carry no kind in lists of built-in resources, and do in those of custom ones. */
    boolean bareItems() {
        return !ResourceKinds.isCustom(definition());
    }

    private ResourceDefinition definition() {
        return store.definition();
    }

    private static ObjectValue envelope(String kind, String apiVersion, ObjectValue meta, List<ObjectValue> items) {
        return ObjectValue.builder()
                .put("kind", kind)
                .put("apiVersion", apiVersion)
                .put("metadata", meta)
                .put("items", new ArrayValue(List.copyOf(items)))
                .build();
    }

    private ObjectValue table(List<ObjectValue> objects, ObjectValue meta) {
        var table = store.table();
        var now = clock.instant();
        var rows =
                objects.stream().map(object -> (Value) row(table, object, now)).toList();
        return ObjectValue.builder()
                .put("kind", "Table")
                .put("apiVersion", META + form.metaVersion())
                .put("metadata", meta)
                .put("columnDefinitions", table.header())
                .put("rows", new ArrayValue(rows))
                .build();
    }

    private ObjectValue row(Table table, ObjectValue object, Instant now) {
        return table.fullRow(object, now).with("object", rowObject(object));
    }

    private Value rowObject(ObjectValue object) {
        return switch (includeObject) {
            case "None" -> NullValue.NULL;
            case "Object" -> object;
            default -> metadata(object);
        };
    }

    /** What a bookmark carries. */
    ObjectValue bookmarkObject(ObjectValue meta) {
        return switch (form.shape()) {
            case OBJECT ->
                ObjectValue.builder()
                        .put("kind", definition().kind())
                        .put("apiVersion", definition().apiVersion())
                        .put("metadata", meta)
                        .build();
            case METADATA, METADATA_LIST -> metadata(ObjectValue.of("metadata", meta));
            case TABLE -> table(List.of(), meta.without("annotations"));
        };
    }
}
