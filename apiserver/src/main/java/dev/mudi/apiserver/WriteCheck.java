package dev.mudi.apiserver;

import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.tree.ObjectValue;
import java.util.Optional;

/**
 * A refusal that depends on who writes: nobody may grant by a role or binding what they don't have. The registry asks after
 * validation, before an object of this resource is created or updated.
 */
@FunctionalInterface
public interface WriteCheck {
    /**
     * Returns if the write may go on.
     *
     * @param current the object as it is, empty for a create
     * @throws dev.mudi.api.status.StatusException 403 with what is missing
     */
    void check(RequestContext context, ObjectValue next, Optional<ObjectValue> current);

    /**
     * Finds what is wrong with an object because of others, told along with what its own rules say.
     *
     * @param current the object as it is, empty for a create
     */
    default void validate(ObjectValue next, Optional<ObjectValue> current, FieldErrors errors) {}
}
