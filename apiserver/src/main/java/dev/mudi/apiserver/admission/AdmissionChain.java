package dev.mudi.apiserver.admission;

import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.metrics.AdmissionMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.ArrayList;
import java.util.List;

/** The plugins in order. Immutable. */
public final class AdmissionChain {
    /** No plugin. */
    public static final AdmissionChain NONE = new AdmissionChain(List.of());

    private final List<Admission> plugins;
    private final MeasuredStep admitting;
    private final MeasuredStep validating;

    /** A chain of these, in this order, whose times nobody asks for. */
    public AdmissionChain(List<Admission> plugins) {
        this(plugins, new AdmissionMetrics(new PrometheusRegistry()));
    }

    /** A chain of these, in this order. */
    public AdmissionChain(List<Admission> plugins, AdmissionMetrics metrics) {
        this.plugins = List.copyOf(plugins);
        this.admitting = new MeasuredStep("admit", this.plugins, metrics);
        this.validating = new MeasuredStep("validate", this.plugins, metrics);
    }

    /** The same plugins, with their times told here. */
    public AdmissionChain measuredBy(AdmissionMetrics metrics) {
        return new AdmissionChain(plugins, metrics);
    }

    /** Lets each plugin complete the object. */
    public ObjectValue admit(AdmissionRequest request, ObjectValue object) {
        var next = new ObjectValue[] {object};
        admitting.run(request.operation(), plugin -> {
            next[0] = plugin.admit(request.with(next[0]), next[0]);
        });
        return next[0];
    }

    /** Lets each plugin refuse. */
    public void validate(AdmissionRequest request) {
        validating.run(request.operation(), plugin -> plugin.validate(request));
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
