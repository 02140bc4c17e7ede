package dev.mudi.controllers.services;

import dev.mudi.client.Conditions;
import dev.mudi.client.Informer;
import dev.mudi.client.LabelSelectors;
import dev.mudi.client.Lister;
import dev.mudi.client.ObjectKey;
import dev.mudi.client.ResourceEventHandler;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Which pods a service selects, and which services a pod's change concerns. */
public final class ServicePods {
    /** The label of endpoints and slices whose service has no address of its own. */
    public static final String HEADLESS = "service.kubernetes.io/headless";

    private static final String BY_LABEL = "selected label";

    private final Lister<Service> services;
    private final Lister<Pod> pods;

    public ServicePods(Informer<Service> services, Informer<Pod> pods) {
        services.addIndexer(BY_LABEL, ServicePods::oneSelectedLabel);
        this.services = services.lister();
        this.pods = pods.lister();
    }

    /** One label that every selected pod must have: enough to find the few services that may select a pod. */
    private static List<String> oneSelectedLabel(Service service) {
        var selector = service.getSpec().getSelector();
        return selector == null || selector.isEmpty()
                ? List.of()
                : selector.entrySet().stream()
                        .map(entry -> label(service.getMetadata().getNamespace(), entry))
                        .sorted()
                        .limit(1)
                        .toList();
    }

    private static String label(String namespace, Map.Entry<String, String> label) {
        return namespace + "/" + label.getKey() + "=" + label.getValue();
    }

    /** Whether the service's endpoints follow a selector, and not what somebody writes. */
    public static boolean hasSelector(Service service) {
        var selector = service.getSpec().getSelector();
        return selector != null
                && !selector.isEmpty()
                && !"ExternalName".equals(service.getSpec().getType());
    }

    /** Whether the service has an address of its own. */
    public static boolean hasClusterIp(Service service) {
        var ip = service.getSpec().getClusterIP();
        return ip != null && !ip.isEmpty() && !ip.equals("None");
    }

    /** The pods that the service selects and that have an address and have not ended. */
    public List<Pod> of(Service service) {
        return pods.list(service.getMetadata().getNamespace()).stream()
                .filter(pod -> LabelSelectors.matches(
                        service.getSpec().getSelector(), pod.getMetadata().getLabels()))
                .filter(pod -> !Conditions.isTerminal(pod) && !addresses(pod).isEmpty())
                .toList();
    }

    /** The pod's addresses, at most one of each family. */
    public static List<String> addresses(Pod pod) {
        if (pod.getStatus() == null) {
            return List.of();
        }
        var all = pod.getStatus().getPodIPs();
        if (all != null && !all.isEmpty()) {
            return all.stream().map(PodIP::getIp).toList();
        }
        var one = pod.getStatus().getPodIP();
        return one == null || one.isEmpty() ? List.of() : List.of(one);
    }

    public static boolean isIpv6(String address) {
        return address.indexOf(':') >= 0;
    }

    /** Whether the pod has a name of its own below the service's. */
    public static boolean hasHostname(Pod pod, Service service) {
        var hostname = pod.getSpec().getHostname();
        return hostname != null
                && !hostname.isEmpty()
                && service.getMetadata().getName().equals(pod.getSpec().getSubdomain());
    }

    /** The number behind the service's port in that pod; empty when it names a port that the pod doesn't have. */
    public static OptionalInt targetPort(Pod pod, ServicePort port) {
        var target = port.getTargetPort();
        if (target == null) {
            return OptionalInt.of(port.getPort());
        }
        if (target.getStrVal() == null) {
            return OptionalInt.of(target.getIntVal());
        }
        var protocol = Objects.requireNonNullElse(port.getProtocol(), "TCP");
        var sidecars = pod.getSpec().getInitContainers().stream()
                .filter(container -> "Always".equals(container.getRestartPolicy()));
        return Stream.concat(pod.getSpec().getContainers().stream(), sidecars)
                .map(Container::getPorts)
                .flatMap(List::stream)
                .filter(candidate -> target.getStrVal().equals(candidate.getName())
                        && protocol.equals(Objects.requireNonNullElse(candidate.getProtocol(), "TCP")))
                .mapToInt(ContainerPort::getContainerPort)
                .findFirst();
    }

    /** A handler of pods that tells the keys of the services whose endpoints a change may touch. */
    public ResourceEventHandler<Pod> changes(Consumer<ObjectKey> concerned) {
        return new ResourceEventHandler<>() {
            @Override
            public void onAdd(Pod added) {
                selecting(added).forEach(concerned);
            }

            @Override
            public void onUpdate(Pod before, Pod after) {
                var moved = !Objects.equals(
                        before.getMetadata().getLabels(), after.getMetadata().getLabels());
                if (moved) {
                    selecting(before).forEach(concerned);
                }
                if (moved || isEndpointChange(before, after)) {
                    selecting(after).forEach(concerned);
                }
            }

            @Override
            public void onDelete(Pod last) {
                selecting(last).forEach(concerned);
            }
        };
    }

    private static boolean isEndpointChange(Pod before, Pod after) {
        return Conditions.isReady(before) != Conditions.isReady(after)
                || Conditions.isTerminal(before) != Conditions.isTerminal(after)
                || !addresses(before).equals(addresses(after))
                || !Objects.equals(
                        before.getMetadata().getDeletionTimestamp(),
                        after.getMetadata().getDeletionTimestamp())
                || !Objects.equals(
                        before.getSpec().getHostname(), after.getSpec().getHostname());
    }

    private List<ObjectKey> selecting(Pod pod) {
        var labels = pod.getMetadata().getLabels();
        if (labels == null) {
            return List.of();
        }
        List<ObjectKey> keys = new ArrayList<>();
        for (var label : labels.entrySet()) {
            for (var service :
                    services.byIndex(BY_LABEL, label(pod.getMetadata().getNamespace(), label))) {
                if (LabelSelectors.matches(service.getSpec().getSelector(), labels)) {
                    keys.add(ObjectKey.of(service));
                }
            }
        }
        return keys;
    }
}
