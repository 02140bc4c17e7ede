package dev.mudi.apiserver;

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
}
