package dev.mudi.apiserver.streaming;

import dev.mudi.api.status.Reason;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.ObjectSource;
import dev.mudi.apiserver.RequestInfo;
import dev.mudi.apiserver.streaming.NodeConnector.Security;
import dev.mudi.apiserver.streaming.NodeConnector.Target;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Finds what a proxy path names: {@code [scheme:]name[:port]} of a node, pod or service (registry/core, ResourceLocation). */
final class ProxyTargets {
    private final ObjectSource objects;
    private final Nodes nodes;
    private final RandomGenerator random;

    ProxyTargets(ObjectSource objects, Nodes nodes, RandomGenerator random) {
        this.objects = objects;
        this.nodes = nodes;
        this.random = random;
    }

    /** The parts of {@code [scheme:]name[:port]}; empty where they are not given. */
    record Reference(String text, String scheme, String name, String port) {
        /** Reads one; 400 for what is none, naming the kind of thing it should be. */
        static Reference of(String kind, String text) {
            var parts = text.split(":", -1);
            var reference = switch (parts.length) {
                case 1 -> new Reference(text, "", parts[0], "");
                case 2 -> new Reference(text, "", parts[0], parts[1]);
                case 3 -> new Reference(text, parts[0], parts[1], parts[2]);
                default -> new Reference(text, "invalid", "", "");
            };
            boolean known = List.of("", "http", "https").contains(reference.scheme);
            if (!known || reference.name.isEmpty()) {
                throw StatusException.badRequest("invalid " + kind + " request \"" + text + "\"");
            }
            return reference;
        }

        Security security() {
            return scheme.equals("https") ? Security.TLS : Security.PLAIN;
        }

        int portOr(int otherwise) {
            return port.isEmpty() ? otherwise : number().orElseThrow(() -> unknownPort());
        }

        private Optional<Integer> number() {
            boolean digits =
                    !port.isEmpty() && port.length() < 6 && port.chars().allMatch(c -> c >= '0' && c <= '9');
            return digits ? Optional.of(Integer.parseInt(port)) : Optional.empty();
        }

        private StatusException unknownPort() {
            return StatusException.of(
                    Reason.SERVICE_UNAVAILABLE,
                    "error trying to reach service: dial tcp: lookup tcp/" + port + ": unknown port");
        }
    }

    /** Where the request goes. */
    Target target(RequestInfo info) {
        return switch (info.resource()) {
            case "nodes" -> node(Reference.of("node", info.name()));
            case "pods" -> pod(info.namespace(), Reference.of("pod", info.name()));
            default -> service(info.namespace(), Reference.of("service", info.name()));
        };
    }

    private Target node(Reference reference) {
        var kubelet = nodes.kubelet(reference.name());
        if (reference.port().isEmpty() || reference.port().equals(String.valueOf(kubelet.port()))) {
            return kubelet;
        }
        requireAllowed(kubelet.host());
        return new Target(kubelet.host(), reference.portOr(0), reference.security());
    }

    private Target pod(String namespace, Reference reference) {
        var pod = objects.get("", "pods", namespace, reference.name())
                .orElseThrow(() -> StatusException.notFound("", "pods", reference.name()));
        var address = addresses(pod).stream().findFirst().orElse("");
        requireAllowed(address);
        int standard = reference.security() == Security.TLS ? 443 : 80;
        int first = firstPort(pod).orElse(standard);
        return new Target(address, reference.portOr(first), reference.security());
    }

    private static List<String> addresses(ObjectValue pod) {
        var status = pod.object("status");
        var all = status.array("podIPs").objects().map(ip -> ip.string("ip")).toList();
        return all.isEmpty() && !status.string("podIP").isEmpty() ? List.of(status.string("podIP")) : all;
    }

    /** The host's own addresses and those that lead nowhere are nothing that a client may be brought to. */
    private static void requireAllowed(String address) {
        boolean elsewhere = !address.isEmpty()
                && !address.startsWith("127.")
                && !address.startsWith("169.254.")
                && !address.startsWith("0.")
                && !address.equals("255.255.255.255")
                && !(address.indexOf(':') < 0 && isMulticast(address))
                && !address.equals("::1")
                && !address.equals("::")
                && !address.startsWith("fe80:")
                && !address.startsWith("ff");
        if (!elsewhere) {
            throw StatusException.badRequest("address not allowed");
        }
    }

    private static boolean isMulticast(String address) {
        int dot = address.indexOf('.');
        var first = dot < 0 ? "" : address.substring(0, dot);
        return first.matches("2(2[4-9]|3[0-9])");
    }

    private static Optional<Integer> firstPort(ObjectValue pod) {
        return pod.object("spec")
                .array("containers")
                .objects()
                .filter(container -> !container.array("ports").isEmpty())
                .map(container -> (int) container.array("ports").object(0).integer("containerPort", 0))
                .findFirst();
    }

    private Target service(String namespace, Reference reference) {
        var portName = reference.number().isPresent() ? portName(namespace, reference) : reference.port();
        var subsets = objects.get("", "endpoints", namespace, reference.name())
                .orElseThrow(() -> StatusException.notFound("", "services", reference.name()))
                .array("subsets")
                .objects()
                .toList();
        if (subsets.isEmpty()) {
            throw noEndpoints(reference.name());
        }
        return shuffled(subsets.size())
                .mapToObj(subsets::get)
                .flatMap(subset -> inSubset(subset, portName, namespace, reference).stream())
                .findFirst()
                .orElseThrow(() -> noEndpoints(reference.text()));
    }

    private Optional<Target> inSubset(ObjectValue subset, String portName, String namespace, Reference reference) {
        var port = subset.array("ports")
                .objects()
                .filter(candidate -> candidate.string("name").equals(portName))
                .findFirst();
        var addresses = subset.array("addresses");
        return port.flatMap(found -> shuffled(addresses.size())
                .mapToObj(addresses::object)
                .filter(address -> isPod(address, namespace))
                .map(address -> new Target(address.string("ip"), (int) found.integer("port", 0), reference.security()))
                .findFirst());
    }

    /** All indexes, beginning anywhere. */
    private IntStream shuffled(int size) {
        int seed = size == 0 ? 0 : random.nextInt(size);
        return IntStream.range(0, size).map(i -> (seed + i) % size);
    }

    /** Whoever may write endpoints may not reach more than pods of the namespace by it. */
    private boolean isPod(ObjectValue address, String namespace) {
        var reference = address.object("targetRef");
        return reference.string("namespace").equals(namespace)
                && objects.get("", "pods", namespace, reference.string("name"))
                        .filter(pod -> addresses(pod).contains(address.string("ip")))
                        .isPresent();
    }

    private String portName(String namespace, Reference reference) {
        int number = reference.portOr(0);
        return objects.get("", "services", namespace, reference.name())
                .orElseThrow(() -> StatusException.notFound("", "services", reference.name()))
                .object("spec")
                .array("ports")
                .objects()
                .filter(port -> port.integer("port", 0) == number)
                .map(port -> port.string("name"))
                .findFirst()
                .orElseThrow(() -> StatusException.of(
                        Reason.SERVICE_UNAVAILABLE,
                        "no service port " + number + " found for service \"" + reference.name() + "\""));
    }

    private static StatusException noEndpoints(String service) {
        return StatusException.of(Reason.SERVICE_UNAVAILABLE, "no endpoints available for service \"" + service + "\"");
    }
}
