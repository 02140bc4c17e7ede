package dev.mudi.client;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;

/**
 * Tells people what a component did to an object, as an Event of the API ({@code kubectl describe} shows it). Never
 * blocks and never fails: an event that can't be written is dropped, as with client-go. Thread-safe.
 */
@FunctionalInterface
public interface EventRecorder {
    /** Whether somebody should look. */
    enum Type {
        NORMAL("Normal"),
        WARNING("Warning");

        private final String text;

        Type(String text) {
            this.text = text;
        }

        /** As in the event's {@code type} field. */
        public String text() {
            return text;
        }
    }

    /**
     * Records an event.
     *
     * @param regarding what it is about
     * @param reason one word in UpperCamelCase, such as {@code SuccessfulCreate}
     * @param message for people, at most 1024 bytes (longer ones are cut)
     */
    void record(ObjectReference regarding, Type type, String reason, String message);

    default void normal(HasMetadata regarding, String reason, String message) {
        record(referenceTo(regarding), Type.NORMAL, reason, message);
    }

    default void warning(HasMetadata regarding, String reason, String message) {
        record(referenceTo(regarding), Type.WARNING, reason, message);
    }

    /** The reference that an event about the object carries. */
    static ObjectReference referenceTo(HasMetadata object) {
        var metadata = object.getMetadata();
        return new ObjectReferenceBuilder()
                .withApiVersion(object.getApiVersion())
                .withKind(object.getKind())
                .withNamespace(metadata.getNamespace())
                .withName(metadata.getName())
                .withUid(metadata.getUid())
                .withResourceVersion(metadata.getResourceVersion())
                .build();
    }
}
