package dev.mudi.api.table;

import static dev.mudi.api.table.Cells.arrayAt;
import static dev.mudi.api.table.Cells.textAt;

import dev.mudi.api.tree.ObjectValue;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The tables of services and what leads to them. */
final class NetworkTables {
    private static final int SHOWN = 3;

    private NetworkTables() {}

    static Table services() {
        return Table.named()
                .text("Type", Cells.text("spec", "type"))
                .text(
                        "Cluster-IP",
                        Cells.of(service -> arrayAt(service, "spec", "clusterIPs")
                                .strings()
                                .findFirst()
                                .orElse(Cells.NONE)))
                .text("External-IP", Cells.of(NetworkTables::externalIp))
                .text("Port(s)", Cells.of(NetworkTables::ports))
                .age()
                .wide("Selector", Cells.labels("spec", "selector"))
                .build();
    }

    private static String externalIp(ObjectValue service) {
        var given = arrayAt(service, "spec", "externalIPs").strings().toList();
        return switch (service.object("spec").string("type")) {
            case "ClusterIP", "NodePort" -> given.isEmpty() ? Cells.NONE : String.join(",", given);
            case "LoadBalancer" -> {
                var all = new ArrayList<>(loadBalancer(service));
                all.addAll(given);
                yield all.isEmpty() ? "<pending>" : String.join(",", all);
            }
            case "ExternalName" -> service.object("spec").string("externalName");
            default -> Cells.UNKNOWN;
        };
    }

    private static Set<String> loadBalancer(ObjectValue object) {
        return arrayAt(object, "status", "loadBalancer", "ingress")
                .objects()
                .map(one -> Cells.orElse(one.string("ip"), one.string("hostname")))
                .filter(address -> !address.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String ports(ObjectValue service) {
        var text = Cells.joined(arrayAt(service, "spec", "ports"), port -> {
            long nodePort = port.integer("nodePort", 0);
            return port.integer("port", 0) + (nodePort > 0 ? ":" + nodePort : "") + "/" + port.string("protocol");
        });
        return Cells.orElse(text, Cells.NONE);
    }

    static Table endpoints() {
        return Table.named()
                .text("Endpoints", Cells.of(NetworkTables::addresses))
                .age()
                .build();
    }

    private static String addresses(ObjectValue endpoints) {
        var all = new ArrayList<String>();
        var subsets = endpoints.array("subsets");
        for (var subset : subsets.objects().toList()) {
            var ips = subset.array("addresses")
                    .objects()
                    .map(address -> address.string("ip"))
                    .toList();
            if (subset.array("ports").isEmpty()) {
                all.addAll(ips);
            }
            subset.array("ports")
                    .objects()
                    .forEach(port -> ips.forEach(
                            ip -> all.add((ip.contains(":") ? "[" + ip + "]" : ip) + ":" + port.integer("port", 0))));
        }
        return Cells.some(all, SHOWN, subsets.isEmpty() ? Cells.NONE : "");
    }

    static Table endpointSlices() {
        return Table.named()
                .text("AddressType", Cells.text("addressType"))
                .text(
                        "Ports",
                        Cells.of(slice -> Cells.orElse(
                                Cells.some(
                                        slice.array("ports")
                                                .objects()
                                                .map(port -> textAt(
                                                        port, port.has("name") ? port.string("name") : "*", "port"))
                                                .toList(),
                                        SHOWN,
                                        ""),
                                Cells.UNSET)))
                .text(
                        "Endpoints",
                        Cells.of(slice -> Cells.some(
                                slice.array("endpoints")
                                        .objects()
                                        .flatMap(endpoint ->
                                                endpoint.array("addresses").strings())
                                        .toList(),
                                SHOWN,
                                Cells.UNSET)))
                .age()
                .build();
    }

    static Table ingresses() {
        return Table.named()
                .text("Class", Cells.textOr(Cells.NONE, "spec", "ingressClassName"))
                .text("Hosts", Cells.of(NetworkTables::hosts))
                .text("Address", Cells.of(ingress -> String.join(",", loadBalancer(ingress))))
                .text(
                        "Ports",
                        Cells.of(ingress -> arrayAt(ingress, "spec", "tls").isEmpty() ? "80" : "80, 443"))
                .age()
                .build();
    }

    private static String hosts(ObjectValue ingress) {
        var rules = arrayAt(ingress, "spec", "rules");
        var shown = new ArrayList<String>();
        boolean more = false;
        for (var rule : rules.objects().toList()) {
            more |= shown.size() == SHOWN;
            if (!more && !rule.string("host").isEmpty()) {
                shown.add(rule.string("host"));
            }
        }
        var text = shown.isEmpty() ? "*" : String.join(",", shown);
        return more ? text + " + " + (rules.size() - SHOWN) + " more..." : text;
    }

    static Table ingressClasses() {
        return Table.bare()
                .column("Name", "string", "name", 0, Cells.of(ingressClass -> {
                    var marked = textAt(
                            ingressClass, "", "metadata", "annotations", "ingressclass.kubernetes.io/is-default-class");
                    return textAt(ingressClass, "", "metadata", "name") + (marked.equals("true") ? " (default)" : "");
                }))
                .text("Controller", Cells.text("spec", "controller"))
                .text("Parameters", Cells.of(ingressClass -> {
                    var parameters = Cells.objectAt(ingressClass, "spec", "parameters");
                    return parameters.isEmpty()
                            ? Cells.NONE
                            : parameters.string("kind")
                                    + (parameters.has("apiGroup") ? "." + parameters.string("apiGroup") : "") + "/"
                                    + parameters.string("name");
                }))
                .age()
                .build();
    }

    static Table networkPolicies() {
        return Table.named()
                .text("Pod-Selector", Cells.selector("spec", "podSelector"))
                .age()
                .build();
    }

    static Table serviceCidrs() {
        return Table.named()
                .text(
                        "CIDRs",
                        Cells.of(
                                cidr -> arrayAt(cidr, "spec", "cidrs").strings().collect(Collectors.joining(","))))
                .age()
                .build();
    }

    static Table ipAddresses() {
        return Table.named()
                .text("ParentRef", Cells.of(address -> {
                    var parent = Cells.objectAt(address, "spec", "parentRef");
                    if (parent.isEmpty()) {
                        return Cells.NONE;
                    }
                    var group = parent.string("group");
                    var namespace = parent.string("namespace");
                    return (parent.string("resource") + (group.isEmpty() ? "" : "." + group)).toLowerCase(Locale.ROOT)
                            + (namespace.isEmpty() ? "" : "/" + namespace) + "/" + parent.string("name");
                }))
                .build();
    }
}
