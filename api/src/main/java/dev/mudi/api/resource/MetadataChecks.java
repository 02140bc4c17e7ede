package dev.mudi.api.resource;

/** When the registry checks the metadata of a kind, and how far. */
public enum MetadataChecks {
    /** Together with the kind's own rules (kinds of extensions, leases, admission). */
    PLAIN,
    /** Together with the kind's own rules; a finalizer without a domain has to be one of Kubernetes' own (most built-in kinds). */
    KNOWN_FINALIZERS,
    /** Only once the kind's own rules found nothing; the name may be any segment of a path (events, disruption budgets, reviews). */
    AFTERWARDS
}
