package dev.mudi.etcd;

/**
 * How a store is.
 *
 * @param keys how many there are at the newest revision
 * @param usedBytes what keys, values and their history take
 * @param quotaBytes how much they may take before puts are refused
 */
public record EtcdStatus(long revision, long compactedRevision, long keys, long usedBytes, long quotaBytes) {}
