package dev.mudi.etcd.simulation;

/** A defect planted in the simulation, to show that it would be found. */
public enum Bug {
    NONE,
    /** Members say that an entry is on their disk before it is. */
    ACK_BEFORE_FSYNC,
    /** A leader puts an entry into the log twice when it is proposed twice. */
    APPLY_TWICE,
    /** A watch that was broken off goes on one revision too late. */
    LOST_WATCH_EVENT,
    /** A leader answers reads without asking whether it still leads. */
    STALE_READ
}
