package dev.mudi.kubelet.event;

import io.fabric8.kubernetes.api.model.ObjectReference;

/** Takes events. Returns at once: whatever sending them needs happens elsewhere. Safe for many threads. */
@FunctionalInterface
public interface EventSink {

    /** Tells nobody. */
    EventSink NONE = (about, type, reason, message) -> {};

    /**
     * @param about the object, with the path of the field when it is about a part of it
     * @param type {@code Normal} or {@code Warning}
     * @param reason in CamelCase, such as {@code Started}
     * @param message for people
     */
    void event(ObjectReference about, String type, String reason, String message);
}
