package dev.mudi.apiserver.admission;

import dev.mudi.api.tree.ObjectValue;

/**
 * A plugin that sees every write before it is stored. Safe for several requests at once. It may be asked more than once for one
 * request, when the object changed meanwhile or a name is generated anew.
 */
public interface Admission {
    /** As upstream names it, such as {@code NamespaceLifecycle}. */
    String name();

    /**
     * Completes an object that is to be created or updated.
     *
     * @throws dev.mudi.api.status.StatusException a refusal
     */
    default ObjectValue admit(AdmissionRequest request, ObjectValue object) {
        return object;
    }

    /**
     * Looks at the object as it is to be stored; deletions too.
     *
     * @throws dev.mudi.api.status.StatusException a refusal
     */
    default void validate(AdmissionRequest request) {}

    /**
     * Takes what the object costs, when nothing else stands against it.
     *
     * @throws dev.mudi.api.status.StatusException a refusal
     */
    default Charge charge(AdmissionRequest request) {
        return Charge.NONE;
    }

    /** What was taken for an object that is about to be stored. */
    @FunctionalInterface
    interface Charge {
        /** Nothing was. */
        Charge NONE = () -> {};

        /** The object was not stored after all. */
        void refund();
    }
}
