package dev.mudi.cli.command;

import dev.mudi.cli.UserException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Option;

/**
 * Features of etcd that can be turned on or off. Most are of its backend, or are so here whatever is said; to turn on one that would make
 * a member do what it does not do is refused, since whoever asks for it relies on it.
 */
final class GateFlags {
    private static final Set<String> TAKEN =
            Set.of("AllBeta", "InitialCorruptCheck", "StopGRPCServiceOnDefrag", "TxnModeWriteWithSharedBuffer");
    private static final Map<String, String> ABSENT = Map.of(
            "AllAlpha", "it turns on features that a member does not have",
            "CompactHashCheck", "members do not compare what they hold while they run",
            "LeaseCheckpoint", "a lease has its whole time again when another member leads",
            "LeaseCheckpointPersist", "a lease has its whole time again when another member leads",
            "SetMemberLocalAddr", "members call each other from the address that the system chooses");
    /** As Go reads them. */
    private static final Set<String> ON = Set.of("1", "t", "T", "TRUE", "true", "True");

    private static final Set<String> OFF = Set.of("0", "f", "F", "FALSE", "false", "False");

    @Option(
            names = "--feature-gates",
            paramLabel = "GATE=BOOL,...",
            description = "etcd's: taken, and not used; one that asks for what a member does not do must be off.")
    private List<String> gates = List.of();

    @Option(
            names = "--experimental-compact-hash-check-enabled",
            arity = "0..1",
            paramLabel = "BOOL",
            fallbackValue = "true",
            description = "The gate CompactHashCheck: must be off.")
    private boolean compactHashCheck;

    @Option(
            names = "--experimental-enable-lease-checkpoint",
            arity = "0..1",
            paramLabel = "BOOL",
            fallbackValue = "true",
            description = "The gate LeaseCheckpoint: must be off.")
    private boolean leaseCheckpoint;

    @Option(
            names = "--experimental-enable-lease-checkpoint-persist",
            arity = "0..1",
            paramLabel = "BOOL",
            fallbackValue = "true",
            description = "The gate LeaseCheckpointPersist: must be off.")
    private boolean leaseCheckpointPersist;

    /** Refuses what asks for more than there is. */
    void check() throws UserException {
        for (var list : gates) {
            for (var gate : list.split(",", -1)) {
                if (!gate.isEmpty()) {
                    check(gate);
                }
            }
        }
        checkOff("--experimental-compact-hash-check-enabled", compactHashCheck, "CompactHashCheck");
        checkOff("--experimental-enable-lease-checkpoint", leaseCheckpoint, "LeaseCheckpoint");
        checkOff("--experimental-enable-lease-checkpoint-persist", leaseCheckpointPersist, "LeaseCheckpointPersist");
    }

    private static void check(String gate) throws UserException {
        var parts = gate.split("=", 2);
        var name = parts[0].strip();
        if (!TAKEN.contains(name) && !ABSENT.containsKey(name)) {
            var known = new TreeSet<>(TAKEN);
            known.addAll(ABSENT.keySet());
            throw new UserException("--feature-gates has '" + name + "', which is no gate of etcd: give some of "
                    + String.join(", ", known));
        }
        var value = parts.length == 1 ? "" : parts[1].strip();
        if (!ON.contains(value) && !OFF.contains(value)) {
            throw new UserException("--feature-gates has '" + gate + "': give " + name + "=true or " + name + "=false");
        }
        checkOff("--feature-gates " + name, ON.contains(value), name);
    }

    private static void checkOff(String said, boolean on, String gate) throws UserException {
        var why = ABSENT.get(gate);
        if (on && why != null) {
            throw new UserException(said + " cannot be on, for " + why + ": leave it out");
        }
    }
}
