package dev.mudi.api.table;

import dev.mudi.api.resource.ResourceDefinition;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The table of one resource. Immutable, safe for several threads; made by {@link Tables#of}. */
public final class Table {
    private final List<Column> columns;
    private final List<Cell> cells;
    private final Function<ObjectValue, ArrayValue> conditions;

    private Table(List<Column> columns, List<Cell> cells, Function<ObjectValue, ArrayValue> conditions) {
        this.columns = List.copyOf(columns);
        this.cells = List.copyOf(cells);
        this.conditions = conditions;
    }

    /** The same table, with what its columns mean. */
    Table described(ResourceDefinition definition) {
        return new Table(ColumnDescriptions.of(definition, columns), cells, conditions);
    }

    /** The columns, wide ones included: the server sends all, the client chooses. */
    public List<Column> columns() {
        return columns;
    }

    /** The field {@code columnDefinitions} of a Table. */
    public ArrayValue header() {
        return new ArrayValue(
                columns.stream().map(column -> (Value) column.toObject()).toList());
    }

    /**
     * The field {@code cells} of a row.
     *
     * @param now the time of the request, which ages count from
     */
    public ArrayValue row(ObjectValue object, Instant now) {
        return cells(object, Ages.at(now));
    }

    /** The field {@code cells} of a row, with ages as they are said to be. */
    ArrayValue cells(ObjectValue object, Ages ages) {
        var values = new ArrayList<Value>(cells.size());
        for (var cell : cells) {
            values.add(cell.of(object, ages));
        }
        return new ArrayValue(values);
    }

    /** The fields {@code cells} and, where there are any, {@code conditions} of a row. */
    public ObjectValue fullRow(ObjectValue object, Instant now) {
        return TableRow.withConditions(ObjectValue.builder().put("cells", row(object, now)), conditions(object))
                .build();
    }

    /** A row that can be kept; empty for the rare object that does not allow it. */
    public Optional<TableRow> lastingRow(ObjectValue object) {
        return TableRow.of(this, object);
    }

    /** The field {@code conditions} of a row: that a pod has completed; mostly empty. */
    ArrayValue conditions(ObjectValue object) {
        return conditions.apply(object);
    }

    /** Starts a table with the column of the name. */
    static Builder named() {
        return new Builder().column("Name", "string", "name", 0, Cells.text("metadata", "name"));
    }

    /** Starts a table without columns. */
    static Builder bare() {
        return new Builder();
    }

    /** Collects columns. */
    static final class Builder {
        private final List<Column> columns = new ArrayList<>();
        private final List<Cell> cells = new ArrayList<>();
        private Function<ObjectValue, ArrayValue> conditions = object -> ArrayValue.EMPTY;

        Builder column(Column column, Cell cell) {
            columns.add(column);
            cells.add(cell);
            return this;
        }

        Builder column(String name, String type, String format, int priority, Cell cell) {
            return column(new Column(name, type, format, priority, ""), cell);
        }

        Builder text(String name, Cell cell) {
            return column(name, "string", "", 0, cell);
        }

        Builder wide(String name, Cell cell) {
            return column(name, "string", "", 1, cell);
        }

        Builder number(String name, Cell cell) {
            return column(name, "integer", "", 0, cell);
        }

        Builder truth(String name, Cell cell) {
            return column(name, "boolean", "", 0, cell);
        }

        Builder age() {
            return text("Age", Cells.AGE);
        }

        Builder conditions(Function<ObjectValue, ArrayValue> value) {
            this.conditions = value;
            return this;
        }

        Table build() {
            return new Table(columns, cells, conditions);
        }
    }
}
