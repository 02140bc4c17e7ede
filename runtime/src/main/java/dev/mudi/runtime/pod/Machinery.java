package dev.mudi.runtime.pod;

import dev.mudi.runtime.cgroup.Cgroups;
import dev.mudi.runtime.conmon.Conmon;
import dev.mudi.runtime.image.ImageStore;
import dev.mudi.runtime.linux.ProcessWatch;
import dev.mudi.runtime.oci.HostFacts;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;

/**
 * What sandboxes and containers are made with.
 *
 * @param watch tells when monitors end
 */
public record Machinery(
        Layout layout,
        Conmon conmon,
        ImageStore images,
        Cgroups cgroups,
        HostFacts host,
        ProcessWatch watch,
        InstantSource clock) {

    /** Kills every process of a cgroup, and returns when they have ended. */
    void kill(String cgroup) throws IOException {
        CgroupEnd.kill(cgroups, watch, cgroup);
    }

    /** Removes a cgroup with all that is in it. Idempotent. */
    void remove(String cgroup) throws IOException {
        CgroupEnd.remove(cgroups, watch, cgroup);
    }

    /** The time in nanoseconds since the epoch, as CRI has it. */
    long now() {
        return nanoseconds(clock.instant());
    }

    static long nanoseconds(Instant time) {
        return time.getEpochSecond() * 1_000_000_000L + time.getNano();
    }
}
