/**
 * Startup, readiness and liveness probes. {@link dev.mudi.kubelet.prober.Prober} keeps one loop a probe of a running
 * container; {@link dev.mudi.kubelet.prober.ProbeState} counts (pure); {@link dev.mudi.kubelet.prober.ProbeRunner} asks, by
 * exec, HTTP, TCP or gRPC. In come pods and what the runtime has of them, out go verdicts and a call when one changes.
 */
@NullMarked
package dev.mudi.kubelet.prober;

import org.jspecify.annotations.NullMarked;
