package dev.mudi.apiserver.registry;

import dev.mudi.apiserver.WriteCheck;
import dev.mudi.apiserver.admission.AdmissionChain;
import java.time.InstantSource;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * What every write goes through beside its resource's own rules.
 *
 * @param admission the plugins
 * @param fields keeps the record of managed fields
 * @param reservations by {@code resource.group} (or the plural alone in the core group)
 * @param writeChecks by the same
 * @param clock of the timestamps
 * @param random of generated names; used by several threads at once
 */
public record WritePath(
        AdmissionChain admission,
        FieldManagement fields,
        Map<String, Reservations> reservations,
        Map<String, WriteCheck> writeChecks,
        InstantSource clock,
        RandomGenerator random) {
    /** Copies the maps. */
    public WritePath {
        reservations = Map.copyOf(reservations);
        writeChecks = Map.copyOf(writeChecks);
    }

    Reservations reservations(WriteRequest request) {
        return reservations.getOrDefault(request.definition().name().qualified(), Reservations.NONE);
    }

    WriteCheck check(WriteRequest request) {
        return writeChecks.getOrDefault(request.definition().name().qualified(), (context, next, current) -> {});
    }
}
