package dev.mudi.apiserver.endpoints;

import dev.mudi.api.codec.ByteSink;
import dev.mudi.api.codec.Json;
import dev.mudi.api.resource.ResourceDefinition;
import dev.mudi.api.status.Reason;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.table.Table;
import dev.mudi.api.table.Tables;
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
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Objects of one resource in the form that a client wants. What is stored as the client wants it goes out as the bytes that are stored. */
final class Presentation {
    static final String META = "meta.k8s.io/";

    private static final Set<String> INCLUDED = Set.of("", "Metadata", "Object", "None");

    private final ResourceStore store;
    private final Form form;
    private final String includeObject;
    private final InstantSource clock;
    private final Supplier<Table> table;

    private Presentation(
            ResourceStore store, Form form, String includeObject, InstantSource clock, Supplier<Table> table) {
        this.store = store;
        this.form = form;
        this.includeObject = includeObject;
        this.clock = clock;
        this.table = table;
    }

    static Presentation of(Call call, Form form) {
        return of(call, form, call.store()::table);
    }

    /** The same for the scales of the objects; 406 when the metadata of a list of them is wanted. */
    static Presentation ofScale(Call call, Form form) {
        if (form.shape() == Form.Shape.METADATA_LIST) {
            throw misfit(false, ResourceKinds.isCustom(call.definition()) ? "*v1.Scale" : "*autoscaling.Scale");
        }
        return of(call, form, () -> Tables.ofScale(call.definition()));
    }

    private static Presentation of(Call call, Form form, Supplier<Table> table) {
        var include = call.context().request().query().get("includeObject");
        if (form.shape() == Form.Shape.TABLE && !INCLUDED.contains(include)) {
            throw StatusException.badRequest("Unable to convert to Table as requested: includeObject: Invalid value: \""
                    + include + "\": must be 'Metadata', 'Object', 'None', or empty");
        }
        return new Presentation(call.store(), form, include, call.clock(), table);
    }

    /** 406 when the metadata of one object is wanted of a list, or that of a list of one object. */
    static void mustFit(Call call, Form form, boolean list) {
        if (form.shape() != (list ? Form.Shape.METADATA : Form.Shape.METADATA_LIST)) {
            return;
        }
        var definition = call.definition();
        var kind = list ? definition.listKind() : definition.kind();
        // Upstream names the type of its own that holds the object.
        var type = ResourceKinds.isCustom(definition)
                ? "*unstructured.Unstructured" + (list ? "List" : "")
                : "*" + typeGroup(definition.group()) + "." + kind;
        throw misfit(list, type);
    }

    private static StatusException misfit(boolean list, String type) {
        return StatusException.of(
                Reason.NOT_ACCEPTABLE,
                list
                        ? "you requested PartialObjectMetadata, but the requested object is a list (" + type + ")"
                        : "you requested PartialObjectMetadataList, but the requested object is not a list (" + type
                                + ")");
    }

    private static String typeGroup(String group) {
        int dot = group.indexOf('.');
        var first = dot < 0 ? group : group.substring(0, dot);
        return first.isEmpty() || first.equals("events") ? "core" : first;
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

    /** A stored object as protobuf. */
    ByteGather protobuf(StoredObject object) {
        return form.shape() == Form.Shape.OBJECT
                ? ProtobufForm.object(store, object)
                : new ByteGather()
                        .add(ProtobufForm.object(metadata(store.served(object))).orElseThrow());
    }

    /**
     * Adds the object of a watch event as JSON.
     *
     * @param withHeader whether a table names its columns
     */
    void addEventObject(StoredObject object, boolean withHeader, ByteGather out) {
        if (store.isStoredAsServed(object) && form.shape() != Form.Shape.TABLE) {
            written().object(object, out);
        } else {
            var served = store.served(object);
            out.add(Json.write(
                    form.shape() == Form.Shape.TABLE
                            ? table(List.of(served), singleMeta(served), withHeader)
                            : shown(served)));
        }
    }

    /** An object as the client sees it. */
    ObjectValue shown(ObjectValue object) {
        return switch (form.shape()) {
            case OBJECT -> object;
            case METADATA, METADATA_LIST -> metadata(object);
            case TABLE -> table(List.of(object), singleMeta(object), true);
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
            case TABLE -> table(objects, meta, true);
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

    private ObjectValue table(List<ObjectValue> objects, ObjectValue meta, boolean withHeader) {
        var shown = table.get();
        var now = clock.instant();
        var rows =
                objects.stream().map(object -> (Value) row(shown, object, now)).toList();
        return ObjectValue.builder()
                .put("kind", "Table")
                .put("apiVersion", META + form.metaVersion())
                .put("metadata", meta)
                .put("columnDefinitions", withHeader ? shown.header() : NullValue.NULL)
                .put("rows", new ArrayValue(rows))
                .build();
    }

    private ObjectValue row(Table shown, ObjectValue object, Instant now) {
        return shown.fullRow(object, now).with("object", rowObject(object));
    }

    private Value rowObject(ObjectValue object) {
        return switch (includeObject) {
            case "None" -> NullValue.NULL;
            case "Object" -> object;
            default -> metadata(object);
        };
    }

    /**
     * What a bookmark carries.
     *
     * @param withHeader whether a table names its columns
     */
    ObjectValue bookmarkObject(ObjectValue meta, boolean withHeader) {
        return switch (form.shape()) {
            case OBJECT ->
                ObjectValue.builder()
                        .put("kind", definition().kind())
                        .put("apiVersion", definition().apiVersion())
                        .put("metadata", meta)
                        .build();
            case METADATA, METADATA_LIST -> metadata(ObjectValue.of("metadata", meta));
            case TABLE -> {
                var nothing = ObjectValue.of("metadata", meta);
                yield table(List.of(nothing), singleMeta(nothing), withHeader);
            }
        };
    }
}
