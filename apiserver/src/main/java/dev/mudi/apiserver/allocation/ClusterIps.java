package dev.mudi.apiserver.allocation;

import dev.mudi.api.meta.ObjectMeta;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.metrics.AllocationMetrics.Usage;
import dev.mudi.apiserver.registry.ResourceStore;
import dev.mudi.apiserver.registry.ResourceStores;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Which Service has which cluster IP: an IPAddress each, from the ranges that ServiceCIDRs name (KEP-1880). Safe for several threads.
 */
final class ClusterIps {
    private static final String GROUP = "networking.k8s.io";
    private static final String FAMILY = "ipaddress.kubernetes.io/ip-family";
    private static final String MANAGED_BY = "ipaddress.kubernetes.io/managed-by";
    private static final String ALLOCATOR = "ipallocator.k8s.io";
    private static final int RANDOM_TRIES = 32;
    private static final int LEAST_BAND = 16;

    private final ResourceStores stores;
    private final AddressRange first;
    private final InstantSource clock;
    private final RandomGenerator random;

    /**
     * Addresses from the ranges of these stores.
     *
     * @param first the range that there is whatever the stores say
     */
    ClusterIps(ResourceStores stores, AddressRange first, InstantSource clock, RandomGenerator random) {
        this.stores = stores;
        this.first = first;
        this.clock = clock;
        this.random = random;
    }

    private ResourceStore addresses() {
        return stores.of(GROUP, "ipaddresses");
    }

    /** The ranges that are ready and stay, the first one before the others. */
    private List<AddressRange> ranges() {
        var ranges = new ArrayList<AddressRange>();
        ranges.add(first);
        stores.of(GROUP, "servicecidrs").forEach("", cidr -> {
            boolean ready = cidr.object("status")
                    .array("conditions")
                    .objects()
                    .anyMatch(condition -> condition.string("type").equals("Ready")
                            && condition.string("status").equals("True"));
            if (ready && !ObjectMeta.of(cidr).isBeingDeleted()) {
                cidr.object("spec")
                        .array("cidrs")
                        .strings()
                        .forEach(text -> AddressRange.read(text)
                                .filter(range -> !ranges.contains(range))
                                .ifPresent(ranges::add));
            }
        });
        return ranges;
    }

    /** Whether an address can be given; empty for what is no IPv4 address. */
    Optional<Boolean> contains(String address) {
        return first.contains(address)
                .map(within -> within
                        || ranges().stream()
                                .anyMatch(range -> range.contains(address).orElse(false)));
    }

    /** The range that an address is of; the first where it is of none. */
    String rangeOf(String address) {
        return ranges().stream()
                .filter(range -> range.contains(address).orElse(false))
                .findFirst()
                .orElse(first)
                .toString();
    }

    /** How much of each range is taken. */
    List<Usage> usage() {
        var ranges = ranges();
        var taken = new long[ranges.size()];
        all().keySet().forEach(address -> {
            for (int i = 0; i < taken.length; i++) {
                taken[i] += ranges.get(i).contains(address).orElse(false) ? 1 : 0;
            }
        });
        return IntStream.range(0, taken.length)
                .mapToObj(i -> new Usage(
                        ranges.get(i).toString(), taken[i], ranges.get(i).size()))
                .toList();
    }

    /** Whether nobody has an address. */
    boolean isFree(String address) {
        return addresses().find("", address).isEmpty();
    }

    /** Takes an address; false if it is taken. */
    boolean take(String address, ObjectValue service) {
        return isFree(address) && addresses().add("", address, object(address, service));
    }

    private ObjectValue object(String address, ObjectValue service) {
        var owner = ObjectMeta.of(service);
        var labels = ObjectValue.builder()
                .put(FAMILY, "IPv4")
                .put(MANAGED_BY, ALLOCATOR)
                .build();
        var metadata = ObjectValue.builder()
                .put("name", address)
                .put("uid", UUID.randomUUID().toString())
                .put(
                        "creationTimestamp",
                        clock.instant().truncatedTo(ChronoUnit.SECONDS).toString())
                .put("labels", labels)
                .build();
        var parent = ObjectValue.builder()
                .put("resource", "services")
                .put("namespace", owner.namespace())
                .put("name", owner.name())
                .build();
        return ObjectValue.builder()
                .put("apiVersion", GROUP + "/v1")
                .put("kind", "IPAddress")
                .put("metadata", metadata)
                .put("spec", ObjectValue.of("parentRef", parent))
                .build();
    }

    /** Gives back an address, if this Service has it. */
    void release(String address, String owner) {
        if (!isFree(address)) {
            addresses().removeIf("", address, object -> owner(object).equals(owner));
        }
    }

    private static String owner(ObjectValue address) {
        var parent = address.object("spec").object("parentRef");
        return parent.string("namespace") + "/" + parent.string("name");
    }

    /** Any free address, taken unless it is for show. Empty if all are taken. */
    Optional<String> takeAny(ObjectValue service, boolean forShow) {
        for (var range : ranges()) {
            var address = takeAny(range, service, forShow);
            if (address.isPresent()) {
                return address;
            }
        }
        return Optional.empty();
    }

    /** At random, above the part of the range where people choose addresses (KEP-3070). */
    private Optional<String> takeAny(AddressRange range, ObjectValue service, boolean forShow) {
        int size = range.size();
        int band = Math.min(Math.max(LEAST_BAND, size / 16), 256);
        for (int i = 0; i < RANDOM_TRIES && size > band; i++) {
            var address = range.at(band + random.nextInt(size - band));
            if (isFree(address) && (forShow || take(address, service))) {
                return Optional.of(address);
            }
        }
        for (int i = 0; i < size; i++) {
            var address = range.at((band + i) % size);
            if (isFree(address) && (forShow || take(address, service))) {
                return Optional.of(address);
            }
        }
        return Optional.empty();
    }

    /** Which Service has which address, of those that were taken here. */
    Map<String, String> all() {
        var all = new LinkedHashMap<String, String>();
        addresses().forEach("", address -> {
            var meta = ObjectMeta.of(address);
            if (ALLOCATOR.equals(meta.labels().get(MANAGED_BY))) {
                all.put(meta.name(), owner(address));
            }
        });
        return all;
    }
}
