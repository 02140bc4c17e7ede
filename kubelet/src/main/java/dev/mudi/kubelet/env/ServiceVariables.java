package dev.mudi.kubelet.env;

import io.fabric8.kubernetes.api.model.Service;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The variables that tell a container where services are, such as {@code KUBERNETES_SERVICE_HOST}. Pure. */
public final class ServiceVariables {

    private ServiceVariables() {}

    /**
     * The variables a pod sees: those of the services of its namespace when it wants service links, and always those of
     * {@code default/kubernetes}, by which client libraries find the API server.
     */
    public static Map<String, String> of(Collection<Service> services, String namespace, boolean serviceLinks) {
        var visible = new LinkedHashMap<String, Service>();
        for (var service : services) {
            if (!hasAddress(service)) {
                continue;
            }
            var name = service.getMetadata().getName();
            var home = service.getMetadata().getNamespace();
            if (home.equals("default") && name.equals("kubernetes")) {
                visible.putIfAbsent(name, service);
            } else if (home.equals(namespace) && serviceLinks) {
                visible.put(name, service);
            }
        }
        var variables = new LinkedHashMap<String, String>();
        visible.values().forEach(service -> add(variables, service));
        return variables;
    }

    private static boolean hasAddress(Service service) {
        var spec = service.getSpec();
        return spec != null
                && spec.getClusterIP() != null
                && !spec.getClusterIP().isEmpty()
                && !spec.getClusterIP().equals("None")
                && spec.getPorts() != null
                && !spec.getPorts().isEmpty();
    }

    private static void add(Map<String, String> variables, Service service) {
        var prefix = variableName(service.getMetadata().getName());
        var address = service.getSpec().getClusterIP();
        var ports = service.getSpec().getPorts();
        variables.put(prefix + "_SERVICE_HOST", address);
        variables.put(prefix + "_SERVICE_PORT", ports.getFirst().getPort().toString());
        for (var port : ports) {
            if (port.getName() != null && !port.getName().isEmpty()) {
                variables.put(
                        prefix + "_SERVICE_PORT_" + variableName(port.getName()),
                        port.getPort().toString());
            }
        }
        var host = address.contains(":") ? "[" + address + "]" : address;
        boolean first = true;
        for (var port : ports) {
            var protocol = port.getProtocol() == null ? "TCP" : port.getProtocol();
            var lower = protocol.toLowerCase(Locale.ROOT);
            var url = lower + "://" + host + ":" + port.getPort();
            if (first) {
                variables.put(prefix + "_PORT", url);
                first = false;
            }
            var portPrefix = prefix + "_PORT_" + port.getPort() + "_" + protocol.toUpperCase(Locale.ROOT);
            variables.put(portPrefix, url);
            variables.put(portPrefix + "_PROTO", lower);
            variables.put(portPrefix + "_PORT", port.getPort().toString());
            variables.put(portPrefix + "_ADDR", address);
        }
    }

    private static String variableName(String name) {
        return name.replace('-', '_').toUpperCase(Locale.ROOT);
    }
}
