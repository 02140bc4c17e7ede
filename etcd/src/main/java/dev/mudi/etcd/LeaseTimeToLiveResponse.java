package dev.mudi.etcd;

import java.util.List;

/**
 * @param ttlSeconds what is left of the time to live, -1 when there is no such lease
 * @param grantedTtlSeconds the whole of it, 0 when there is no such lease
 * @param keys the keys that hang on the lease, when they were asked for
 */
public record LeaseTimeToLiveResponse(
        long revision, long id, long ttlSeconds, long grantedTtlSeconds, List<Bytes> keys) {}
