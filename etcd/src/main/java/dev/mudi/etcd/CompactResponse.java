package dev.mudi.etcd;

/** @param revision the store's newest revision */
public record CompactResponse(long revision) {}
