package dev.mudi.api.table;

import dev.mudi.api.codec.ByteSink;
import dev.mudi.api.codec.Json;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a table says of one object, as JSON with places for the ages: made once of an object, written at any time. Immutable, safe
 * for several threads.
 */
public final class TableRow {
    /** Stands for an age while a row is made; in JSON it is three bytes of UTF-8, as it is here. */
    private static final String PLACE = "\uE0A9";

    private static final byte[] PLACE_BYTES = PLACE.getBytes(StandardCharsets.UTF_8);

    private final byte[] json;

    /** Where in the JSON each age belongs, rising; as many as there are moments. */
    private final int[] places;

    /** The moments that ages count from, in milliseconds since the epoch. */
    private final long[] moments;

    private TableRow(byte[] json, int[] places, long[] moments) {
        this.json = json;
        this.places = places;
        this.moments = moments;
    }

    /** The row of an object; empty if the object has something in it that cannot be told from an age's place. */
    static Optional<TableRow> of(Table table, ObjectValue object) {
        var asked = new ArrayList<Instant>();
        var row = ObjectValue.builder().put("cells", table.cells(object, moment -> {
            asked.add(moment);
            return PLACE;
        }));
        var conditions = table.conditions(object);
        var bytes = Json.write(withConditions(row, conditions).build());
        var places = places(bytes);
        if (places.size() != asked.size()) {
            return Optional.empty();
        }
        var json = new byte[bytes.length - places.size() * PLACE_BYTES.length];
        var at = new int[places.size()];
        int read = 0;
        int written = 0;
        for (int i = 0; i < at.length; i++) {
            int count = places.get(i) - read;
            System.arraycopy(bytes, read, json, written, count);
            written += count;
            read += count + PLACE_BYTES.length;
            at[i] = written;
        }
        System.arraycopy(bytes, read, json, written, bytes.length - read);
        return Optional.of(new TableRow(
                json, at, asked.stream().mapToLong(Instant::toEpochMilli).toArray()));
    }

    static ObjectValue.Builder withConditions(ObjectValue.Builder row, ArrayValue conditions) {
        return conditions.isEmpty() ? row : row.put("conditions", conditions);
    }

    private static List<Integer> places(byte[] bytes) {
        var places = new ArrayList<Integer>(1);
        for (int i = 0; i + PLACE_BYTES.length <= bytes.length; i++) {
            if (bytes[i] == PLACE_BYTES[0] && bytes[i + 1] == PLACE_BYTES[1] && bytes[i + 2] == PLACE_BYTES[2]) {
                places.add(i);
            }
        }
        return places;
    }

    /**
     * Writes an object with the fields {@code cells} and, where there are any, {@code conditions}, without its closing brace.
     *
     * @param now what ages count to
     */
    public void writeOpen(Instant now, ByteSink out) {
        int from = 0;
        for (int i = 0; i < places.length; i++) {
            out.write(json, from, places[i] - from);
            out.write(HumanDuration.of(Duration.ofMillis(now.toEpochMilli() - moments[i])));
            from = places[i];
        }
        out.write(json, from, json.length - 1 - from);
    }
}
