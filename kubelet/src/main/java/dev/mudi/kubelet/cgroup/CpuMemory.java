package dev.mudi.kubelet.cgroup;

import dev.mudi.kubelet.pod.Resources;
import java.math.BigDecimal;

/** The kernel's numbers for cpu. Source: reference, "Resource Management for Pods and Containers". Pure. */
public final class CpuMemory {

    /** The length of a cpu period, in microseconds. */
    public static final long PERIOD = 100_000;

    private static final long SHARES_PER_CPU = 1024;
    private static final long MIN_SHARES = 2;
    private static final long MAX_SHARES = 262_144;
    private static final long MIN_QUOTA = 1000;

    private CpuMemory() {}

    /** The relative weight of a cpu request: 1024 a cpu, at least 2. */
    public static long shares(BigDecimal request) {
        return Math.clamp(Resources.milli(request) * SHARES_PER_CPU / 1000, MIN_SHARES, MAX_SHARES);
    }

    /** The microseconds a period that a cpu limit allows; 0 for no limit. */
    public static long quota(BigDecimal limit) {
        long milli = Resources.milli(limit);
        return milli == 0 ? 0 : Math.max(MIN_QUOTA, milli * PERIOD / 1000);
    }

    /** Shares of version 1 as the weight of version 2: 2 to 262144 becomes 1 to 10000 (KEP-2254). */
    public static long weight(long shares) {
        return 1 + (shares - MIN_SHARES) * 9999 / (MAX_SHARES - MIN_SHARES);
    }
}
