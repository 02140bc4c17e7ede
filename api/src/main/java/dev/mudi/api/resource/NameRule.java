package dev.mudi.api.resource;

/** How the names of a kind are checked (Kubernetes reference, "Object Names and IDs"). */
public enum NameRule {
    /** RFC 1123 subdomain, at most 253 characters. */
    DNS_SUBDOMAIN,
    /** RFC 1123 subdomain, at most 253 bytes; the prefix of a generated name is not looked at (replication controllers). */
    LONG_NAME,
    /** Not looked at with the kind's own rules (requests for certificates). */
    ANY,
    /** RFC 1123 label, at most 63 characters (namespaces). */
    DNS_LABEL,
    /** RFC 1035 label, at most 63 characters (services, with relaxed service names RFC 1123). */
    DNS_1035_LABEL,
    /** One segment of a path: not {@code .} or {@code ..}, without {@code /} and {@code %} (RBAC kinds). */
    PATH_SEGMENT,
    /** A file name, at most 253 characters (lease candidates). */
    CONFIG_KEY,
    /** An IP address in canonical form (addresses of services). */
    IP_ADDRESS
}
