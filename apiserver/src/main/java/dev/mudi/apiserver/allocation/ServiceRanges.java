package dev.mudi.apiserver.allocation;

import dev.mudi.api.validation.Addresses;
import dev.mudi.api.validation.Addresses.Family;
import java.util.ArrayList;
import java.util.List;

/**
 * The ranges that the addresses of services are from: one, or one of each family; the first one's is the family of services that ask
 * for none (upstream's flag {@code --service-cluster-ip-range}). Immutable.
 */
public final class ServiceRanges {
    private static final String FLAG = "--service-cluster-ip-range";
    private static final int FEWEST = 8;
    private static final int SHORTEST = 64;

    private final List<AddressRange> ranges;

    private ServiceRanges(List<AddressRange> ranges) {
        this.ranges = List.copyOf(ranges);
    }

    /**
     * Reads {@code 10.96.0.0/16} or {@code 10.96.0.0/16,fd00:10:96::/112}, either family first.
     *
     * @throws IllegalArgumentException with upstream's words for what cannot be ranges of services
     */
    public static ServiceRanges parse(String flag) {
        var texts = flag.split(",", -1);
        require(texts.length <= 2, FLAG + " must not contain more than two entries");
        var ranges = new ArrayList<AddressRange>();
        for (int i = 0; i < texts.length; i++) {
            ranges.add(parse(texts[i], i));
        }
        require(
                ranges.size() == 1
                        || ranges.getFirst().family() != ranges.getLast().family(),
                FLAG + "[0] and " + FLAG + "[1] must be of different IP family");
        return new ServiceRanges(ranges);
    }

    private static AddressRange parse(String text, int index) {
        var place = FLAG + "[" + index + "]";
        var range = AddressRange.read(text)
                .orElseThrow(() -> new IllegalArgumentException(place + " is not a valid cidr: \"" + text
                        + "\"; write it as 10.96.0.0/16 or fd00:10:96::/112"));
        require(
                !range.isTooSmall(),
                place + ": the service cluster IP range must be at least " + FEWEST + " IP addresses");
        require(
                !range.isTooLarge(),
                "specified " + place + " is too large; for 128-bit addresses, the mask must be >= " + SHORTEST);
        return range;
    }

    private static void require(boolean good, String otherwise) {
        if (!good) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /**
     * Checks that whoever has an address of the first range reaches a server at this address.
     *
     * @throws IllegalArgumentException with upstream's words if the families differ
     */
    public void requireFamilyOf(String advertiseAddress) {
        var family = Addresses.family(advertiseAddress);
        require(
                family.isEmpty() || family.get() == ranges.getFirst().family(),
                "service IP family \"" + ranges.getFirst() + "\" must match public address family \"" + advertiseAddress
                        + "\"");
    }

    /** The address at a place of the first range, from 1: the first is that of the service {@code kubernetes}. */
    public String address(int place) {
        return ranges.getFirst().at(place - 1L);
    }

    /** The ranges in canonical form. */
    public List<String> texts() {
        return ranges.stream().map(AddressRange::toString).toList();
    }

    /** The families in order. */
    List<Family> families() {
        return ranges.stream().map(AddressRange::family).toList();
    }

    List<AddressRange> all() {
        return ranges;
    }

    @Override
    public String toString() {
        return String.join(",", texts());
    }
}
