package dev.mudi.apiserver.admission;

import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ObjectValue;
import java.util.ArrayList;
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

    /** Lets each plugin take what the object costs. The caller gives it back if the object is not stored. */
    public Admission.Charge charge(AdmissionRequest request) {
        var taken = new ArrayList<Admission.Charge>(0);
        try {
            for (var plugin : plugins) {
                var charge = plugin.charge(request);
                if (charge != Admission.Charge.NONE) {
                    taken.add(charge);
                }
            }
        } catch (StatusException e) {
            taken.forEach(Admission.Charge::refund);
            throw e;
        }
        return taken.isEmpty() ? Admission.Charge.NONE : () -> taken.forEach(Admission.Charge::refund);
    }
}
