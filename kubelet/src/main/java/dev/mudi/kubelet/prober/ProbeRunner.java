package dev.mudi.kubelet.prober;

import io.fabric8.kubernetes.api.model.Probe;

/** Carries out one probe, within its timeout. Blocking. */
@FunctionalInterface
public interface ProbeRunner {

    ProbeOutcome run(Probe probe, ProbeTarget target);
}
