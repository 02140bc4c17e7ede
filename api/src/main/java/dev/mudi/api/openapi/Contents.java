package dev.mudi.api.openapi;

import dev.mudi.api.tree.ObjectValue;
import java.util.function.BiConsumer;

/** What a document says. */
interface Contents {
    /** Calls back with each path in order and what it is. */
    void paths(BiConsumer<String, ObjectValue> action);

    /** Calls back with the name of each type in order and its schema. */
    void types(BiConsumer<String, ObjectValue> action);
}
