package dev.mudi.api.kinds.core;

import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import dev.mudi.api.validation.Addresses;
import dev.mudi.api.validation.At;
import dev.mudi.api.validation.Selectors;
import dev.mudi.api.validation.Syntax;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Rules for services; addresses and ports have been allocated before (Kubernetes reference, Service). Stateless. */
final class ServiceValidation {
    private static final String NOT_EXTERNAL = "may not be set for ExternalName services";
    private static final List<String> TYPES = List.of("ClusterIP", "ExternalName", "LoadBalancer", "NodePort");
    private static final List<String> PROTOCOLS = List.of("SCTP", "TCP", "UDP");
    private static final List<String> DISTRIBUTIONS = List.of("PreferClose", "PreferSameZone", "PreferSameNode");
    private static final String BALANCERS_ONLY = "may only be used when `type` is 'LoadBalancer'";
    private static final String RANGES = "service.beta.kubernetes.io/load-balancer-source-ranges";
    private static final long AFFINITY_LIMIT = 86400;

    private ServiceValidation() {}

    static void create(At service) {
        validate(service, service.holding(null));
    }

    static void update(At service, At before) {
        ServiceAddresses.update(service.at("spec"), before.at("spec"));
        var health = service.at("spec", "healthCheckNodePort");
        boolean checked = ServiceDefaults.needsHealthPort(service.at("spec").object())
                && ServiceDefaults.needsHealthPort(before.at("spec").object());
        if (checked && !health.same(before.at("spec", "healthCheckNodePort"))) {
            health.forbidden("field is immutable");
        }
        validate(service, before);
    }

    private static void validate(At service, At before) {
        var spec = service.at("spec");
        topology(service.at("metadata", "annotations"));
        boolean headless = ServiceAddresses.isHeadless(spec);
        if (spec.at("ports").isEmpty() && !headless && !spec.at("type").is("ExternalName")) {
            spec.at("ports").required();
        }
        type(spec, headless);
        var names = new HashSet<String>();
        for (var port : spec.at("ports").items()) {
            port(port, spec.at("ports").size() > 1, names);
        }
        Selectors.validateLabels(spec.at("selector"));
        affinity(spec);
        ServiceAddresses.validate(spec, before.at("spec"));
        externalAddresses(
                spec.at("externalIPs"), before.at("spec", "externalIPs").texts());
        if (spec.at("type").mustBeGiven()) {
            spec.at("type").mustBeOneOf(TYPES);
        }
        portNumbers(spec);
        sourceRanges(service, before);
        balancer(spec);
        traffic(spec);
    }

    private static void topology(At annotations) {
        var map = annotations.strings();
        var hints = "service.kubernetes.io/topology-aware-hints";
        var mode = "service.kubernetes.io/topology-mode";
        if (map.containsKey(hints) && map.containsKey(mode) && !map.get(hints).equals(map.get(mode))) {
            annotations.entry(mode).invalid("must match annotations[" + hints + "] when both are specified");
        }
    }

    private static void type(At spec, boolean headless) {
        switch (spec.at("type").text()) {
            case "LoadBalancer", "NodePort" -> {
                if (headless) {
                    spec.at("clusterIPs")
                            .items()
                            .getFirst()
                            .invalid("may not be set to 'None' for "
                                    + spec.at("type").text() + " services");
                }
            }
            case "ExternalName" -> {
                for (var field : List.of("clusterIPs", "ipFamilies")) {
                    if (!spec.at(field).isEmpty()) {
                        spec.at(field).forbidden(NOT_EXTERNAL);
                    }
                }
                spec.at("ipFamilyPolicy").mustNotBeSet(NOT_EXTERNAL);
                var name = spec.at("externalName");
                var plain = name.text().endsWith(".")
                        ? name.text().substring(0, name.text().length() - 1)
                        : name.text();
                if (plain.isEmpty()) {
                    name.required();
                } else {
                    name.holding(Value.of(plain)).mustBe(Syntax.DNS_SUBDOMAIN);
                }
            }
            default -> {}
        }
    }

    private static void port(At port, boolean several, Set<String> names) {
        var name = port.at("name");
        if (!name.isEmpty()) {
            name.mustBe(Syntax.DNS_LABEL);
            if (!names.add(name.text())) {
                name.duplicate();
            }
        } else if (several) {
            name.required();
        }
        port.at("port").mustBePort();
        if (port.at("protocol").mustBeGiven()) {
            port.at("protocol").mustBeOneOf(PROTOCOLS);
        }
        ProbeValidation.port(port.at("targetPort"));
        if (port.at("appProtocol").isSet()) {
            port.at("appProtocol").mustBe(Syntax.QUALIFIED_NAME);
        }
    }

    private static void affinity(At spec) {
        var affinity = spec.at("sessionAffinity");
        var config = spec.at("sessionAffinityConfig");
        if (affinity.mustBeGiven()) {
            affinity.mustBeOneOf("ClientIP", "None");
        }
        if (affinity.is("None")) {
            config.mustNotBeSet("must not be set when session affinity is None");
        } else if (affinity.is("ClientIP")) {
            var why = "when session affinity type is ClientIP";
            var seconds = config.at("clientIP", "timeoutSeconds");
            if (!config.isSet()) {
                config.required(why);
            } else if (!config.at("clientIP").isSet()) {
                config.at("clientIP").required(why);
            } else if (!seconds.isSet()) {
                seconds.required(why);
            } else if (seconds.number() <= 0 || seconds.number() > AFFINITY_LIMIT) {
                seconds.invalidNumber("must be greater than 0 and less than " + AFFINITY_LIMIT);
            }
        }
    }

