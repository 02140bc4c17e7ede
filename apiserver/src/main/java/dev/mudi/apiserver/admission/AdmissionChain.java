package dev.mudi.apiserver.admission;

import dev.mudi.api.tree.ObjectValue;
import java.util.List;

/** The plugins in order. Immutable. */
public final class AdmissionChain {
    /** No plugin. */
    public static final AdmissionChain NONE = new AdmissionChain(List.of());

    private final List<Admission> plugins;

    /** A chain of these, in this order. */
    public AdmissionChain(List<Admission> plugins) {
        this.plugins = List.copyOf(plugins);
    }

    /** Lets each plugin complete the object. */
    public ObjectValue admit(AdmissionRequest request, ObjectValue object) {
        var next = object;
        for (var plugin : plugins) {
            next = plugin.admit(request.with(next), next);
        }
        return next;
    }

    /** Lets each plugin refuse. */
    public void validate(AdmissionRequest request) {
        for (var plugin : plugins) {
            plugin.validate(request);
        }
    }
}
