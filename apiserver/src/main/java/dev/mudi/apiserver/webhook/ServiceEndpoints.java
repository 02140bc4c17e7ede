package dev.mudi.apiserver.webhook;

import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.IntegerValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.StringValue;
import dev.mudi.apiserver.ObjectSource;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Where a service is reached: one of its endpoints, so that no packet rules are needed on the way. Safe for several threads. */
final class ServiceEndpoints {
    private final ObjectSource objects;
    private final RandomGenerator random;

    ServiceEndpoints(ObjectSource objects, RandomGenerator random) {
        this.objects = objects;
        this.random = random;
    }

    InetSocketAddress address(WebhookConfig.Service asked) throws WebhookException {
        var service = objects.get("", "services", asked.namespace(), asked.name())
                .orElseThrow(() -> new WebhookException("service \"" + asked.name() + "\" not found"));
        var spec = service.object("spec");
        if (spec.string("type").equals("ExternalName")) {
            return new InetSocketAddress(spec.string("externalName"), asked.port());
        }
        var port = spec.array("ports")
                .objects()
                .filter(one -> one.integer("port", 0) == asked.port())
                .findFirst()
                .orElseThrow(() -> new WebhookException(
                        "no service port " + asked.port() + " found for service \"" + asked.name() + "\""));
        var addresses = addresses(asked, port);
        if (addresses.isEmpty()) {
            throw new WebhookException("no endpoints available for service \"" + asked.name() + "\"");
        }
        return addresses.get(random.nextInt(addresses.size()));
    }

    private List<InetSocketAddress> addresses(WebhookConfig.Service asked, ObjectValue port) {
        var addresses = new ArrayList<InetSocketAddress>();
        var endpoints =
                objects.get("", "endpoints", asked.namespace(), asked.name()).orElse(ObjectValue.EMPTY);
        for (var subset : endpoints.array("subsets").objects().toList()) {
            int number = port(subset.array("ports"), port);
            if (number > 0) {
                subset.array("addresses")
                        .objects()
                        .forEach(address -> addresses.add(new InetSocketAddress(address.string("ip"), number)));
            }
        }
        return addresses;
    }

    /** The number behind a service's port, by its name; by what it aims at where there are no endpoints' ports of that name. */
    private static int port(ArrayValue ports, ObjectValue of) {
        var named = ports.objects()
                .filter(one -> one.string("name").equals(of.string("name")))
                .mapToInt(one -> (int) one.integer("port", 0))
                .findFirst();
        return named.orElseGet(() -> switch (of.get("targetPort").orElse(new StringValue(""))) {
            case IntegerValue(var number) -> (int) number;
            default -> 0;
        });
    }
}
