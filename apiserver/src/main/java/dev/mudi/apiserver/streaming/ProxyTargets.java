package dev.mudi.apiserver.streaming;

import dev.mudi.api.status.Reason;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.IntegerValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.ObjectSource;
import dev.mudi.apiserver.RequestInfo;
import dev.mudi.apiserver.streaming.NodeConnector.Security;
import dev.mudi.apiserver.streaming.NodeConnector.Target;
import java.util.ArrayList;
import java.util.random.RandomGenerator;

/** Finds what a proxy path names: {@code [scheme:]name[:port]} of a node, pod or service. */
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
    record Reference(String scheme, String name, String port) {
        static Reference of(String text) {
            var parts = text.split(":", -1);
            var reference = switch (parts.length) {
                case 1 -> new Reference("", parts[0], "");
                case 2 -> new Reference("", parts[0], parts[1]);
                case 3 -> new Reference(parts[0], parts[1], parts[2]);
                default -> new Reference("invalid", text, "");
            };
            boolean known =
                    reference.scheme.isEmpty() || reference.scheme.equals("http") || reference.scheme.equals("https");
            if (!known) {
                throw StatusException.badRequest("invalid proxy request \"" + text
                        + "\": expected NAME, NAME:PORT or SCHEME:NAME:PORT with the scheme http or https");
            }
            return reference;
        }

        Security security() {
            return scheme.equals("https") ? Security.TLS : Security.PLAIN;
        }
    }

    /** Where the request goes. */
    Target target(RequestInfo info) {
        var reference = Reference.of(info.name());
        return switch (info.resource()) {
            case "nodes" -> node(reference);
            case "pods" -> pod(info.namespace(), reference);
            default -> service(info.namespace(), reference);
        };
    }

    private Target node(Reference reference) {
        var kubelet = nodes.kubelet(reference.name());
        return reference.port().isEmpty() || reference.port().equals(String.valueOf(kubelet.port()))
                ? kubelet
                : new Target(kubelet.host(), number(reference), reference.security());
    }

    private Target pod(String namespace, Reference reference) {
        var pod = objects.get("", "pods", namespace, reference.name())
                .orElseThrow(() -> StatusException.notFound("", "pods", reference.name()));
        var address = pod.object("status").string("podIP");
        if (address.isEmpty()) {
            throw StatusException.badRequest(
                    "address not allowed: pod \"" + reference.name() + "\" has no address yet");
        }
        int port = reference.port().isEmpty() ? firstPort(pod, reference) : number(reference);
        return new Target(address, port, reference.security());
    }

    private static int firstPort(ObjectValue pod, Reference reference) {
        return (int) pod.object("spec")
                .array("containers")
                .objects()
                .flatMap(container -> container.array("ports").objects())
                .mapToLong(port -> port.integer("containerPort", 0))
                .findFirst()
                .orElseThrow(() -> StatusException.badRequest(
                        "pod \"" + reference.name() + "\" declares no port; name one: " + reference.name() + ":PORT"));
    }

    private static int number(Reference reference) {
        try {
            int port = Integer.parseInt(reference.port());
            if (port > 0 && port < 65536) {
                return port;
            }
        } catch (NumberFormatException e) {
            throw StatusException.badRequest("invalid port \"" + reference.port() + "\": expected a number");
        }
        throw StatusException.badRequest("invalid port \"" + reference.port() + "\": expected 1 to 65535");
    }

    private Target service(String namespace, Reference reference) {
        var service = objects.get("", "services", namespace, reference.name())
                .orElseThrow(() -> StatusException.notFound("", "services", reference.name()));
        var port = servicePort(service, reference);
        var endpoints =
                objects.get("", "endpoints", namespace, reference.name()).orElse(ObjectValue.EMPTY);
        var targets = new ArrayList<Target>();
        endpoints
                .array("subsets")
                .objects()
                .forEach(subset -> subset.array("ports")
                        .objects()
                        .filter(candidate -> candidate.string("name").equals(port.string("name")))
                        .forEach(candidate -> subset.array("addresses")
                                .objects()
                                .forEach(address -> targets.add(new Target(
                                        address.string("ip"),
                                        (int) candidate.integer("port", 0),
                                        reference.security())))));
        if (targets.isEmpty()) {
            throw StatusException.of(
                    Reason.SERVICE_UNAVAILABLE, "no endpoints available for service \"" + reference.name() + "\"");
        }
        return targets.get(random.nextInt(targets.size()));
    }

    private static ObjectValue servicePort(ObjectValue service, Reference reference) {
        var ports = service.object("spec").array("ports");
        if (reference.port().isEmpty() && ports.size() == 1) {
            return ports.object(0);
        }
        return ports.objects()
                .filter(port -> port.string("name").equals(reference.port())
                        || port.get("port")
                                .filter(IntegerValue.class::isInstance)
                                .map(number -> String.valueOf(((IntegerValue) number).number()))
                                .orElse("")
                                .equals(reference.port()))
                .findFirst()
                .orElseThrow(() -> StatusException.of(
                        Reason.SERVICE_UNAVAILABLE,
                        "no service port \"" + reference.port() + "\" found for service \"" + reference.name() + "\""));
    }
}
