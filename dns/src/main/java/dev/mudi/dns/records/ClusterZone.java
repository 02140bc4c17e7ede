package dev.mudi.dns.records;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * The cluster's zone: which names exist and what they mean. Services are put and removed one at a time; a question reads what
 * was put last. Safe for several threads.
 *
 * <p>Names (DNS-Based Service Discovery, §2): {@code svc.ns.svc.ZONE}, {@code _port._protocol.svc.ns.svc.ZONE},
 * {@code host.svc.ns.svc.ZONE} for headless services, {@code 10-0-0-1.ns.pod.ZONE}, {@code dns-version.ZONE}, and the way back
 * from an address by PTR.
 */
public final class ClusterZone {
    /** How long an answer may be kept, seconds (CoreDNS's default for the kubernetes plugin is 5; kubeadm sets 30). */
    public static final int TTL_SECONDS = 30;

    private static final String VERSION = "1.1.0";

    private final Name zone;
    private final Map<ServiceKey, ServiceNames> services = new ConcurrentHashMap<>();
    private final Map<InetAddress, Name> names = new ConcurrentHashMap<>();
    private final Map<String, Integer> namespaces = new ConcurrentHashMap<>();
    private final AtomicLong serial = new AtomicLong(1);

    /** What a name means. */
    public sealed interface Meaning {
        /** The name is not of this zone: somebody else knows. */
        record Elsewhere() implements Meaning {}

        /** There is no such name here. */
        record Unknown() implements Meaning {}

        /** The name exists. Answers may be empty (no record of that type); extras are records that go along. */
        record Known(List<Record> answers, List<Record> extras) implements Meaning {}
    }

    /** An empty zone of this name, such as {@code cluster.local}. */
    public ClusterZone(String zone) {
        this.zone = name(zone);
    }

    /** Sets what a service has names for. */
    public void put(ServiceKey key, ServiceNames now) {
        var before = services.put(key, now);
        if (before == null) {
            namespaces.merge(key.namespace(), 1, Integer::sum);
        } else {
            forget(before);
        }
        var service = serviceName(key);
        now.addresses().forEach(address -> names.put(address, service));
        for (var endpoint : now.endpoints()) {
            names.put(endpoint.address(), name(endpoint.hostname(), service));
        }
        serial.incrementAndGet();
    }

    /** Removes a service's names. */
    public void remove(ServiceKey key) {
        var before = services.remove(key);
        if (before != null) {
            forget(before);
            namespaces.computeIfPresent(key.namespace(), (namespace, count) -> count == 1 ? null : count - 1);
            serial.incrementAndGet();
        }
    }

    private void forget(ServiceNames gone) {
        gone.addresses().forEach(names::remove);
        gone.endpoints().forEach(endpoint -> names.remove(endpoint.address()));
    }

    /** What a question means here; the type is one of {@link Type}. */
    public Meaning ask(Name question, int type) {
        if (question.subdomain(zone)) {
            return askZone(question, type);
        }
        var address = ReverseNames.address(question);
        if (address.isPresent()) {
            var target = names.get(address.get());
            return target == null
                    ? new Meaning.Elsewhere()
                    : known(
                            wanted(type, Type.PTR)
                                    ? List.of(new PTRRecord(question, DClass.IN, TTL_SECONDS, target))
                                    : List.of());
        }
        return new Meaning.Elsewhere();
    }

    /** The start of authority of the zone, for answers without records. */
    public SOARecord authority() {
        return new SOARecord(
                zone,
                DClass.IN,
                TTL_SECONDS,
                name("ns.dns", zone),
                name("hostmaster", zone),
                serial.get() & 0xffff_ffffL,
                7200,
                1800,
                86_400,
                TTL_SECONDS);
    }

    private Meaning askZone(Name question, int type) {
        int depth = question.labels() - zone.labels();
        var labels = new ArrayList<String>(depth);
        for (int i = 0; i < depth; i++) {
            labels.add(question.getLabelString(i).toLowerCase(Locale.ROOT));
        }
        if (labels.isEmpty()) {
            return known(apex(type));
        }
        return switch (labels.getLast()) {
            case "svc" -> askService(question, type, labels.subList(0, depth - 1));
            case "pod" -> askPod(question, type, labels.subList(0, depth - 1));
            case "dns-version" ->
                depth == 1
                        ? known(
                                wanted(type, Type.TXT)
                                        ? List.of(new TXTRecord(question, DClass.IN, TTL_SECONDS, VERSION))
                                        : List.of())
                        : new Meaning.Unknown();
            default -> new Meaning.Unknown();
        };
    }

    private List<Record> apex(int type) {
        return switch (type) {
            case Type.SOA -> List.of(authority());
            case Type.NS -> List.of(new NSRecord(zone, DClass.IN, TTL_SECONDS, name("ns.dns", zone)));
            default -> List.of();
        };
    }

