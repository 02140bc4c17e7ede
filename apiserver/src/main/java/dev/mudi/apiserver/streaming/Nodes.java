package dev.mudi.apiserver.streaming;

import dev.mudi.api.status.Reason;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.ObjectSource;
import dev.mudi.apiserver.streaming.NodeConnector.Security;
import dev.mudi.apiserver.streaming.NodeConnector.Target;
import java.util.List;
import java.util.stream.Collectors;

/** Where kubelets are reached: at the address and port that their nodes report. */
final class Nodes {
    private static final int DEFAULT_PORT = 10250;

    /** The order of kubeadm's {@code --kubelet-preferred-address-types}. */
    private static final List<String> PREFERRED = List.of("InternalIP", "ExternalIP", "Hostname");

    private final ObjectSource objects;

    Nodes(ObjectSource objects) {
        this.objects = objects;
    }

    /** The kubelet of a node. StatusException 404 when there is no such node, 500 when it reports no address. */
    Target kubelet(String name) {
        var node = objects.get("", "nodes", "", name).orElseThrow(() -> StatusException.notFound("", "nodes", name));
        var port = node.object("status")
                .object("daemonEndpoints")
                .object("kubeletEndpoint")
                .integer("Port", DEFAULT_PORT);
        return new Target(address(node), (int) port, Security.KUBELET);
    }

    private static String address(ObjectValue node) {
        var addresses = node.object("status").array("addresses");
        for (var type : PREFERRED) {
            var found = addresses
                    .objects()
                    .filter(address -> address.string("type").equals(type))
                    .findFirst();
            if (found.isPresent()) {
                return found.get().string("address");
            }
        }
        var known = addresses
                .objects()
                .map(address -> "{" + address.string("type") + " " + address.string("address") + "}")
                .collect(Collectors.joining(" ", "[", "]"));
        throw StatusException.of(Reason.UNKNOWN, "no preferred addresses found; known addresses: " + known);
    }
}
