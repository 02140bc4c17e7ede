package dev.mudi.etcd.replication;

/**
 * Who leads.
 *
 * @param leader the identity of the member, 0 for no one
 * @param term larger with each election
 * @param own whether it is this member, and everything of the terms before is applied
 */
public record Leadership(long leader, long term, boolean own) {
    public static final Leadership UNKNOWN = new Leadership(0, 0, false);

    public boolean isKnown() {
        return leader != 0;
    }
}
