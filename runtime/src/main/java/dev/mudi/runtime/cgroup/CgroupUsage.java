package dev.mudi.runtime.cgroup;

/**
 * What the processes of a cgroup have used. Bytes, but for the times and counts.
 *
 * @param cpuNanoseconds processor time since the cgroup was made
 * @param memoryUsage all memory charged to it
 * @param workingSet memory that can't be given back at once: usage without inactive file cache
 * @param rss anonymous memory
 * @param memoryLimit the limit, 0 for none
 * @param faults page faults, and those that read a disk
 * @param processes how many there are
 */
public record CgroupUsage(
        long cpuNanoseconds,
        long memoryUsage,
        long workingSet,
        long rss,
        long memoryLimit,
        Faults faults,
        long processes) {

    /** Page faults. */
    public record Faults(long all, long major) {}
}
