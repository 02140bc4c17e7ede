package dev.mudi.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;

/** What the cluster itself has in its API: the service of DNS, whose one endpoint is this process. */
final class SystemObjects {
    private static final String DNS = "kube-dns";
    private static final String NAMESPACE = "kube-system";

    private SystemObjects() {}

    /** Makes the group of the administrator's certificate what it says, as kubeadm does. */
    static void bindAdministrators(KubernetesClient client, String group) {
        createIfMissing(
                client,
                new ClusterRoleBindingBuilder()
                        .withNewMetadata()
                        .withName(group)
                        .endMetadata()
                        .withNewRoleRef()
                        .withApiGroup("rbac.authorization.k8s.io")
                        .withKind("ClusterRole")
                        .withName("cluster-admin")
                        .endRoleRef()
                        .addNewSubject()
                        .withApiGroup("rbac.authorization.k8s.io")
                        .withKind("Group")
                        .withName(group)
                        .endSubject()
                        .build());
    }

    /** Makes the DNS service lead to where DNS listens; again is no change but for the address. */
    static void publishDns(KubernetesClient client, String serviceIp, String nodeIp, InetSocketAddress listening) {
        createIfMissing(client, dnsService(serviceIp));
        put(client, dnsSlice(nodeIp, listening.getPort()));
    }

    private static Service dnsService(String serviceIp) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName(DNS)
                .addToLabels("k8s-app", DNS)
                .addToLabels("kubernetes.io/cluster-service", "true")
                .addToLabels("kubernetes.io/name", "CoreDNS")
                .endMetadata()
                .withNewSpec()
                .withClusterIP(serviceIp)
                .addNewPort()
                .withName("dns")
                .withProtocol("UDP")
                .withPort(53)
                .endPort()
                .addNewPort()
                .withName("dns-tcp")
                .withProtocol("TCP")
                .withPort(53)
                .endPort()
                .endSpec()
                .build();
    }

    private static EndpointSlice dnsSlice(String nodeIp, int port) {
        return new EndpointSliceBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName(DNS)
                .addToLabels("kubernetes.io/service-name", DNS)
                .addToLabels("endpointslice.kubernetes.io/managed-by", "mudi")
                .endMetadata()
                .withAddressType("IPv4")
                .addNewEndpoint()
                .withAddresses(nodeIp)
                .withNewConditions()
                .withReady(true)
                .endConditions()
                .endEndpoint()
                .addNewPort()
                .withName("dns")
                .withProtocol("UDP")
                .withPort(port)
                .endPort()
                .addNewPort()
                .withName("dns-tcp")
                .withProtocol("TCP")
                .withPort(port)
                .endPort()
                .build();
    }

    private static void createIfMissing(KubernetesClient client, HasMetadata object) {
        if (client.resource(object).get() == null) {
            client.resource(object).create();
        }
    }

    private static void put(KubernetesClient client, EndpointSlice slice) {
        try {
            client.resource(slice).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
            client.resource(slice).update();
        }
    }
}
