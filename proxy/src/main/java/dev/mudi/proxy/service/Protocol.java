package dev.mudi.proxy.service;

import java.util.Locale;

/** The transport protocols of services. */
public enum Protocol {
    /** Transmission Control Protocol. */
    TCP,
    /** User Datagram Protocol. */
    UDP,
    /** Stream Control Transmission Protocol. */
    SCTP;

    private final String lower = name().toLowerCase(Locale.ROOT);

    /** As packet filters write it: {@code tcp}. */
    public String lower() {
        return lower;
    }
}
