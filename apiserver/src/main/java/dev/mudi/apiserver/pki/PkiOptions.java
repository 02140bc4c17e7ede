package dev.mudi.apiserver.pki;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/**
 * What the certificates are made for.
 *
 * @param directory where the files are, and are made
 * @param dnsNames names of the API server beside the usual ones (host names)
 * @param addresses addresses of the API server beside 127.0.0.1, ::1 and the first service address (node addresses)
 * @param serviceAddress the address of the service {@code kubernetes}, such as 10.96.0.1
 * @param clusterDomain such as {@code cluster.local}
 * @param clock says what has expired
 */
public record PkiOptions(
        Path directory,
        List<String> dnsNames,
        List<String> addresses,
        String serviceAddress,
        String clusterDomain,
        InstantSource clock) {
    /** Copies the lists. */
    public PkiOptions {
        dnsNames = List.copyOf(dnsNames);
        addresses = List.copyOf(addresses);
    }
}
