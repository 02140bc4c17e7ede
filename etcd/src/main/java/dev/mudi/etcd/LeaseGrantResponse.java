package dev.mudi.etcd;

/** @param ttlSeconds the time to live that was granted, which may be more than what was asked for */
public record LeaseGrantResponse(long revision, long id, long ttlSeconds) {}
