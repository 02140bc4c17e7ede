package dev.mudi.api.cel.type;

import java.util.Optional;
import java.util.Set;

/** A structure: which fields it has, and of which types. */
public interface StructType {

    /** Its name, by which types refer to it. */
    String name();

    /** The names of its fields, as expressions write them. */
    Set<String> fields();

    /** The type of a field, if it has it. */
    Optional<CelType> field(String name);
}
