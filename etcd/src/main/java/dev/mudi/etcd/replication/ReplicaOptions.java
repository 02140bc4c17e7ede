package dev.mudi.etcd.replication;

import dev.mudi.etcd.EtcdOptions;
import java.time.Duration;
import java.time.InstantSource;

/**
 * How a replica is run.
 *
 * @param member its identity
 * @param proposer a number no other start of any member has
 * @param clock for leases, retention and patience; it must not jump
 * @param retention what of the past stays readable
 * @param quotaBytes how much keys, values and their history may take before the alarm is raised
 * @param patience after so long without an answer a caller is told that the outcome is unknown
 */
public record ReplicaOptions(
        long member,
        long proposer,
        InstantSource clock,
        EtcdOptions.Retention retention,
        long quotaBytes,
        Duration patience) {
    /** etcd's, with its default election timeout: five seconds for the disk and two elections. */
    public static final Duration PATIENCE = Duration.ofSeconds(7);
}
