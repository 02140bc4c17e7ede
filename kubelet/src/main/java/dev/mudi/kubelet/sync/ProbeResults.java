package dev.mudi.kubelet.sync;

import java.util.Optional;

/** What the probes of containers last said. An empty answer means that there is no such probe, or no verdict yet. */
public interface ProbeResults {

    /** No probe has said anything. */
    ProbeResults NONE = new ProbeResults() {
        @Override
        public Optional<Boolean> startup(String containerId) {
            return Optional.empty();
        }

        @Override
        public Optional<Boolean> liveness(String containerId) {
            return Optional.empty();
        }

        @Override
        public Optional<Boolean> readiness(String containerId) {
            return Optional.empty();
        }
    };

    /** True once the container has started, false once its threshold of failures is reached. */
    Optional<Boolean> startup(String containerId);

    /** False once the container should be killed. */
    Optional<Boolean> liveness(String containerId);

    /** Whether the container takes traffic. */
    Optional<Boolean> readiness(String containerId);
}
