package dev.mudi.cluster;

/** What this is. */
public final class Version {
    /** Mudi's own version. */
    public static final String MUDI = "0.1.0";

    /** The version of Kubernetes that it is. */
    public static final String KUBERNETES = "v1.36.2";

    private Version() {}
}
