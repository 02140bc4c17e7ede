package dev.mudi.api.quota;

import dev.mudi.api.quantity.Quantity;
import dev.mudi.api.quantity.ResourceList;
import dev.mudi.api.tree.ObjectValue;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/** Services count by number, load balancers and node ports on their own. */
final class ServiceEvaluator implements QuotaEvaluator {
    static final ServiceEvaluator INSTANCE = new ServiceEvaluator();

    private static final Set<String> COUNTED =
            Set.of("count/services", "services", "services.nodeports", "services.loadbalancers");

    private ServiceEvaluator() {}

    @Override
    public boolean counts(String name) {
        return COUNTED.contains(name);
    }

    @Override
    public ResourceList usage(ObjectValue service, Instant now) {
        var spec = service.object("spec");
        var ports = spec.array("ports");
        var type = spec.string("type");
        long nodePorts = 0;
        if (type.equals("NodePort")) {
            nodePorts = ports.size();
        } else if (type.equals("LoadBalancer")) {
            boolean chosenOnly =
                    spec.has("allocateLoadBalancerNodePorts") && !spec.bool("allocateLoadBalancerNodePorts");
            nodePorts = chosenOnly
                    ? ports.objects()
                            .filter(port -> port.integer("nodePort", 0) != 0)
                            .count()
                    : ports.size();
        }
        return new ResourceList(Map.of(
                "count/services",
                Quantity.of(1),
                "services",
                Quantity.of(1),
                "services.nodeports",
                Quantity.of(nodePorts),
                "services.loadbalancers",
                Quantity.of(type.equals("LoadBalancer") ? 1 : 0)));
    }
}
