package dev.mudi.runtime.pod;

import dev.mudi.runtime.cri.ContainerConfig;
import dev.mudi.runtime.cri.Signal;
import dev.mudi.runtime.linux.Linux;

/** The signal that asks a container to end: the container's own (KEP-4960), else the image's, else SIGTERM. */
final class StopSignal {

    private StopSignal() {}

    static int of(ContainerConfig config, String ofImage) {
        Integer own = config.getStopSignal() == Signal.RUNTIME_DEFAULT || config.getStopSignal() == Signal.UNRECOGNIZED
                ? null
                : Linux.signal(config.getStopSignal().name());
        if (own != null) {
            return own;
        }
        Integer images = ofImage.isEmpty() ? null : Linux.signal(ofImage);
        return images == null ? Linux.SIGTERM : images;
    }

    /** As CRI tells it: always one of its names. */
    static Signal message(ContainerConfig config, String ofImage) {
        int number = of(config, ofImage);
        for (Signal signal : Signal.values()) {
            if (signal != Signal.RUNTIME_DEFAULT && signal != Signal.UNRECOGNIZED) {
                Integer candidate = Linux.signal(signal.name());
                if (candidate != null && candidate == number) {
                    return signal;
                }
            }
        }
        return Signal.SIGTERM;
    }
}
