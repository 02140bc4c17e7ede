package dev.mudi.api.table;

import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;

/** What stands in a column for an object. */
@FunctionalInterface
interface Cell {
    /** The text, number or truth; null in JSON where nothing is known. */
    Value of(ObjectValue object, Ages ages);
}
