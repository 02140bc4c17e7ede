package dev.mudi.apiserver;

import dev.mudi.api.tree.ObjectValue;

/**
 * Answers a resource that is asked and never stored: TokenReview, SubjectAccessReview and their like. The registry decodes and
 * validates what was sent and renders what comes back, with code 201.
 */
@FunctionalInterface
public interface ReviewHandler {
    /** The review with its {@code status} filled in. */
    ObjectValue review(RequestContext context, ObjectValue sent);
}
