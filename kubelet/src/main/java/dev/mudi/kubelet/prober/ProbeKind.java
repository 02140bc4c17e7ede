package dev.mudi.kubelet.prober;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Probe;
import java.util.Optional;

/** What a probe decides. */
public enum ProbeKind {
    /** Whether the container has started; the other probes wait for it. */
    STARTUP("Startup"),
    /** Whether the container takes traffic. */
    READINESS("Readiness"),
    /** Whether the container has to be killed. */
    LIVENESS("Liveness");

    private final String title;

    ProbeKind(String title) {
        this.title = title;
    }

    /** The name in messages. */
    public String title() {
        return title;
    }

    public Optional<Probe> of(Container container) {
        return Optional.ofNullable(
                switch (this) {
                    case STARTUP -> container.getStartupProbe();
                    case READINESS -> container.getReadinessProbe();
                    case LIVENESS -> container.getLivenessProbe();
                });
    }
}
