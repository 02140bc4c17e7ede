package dev.mudi.dns.records;

/** Which service. */
public record ServiceKey(String namespace, String name) {}