    private Meaning askPod(Name question, int type, List<String> labels) {
        if (labels.size() < 2) {
            return labels.isEmpty() || namespaces.containsKey(labels.getFirst())
                    ? known(List.of())
                    : new Meaning.Unknown();
        }
        var address = ReverseNames.dashed(labels.getFirst());
        if (labels.size() > 2 || address.isEmpty() || !namespaces.containsKey(labels.get(1))) {
            return new Meaning.Unknown();
        }
        return known(addresses(question, type, List.of(address.get())));
    }

    private Meaning askService(Name question, int type, List<String> labels) {
        int count = labels.size();
        if (count < 2) {
            return count == 0 || namespaces.containsKey(labels.getFirst()) ? known(List.of()) : new Meaning.Unknown();
        }
        var key = new ServiceKey(labels.get(count - 1), labels.get(count - 2));
        var service = services.get(key);
        if (service == null) {
            return new Meaning.Unknown();
        }
        if (!service.externalName().isEmpty()) {
            return count == 2 ? alias(question, type, service) : new Meaning.Unknown();
        }
        return switch (count) {
            case 2 ->
                service.isHeadless() && service.endpoints().isEmpty()
                        ? new Meaning.Unknown()
                        : known(addresses(question, type, everyAddress(service)));
            case 3 -> askEndpoint(question, type, service, labels.getFirst());
            case 4 -> askPort(question, type, key, service, labels.get(0), labels.get(1));
            default -> new Meaning.Unknown();
        };
    }

    private static Meaning alias(Name question, int type, ServiceNames service) {
        boolean told = wanted(type, Type.CNAME) || type == Type.A || type == Type.AAAA;
        return known(
                told
                        ? List.of(new CNAMERecord(question, DClass.IN, TTL_SECONDS, name(service.externalName())))
                        : List.of());
    }

    private static List<InetAddress> everyAddress(ServiceNames service) {
        return service.isHeadless()
                ? service.endpoints().stream()
                        .map(ServiceNames.Endpoint::address)
                        .distinct()
                        .toList()
                : service.addresses();
    }

    private static Meaning askEndpoint(Name question, int type, ServiceNames service, String hostname) {
        var found = service.endpoints().stream()
                .filter(endpoint -> endpoint.hostname().equals(hostname))
                .map(ServiceNames.Endpoint::address)
                .distinct()
                .toList();
        if (!found.isEmpty()) {
            return known(addresses(question, type, found));
        }
        boolean protocol = service.ports().stream().anyMatch(port -> ("_" + port.protocol()).equals(hostname));
        return protocol ? known(List.of()) : new Meaning.Unknown();
    }

    private Meaning askPort(
            Name question, int type, ServiceKey key, ServiceNames service, String portLabel, String protocolLabel) {
        var answers = new ArrayList<Record>();
        var extras = new ArrayList<Record>();
        var serviceName = serviceName(key);
        for (var port : service.isHeadless() ? List.<ServiceNames.Port>of() : service.ports()) {
            if (named(port, portLabel, protocolLabel)) {
                answers.add(srv(question, port, serviceName));
                extras.addAll(addresses(serviceName, Type.ANY, service.addresses()));
            }
        }
        for (var endpoint : service.endpoints()) {
            for (var port : endpoint.ports()) {
                if (named(port, portLabel, protocolLabel)) {
                    var target = name(endpoint.hostname(), serviceName);
                    answers.add(srv(question, port, target));
                    extras.addAll(addresses(target, Type.ANY, List.of(endpoint.address())));
                }
            }
        }
        if (answers.isEmpty()) {
            return new Meaning.Unknown();
        }
        return wanted(type, Type.SRV) ? new Meaning.Known(answers, extras) : known(List.of());
    }

    private static boolean named(ServiceNames.Port port, String portLabel, String protocolLabel) {
        return portLabel.equals("_" + port.name()) && protocolLabel.equals("_" + port.protocol());
    }

    private static SRVRecord srv(Name question, ServiceNames.Port port, Name target) {
        return new SRVRecord(question, DClass.IN, TTL_SECONDS, 0, 100, port.number(), target);
    }

    private static List<Record> addresses(Name name, int type, List<InetAddress> addresses) {
        var records = new ArrayList<Record>();
        for (var address : addresses) {
            if (address instanceof Inet4Address) {
                if (wanted(type, Type.A)) {
                    records.add(new ARecord(name, DClass.IN, TTL_SECONDS, address));
                }
            } else if (wanted(type, Type.AAAA)) {
                records.add(new AAAARecord(name, DClass.IN, TTL_SECONDS, address));
            }
        }
        return records;
    }

    private static boolean wanted(int type, int offered) {
        return type == offered || type == Type.ANY;
    }

    private static Meaning known(List<Record> answers) {
        return new Meaning.Known(answers, List.of());
    }

    private Name serviceName(ServiceKey key) {
        return name(key.name() + "." + key.namespace() + ".svc", zone);
    }

    private static Name name(String text) {
        return name(text, Name.root);
    }

    private static Name name(String text, Name origin) {
        try {
            return Name.fromString(text, Objects.requireNonNull(origin));
        } catch (TextParseException e) {
            throw new IllegalArgumentException("not a DNS name: " + text, e);
        }
    }
}
