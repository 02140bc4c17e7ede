package dev.mudi.apiserver.allocation;

import dev.mudi.api.meta.ObjectMeta;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.validation.Addresses;
import dev.mudi.api.validation.Addresses.Family;
import dev.mudi.apiserver.metrics.AllocationMetrics.Usage;
import dev.mudi.apiserver.registry.ResourceStore;
import dev.mudi.apiserver.registry.ResourceStores;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
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
    private static final int MOST_BAND = 256;

    /** The ServiceCIDR that the server makes of its flag. */
    private static final String DEFAULT = "kubernetes";

    private final ResourceStores stores;
    private final ServiceRanges configured;
    private final InstantSource clock;
    private final RandomGenerator random;

    /**
     * Addresses from the ranges of these stores.
     *
     * @param configured the ranges that there are until the stores have the default ServiceCIDR
     */
    ClusterIps(ResourceStores stores, ServiceRanges configured, InstantSource clock, RandomGenerator random) {
        this.stores = stores;
        this.configured = configured;
        this.clock = clock;
        this.random = random;
    }

    private ResourceStore addresses() {
        return stores.of(GROUP, "ipaddresses");
    }

    /** The ranges that are ready and stay. */
    private List<AddressRange> ranges() {
        var stored = new ArrayList<ObjectValue>();
        stores.of(GROUP, "servicecidrs").forEach("", stored::add);
        var ranges = new LinkedHashSet<AddressRange>();
        if (stored.stream().noneMatch(cidr -> ObjectMeta.of(cidr).name().equals(DEFAULT))) {
            ranges.addAll(configured.all());
        }
        stored.stream()
                .filter(ClusterIps::isReady)
                .flatMap(cidr -> cidr.object("spec").array("cidrs").strings())
                .flatMap(text -> AddressRange.read(text).stream())
                .filter(range -> configured.families().contains(range.family()) && !range.isTooLarge())
                .forEach(ranges::add);
        return List.copyOf(ranges);
    }

    /** A range about which nothing is said is ready, so that a cluster without controllers has it (upstream). */
    private static boolean isReady(ObjectValue cidr) {
        boolean refused = cidr.object("status")
                .array("conditions")
                .objects()
                .anyMatch(condition -> condition.string("type").equals("Ready")
                        && !condition.string("status").equals("True"));
        return !refused && !ObjectMeta.of(cidr).isBeingDeleted();
    }

    /** Whether an address can be given. */
    boolean contains(String address) {
        return within().test(address);
    }

    /** Which addresses can be given now. */
    Predicate<String> within() {
        var ranges = ranges();
        return address -> ranges.stream().anyMatch(range -> range.contains(address));
    }

    /** The range that an address is of; the first of the family where it is of none. */
    String rangeOf(Family family, String address) {
        return ranges().stream()
                .filter(range -> range.contains(address))
                .findFirst()
                .or(() -> configured.all().stream()
                        .filter(range -> range.family() == family)
                        .findFirst())
                .map(AddressRange::toString)
                .orElse("");
    }

    /** How much of each range is taken. */
    List<Usage> usage() {
        var ranges = ranges();
        var taken = new long[ranges.size()];
        all().keySet().forEach(address -> {
            for (int i = 0; i < taken.length; i++) {
                taken[i] += ranges.get(i).contains(address) ? 1 : 0;
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

    /** Takes an address in canonical form; false if it is taken. */
    boolean take(String address, ObjectValue service) {
        return isFree(address) && addresses().add("", address, object(address, service));
    }

    private ObjectValue object(String address, ObjectValue service) {
        var owner = ObjectMeta.of(service);
        var labels = ObjectValue.builder()
                .put(FAMILY, familyOf(address))
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

    private static String familyOf(String address) {
        return Addresses.family(address).map(Family::text).orElse("");
    }

    private static String owner(ObjectValue address) {
        var parent = address.object("spec").object("parentRef");
        boolean ofService =
                parent.string("group").isEmpty() && parent.string("resource").equals("services");
        return ofService ? parent.string("namespace") + "/" + parent.string("name") : "";
    }

    /** Any free address of a family, taken unless it is for show. Empty if all are taken. */
    Optional<String> takeAny(Family family, ObjectValue service, boolean forShow) {
        return ranges().stream()
                .filter(range -> range.family() == family)
                .flatMap(range -> takeAny(range, service, forShow).stream())
                .findFirst();
    }

    /** At random, above the part of the range where people choose addresses (KEP-3070). */
    private Optional<String> takeAny(AddressRange range, ObjectValue service, boolean forShow) {
        long size = range.size();
        long band = Math.clamp(size / 16, LEAST_BAND, MOST_BAND);
        for (int i = 0; i < RANDOM_TRIES && size > band; i++) {
            var address = range.at(band + random.nextLong(size - band));
            if (isFree(address) && (forShow || take(address, service))) {
                return Optional.of(address);
            }
        }
        for (long i = 0; i < size; i++) {
            var address = range.at((band + i) % size);
            if (isFree(address) && (forShow || take(address, service))) {
                return Optional.of(address);
            }
        }
        return Optional.empty();
    }

    /**
     * An address that was taken here.
     *
     * @param uid of this taking of it
     * @param owner the Service that has it; empty if it is none
     * @param labelled whether it is marked as it was made
     */
    record Taken(String uid, String owner, boolean labelled) {}

    /** Which Service has which address, of those that were taken here. */
    Map<String, Taken> all() {
        var all = new LinkedHashMap<String, Taken>();
        addresses().forEach("", address -> {
            var meta = ObjectMeta.of(address);
            if (ALLOCATOR.equals(meta.labels().get(MANAGED_BY))) {
                all.put(meta.name(), taken(address));
            }
        });
        return all;
    }

    /** Who has an address, whoever took it; empty if nobody has. */
    Optional<Taken> taken(String address) {
        return addresses().find("", address).map(stored -> taken(addresses().served(stored)));
    }

    private static Taken taken(ObjectValue address) {
        var meta = ObjectMeta.of(address);
        boolean labelled = ALLOCATOR.equals(meta.labels().get(MANAGED_BY))
                && familyOf(meta.name()).equals(meta.labels().get(FAMILY));
        return new Taken(meta.uid(), owner(address), labelled);
    }

    /** Removes an address if it still is what was seen. */
    void remove(String address, Taken seen) {
        addresses().removeIf("", address, object -> ObjectMeta.of(object).uid().equals(seen.uid));
    }
}
