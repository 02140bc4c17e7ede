package dev.mudi.runtime.oci;

import dev.mudi.runtime.linux.ProcessPrivileges;

/**
 * What the host can do, looked up once.
 *
 * @param privileges what this process may hand on
 * @param devices the host's devices
 * @param cgroupV2 whether resource controllers are in the unified hierarchy
 * @param swapLimits whether the kernel limits swap by cgroup
 * @param appArmor whether AppArmor confines processes
 */
public record HostFacts(
        ProcessPrivileges privileges, HostDevices devices, boolean cgroupV2, boolean swapLimits, boolean appArmor) {}
