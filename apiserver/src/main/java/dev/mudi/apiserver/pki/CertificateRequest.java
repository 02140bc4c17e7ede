package dev.mudi.apiserver.pki;

import java.util.List;

/**
 * What a certificate is to say.
 *
 * @param usage whether it names a client, a server or both
 * @param commonName the user, or the server
 * @param organizations the groups of the user
 * @param dnsNames names of a server
 * @param addresses IP addresses of a server, as texts
 */
public record CertificateRequest(
        Usage usage, String commonName, List<String> organizations, List<String> dnsNames, List<String> addresses) {
    /** What a certificate is for (RFC 5280, section 4.2.1.12). */
    public enum Usage {
        /** To say who asks. */
        CLIENT,
        /** To say who answers. */
        SERVER,
        /** Both. */
        PEER
    }

    /** Copies the lists. */
    public CertificateRequest {
        organizations = List.copyOf(organizations);
        dnsNames = List.copyOf(dnsNames);
        addresses = List.copyOf(addresses);
    }

    /** A user with groups. */
    public static CertificateRequest client(String user, String... groups) {
        return new CertificateRequest(Usage.CLIENT, user, List.of(groups), List.of(), List.of());
    }

    /** A server with names. */
    public static CertificateRequest server(String name, List<String> dnsNames, List<String> addresses) {
        return new CertificateRequest(Usage.SERVER, name, List.of(), dnsNames, addresses);
    }

    /** A server with names that shows itself to others of its kind, too. */
    public static CertificateRequest peer(String name, List<String> dnsNames, List<String> addresses) {
        return new CertificateRequest(Usage.PEER, name, List.of(), dnsNames, addresses);
    }

    /** The same in a group. */
    public CertificateRequest inGroup(String group) {
        return new CertificateRequest(usage, commonName, List.of(group), dnsNames, addresses);
    }
}
