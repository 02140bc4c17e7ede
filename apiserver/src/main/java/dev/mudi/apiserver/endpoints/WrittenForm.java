package dev.mudi.apiserver.endpoints;

import dev.mudi.api.codec.ByteSink;
import dev.mudi.api.codec.Json;
import dev.mudi.api.resource.ResourceDefinition;
import dev.mudi.api.table.Table;
import dev.mudi.api.table.TableRow;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.registry.Listing;
import dev.mudi.apiserver.storage.StoredObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * JSON that is written from the bytes of stored objects: whole objects, their metadata, or rows of a table, of which the cells are made
 * once an object. Nothing here grows with the number of objects.
 */
final class WrittenForm {
    private static final byte[] COMMA = {','};
    private static final byte[] CLOSE = {'}'};
    private static final byte[] ROW_OBJECT = bytes(",\"object\":");
    private static final byte[] NULL = bytes("null");

    private final ResourceDefinition definition;
    private final Form form;
    private final boolean bare;
    private final Rows rows;
    private final byte[] metadataHead;
    private final Function<ObjectValue, KeptRow> making;

    /**
     * How a table's rows are.
     *
     * @param table the resource's
     * @param include None, Object, or else the metadata
     * @param now what ages count to
     */
    record Rows(Table table, String include, Instant now) {}

    /** What is kept with an object for the table; empty where the row has to be made each time. */
    private record KeptRow(Optional<TableRow> row) {}

    /**
     * A form.
     *
     * @param bare whether the items of a list of whole objects are without kind and apiVersion
     */
    WrittenForm(ResourceDefinition definition, Form form, boolean bare, Rows rows) {
        this.definition = definition;
        this.form = form;
        this.bare = bare;
        this.rows = rows;
        this.making = tree -> new KeptRow(rows.table().lastingRow(tree));
        this.metadataHead = bytes("{\"kind\":\"PartialObjectMetadata\",\"apiVersion\":\"" + Presentation.META
                + form.metaVersion() + "\",\"metadata\":");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A whole list. */
    Consumer<ByteSink> list(Listing.Objects objects, ObjectValue meta) {
        return out -> {
            open(meta, out);
            objects.forEach(new Consumer<>() {
                private boolean another;

                @Override
                public void accept(StoredObject object) {
                    if (another) {
                        out.write(COMMA);
                    }
                    another = true;
                    item(object, out);
                }
            });
            out.write("]}\n");
        };
    }

    private void open(ObjectValue meta, ByteSink out) {
        var head = ObjectValue.builder();
        switch (form.shape()) {
            case OBJECT -> head.put("kind", definition.listKind()).put("apiVersion", definition.apiVersion());
            case METADATA, METADATA_LIST ->
                head.put("kind", "PartialObjectMetadataList").put("apiVersion", Presentation.META + form.metaVersion());
            case TABLE -> head.put("kind", "Table").put("apiVersion", Presentation.META + form.metaVersion());
        }
        head.put("metadata", meta);
        boolean table = form.shape() == Form.Shape.TABLE;
        if (table) {
            head.put("columnDefinitions", rows.table().header());
        }
        var json = Json.write(head.build());
        out.write(json, 0, json.length - 1);
        out.write(table ? ",\"rows\":[" : ",\"items\":[");
    }

    private void item(StoredObject object, ByteSink out) {
        switch (form.shape()) {
            case OBJECT -> {
                if (bare) {
                    object.writeBareTo(out);
                } else {
                    object.writeTo(out);
                }
            }
            case METADATA, METADATA_LIST -> metadata(object, out);
            case TABLE -> row(object, out);
        }
    }

    /** One object, whole or its metadata. */
    void object(StoredObject object, ByteSink out) {
        if (form.shape() == Form.Shape.OBJECT) {
            object.writeTo(out);
        } else {
            metadata(object, out);
        }
    }

    private void metadata(StoredObject object, ByteSink out) {
        out.write(metadataHead);
        object.writeMetadataTo(out);
        out.write(CLOSE);
    }

    private void row(StoredObject object, ByteSink out) {
        var table = rows.table();
        var row = object.kept(table, KeptRow.class, making).row();
        if (row.isPresent()) {
            row.get().writeOpen(rows.now(), out);
        } else {
            var json = Json.write(table.fullRow(object.tree(), rows.now()));
            out.write(json, 0, json.length - 1);
        }
        out.write(ROW_OBJECT);
        switch (rows.include()) {
            case "None" -> out.write(NULL);
            case "Object" -> object.writeTo(out);
            default -> metadata(object, out);
        }
        out.write(CLOSE);
    }
}