    private static void externalAddresses(At addresses, List<String> before) {
        for (var address : addresses.items()) {
            int errors = address.errors().list().size();
            Addresses.mustBeAddress(address, before);
            if (address.errors().list().size() == errors) {
                Addresses.mustNotBeSpecial(address);
            }
        }
    }

    private static void portNumbers(At spec) {
        var ports = spec.at("ports").items();
        if (spec.at("type").is("ClusterIP")) {
            for (var port : ports) {
                if (port.at("nodePort").number() != 0) {
                    port.at("nodePort").forbidden("may not be used when `type` is 'ClusterIP'");
                }
            }
        }
        var nodePorts = new HashSet<String>();
        for (var port : ports) {
            var number = port.at("nodePort");
            if (number.number() != 0 && !nodePorts.add(port.at("protocol").text() + number.number())) {
                number.duplicate();
            }
        }
        var numbers = new HashSet<String>();
        for (var port : ports) {
            if (!numbers.add(port.at("protocol").text() + port.at("port").number())) {
                port.holding(goPort(port)).duplicate();
            }
        }
    }

    /** A port as upstream shows it: its internal form with all fields but two empty. */
    private static ObjectValue goPort(At port) {
        return ObjectValue.builder()
                .put("Name", "")
                .put("Protocol", port.at("protocol").text())
                .put("AppProtocol", NullValue.NULL)
                .put("Port", port.at("port").number())
                .put("TargetPort", 0)
                .put("NodePort", 0)
                .build();
    }

    private static void sourceRanges(At service, At before) {
        var ranges = service.at("spec", "loadBalancerSourceRanges");
        var annotation = service.at("metadata", "annotations").entry(RANGES);
        boolean balancer = service.at("spec", "type").is("LoadBalancer");
        if (!ranges.isEmpty()) {
            var shown = service.at("spec", "LoadBalancerSourceRanges").holding(ranges.value());
            if (!balancer) {
                shown.forbidden(BALANCERS_ONLY);
            }
            var known = before.at("spec", "loadBalancerSourceRanges").texts().stream()
                    .map(String::strip)
                    .toList();
            for (var range : shown.items()) {
                Addresses.mustBeRange(range.holding(Value.of(range.text().strip())), known);
            }
        } else if (annotation.isSet()) {
            if (!balancer) {
                annotation.forbidden(BALANCERS_ONLY);
            }
            var text = annotation.text().strip();
            boolean same = annotation.same(before.at("metadata", "annotations").entry(RANGES));
            if (!same && !text.isEmpty()) {
                for (var range : text.split(",", -1)) {
                    Addresses.mustBeRange(annotation.holding(Value.of(range.strip())), List.of());
                }
            }
        }
    }

    private static void balancer(At spec) {
        boolean balancer = spec.at("type").is("LoadBalancer");
        var allocate = spec.at("allocateLoadBalancerNodePorts");
        var balancerClass = spec.at("loadBalancerClass");
        if (!balancer) {
            allocate.mustNotBeSet(BALANCERS_ONLY);
            balancerClass.mustNotBeSet(BALANCERS_ONLY);
        } else if (balancerClass.isSet()) {
            balancerClass.mustBe(Syntax.QUALIFIED_NAME);
        }
    }

    private static void traffic(At spec) {
        var external = spec.at("externalTrafficPolicy");
        if (!ServiceDefaults.isExternallyAccessible(spec.object())) {
            if (!external.isEmpty()) {
                external.invalid("may only be set for externally-accessible services");
            }
        } else if (external.mustBeGiven()) {
            external.mustBeOneOf("Cluster", "Local");
        }
        var health = spec.at("healthCheckNodePort");
        if (!ServiceDefaults.needsHealthPort(spec.object())) {
            if (health.number() != 0) {
                health.invalid("may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'");
            }
        } else if (health.mustBeGiven()) {
            health.mustBePort();
        }
        var internal = spec.at("internalTrafficPolicy");
        if (internal.isSet()) {
            internal.mustBeOneOf("Cluster", "Local");
        } else if (TYPES.contains(spec.at("type").text()) && !spec.at("type").is("ExternalName")) {
            internal.required();
        }
        if (spec.at("trafficDistribution").isSet()) {
            spec.at("trafficDistribution").mustBeOneOf(DISTRIBUTIONS);
        }
    }

    static void status(At service, At before) {
        var ingress = service.at("status", "loadBalancer", "ingress");
        if (!service.at("spec", "type").is("LoadBalancer") && !ingress.isEmpty()) {
            ingress.forbidden("may only be used when `spec.type` is 'LoadBalancer'");
            return;
        }
        var known = before.at("status", "loadBalancer", "ingress").items().stream()
                .map(item -> item.at("ip").text())
                .toList();
        for (var item : ingress.items()) {
            balancerPoint(item, known);
        }
    }

    /** An address or a name at which a load balancer is reached. */
    private static void balancerPoint(At point, List<String> known) {
        var ip = point.at("ip");
        var mode = point.at("ipMode");
        if (!ip.isEmpty()) {
            Addresses.mustBeAddress(ip, known);
        }
        if (mode.isSet() && ip.isEmpty()) {
            mode.forbidden("may not be specified when `ip` is not set");
        } else if (mode.isSet()) {
            mode.mustBeOneOf("Proxy", "VIP");
        } else if (!ip.isEmpty()) {
            mode.required("must be specified when `ip` is set");
        }
        hostname(point.at("hostname"));
    }

    /** Checks the name at which a load balancer is reached: not an address. */
    static void hostname(At name) {
        if (!name.isEmpty()) {
            name.mustBe(Syntax.DNS_SUBDOMAIN);
            if (Addresses.isAddress(name.text())) {
                name.invalid("must be a DNS name, not an IP address");
            }
        }
    }
}
