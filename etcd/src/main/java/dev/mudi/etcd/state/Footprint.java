package dev.mudi.etcd.state;

/**
 * How much room versions take.
 *
 * @param bytes all of it, which counts against the quota
 * @param held what of it is in memory however old a version is: all but the values
 */
public record Footprint(long bytes, long held) {
    public static final Footprint NONE = new Footprint(0, 0);

    Footprint plus(Footprint other) {
        return new Footprint(bytes + other.bytes, held + other.held);
    }

    Footprint minus(Footprint other) {
        return new Footprint(bytes - other.bytes, held - other.held);
    }
}
