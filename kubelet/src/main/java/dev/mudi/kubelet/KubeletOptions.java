package dev.mudi.kubelet;

import dev.mudi.kubelet.config.KubeletConfiguration;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a node agent needs to know before it starts.
 *
 * @param nodeName the node's name in the API, a DNS name in lower case
 * @param addresses the node's IP addresses, the primary one first; empty to find out
 * @param labels of the node, besides the usual ones
 * @param configuration upstream's kind
 * @param directories where its files are
 * @param serving the certificate of its server; without one there is no server
 * @param hollow whether the runtime only simulates containers, so that they need no volumes, cgroups and logs
 */
public record KubeletOptions(
        String nodeName,
        List<String> addresses,
        Map<String, String> labels,
        KubeletConfiguration configuration,
        Directories directories,
        Optional<ServingCertificate> serving,
        boolean hollow) {

    /**
     * @param root upstream's {@code /var/lib/kubelet}
     * @param podLogs upstream's {@code /var/log/pods}
     */
    public record Directories(Path root, Path podLogs) {}

    /**
     * @param certificate with its chain, PEM
     * @param privateKey PKCS #8 PEM
     * @param clientCa the CA of the certificates that clients show, PEM
     */
    public record ServingCertificate(Path certificate, Path privateKey, Path clientCa) {}

    public KubeletOptions {
        addresses = List.copyOf(addresses);
        labels = Map.copyOf(labels);
    }

    /** A node with real containers. */
    public static KubeletOptions of(
            String nodeName, KubeletConfiguration configuration, Directories directories, ServingCertificate serving) {
        return new KubeletOptions(
                nodeName, List.of(), Map.of(), configuration, directories, Optional.of(serving), false);
    }

    /** A hollow node without a server. */
    public static KubeletOptions hollow(String nodeName, String address, Directories directories) {
        var configuration = KubeletConfiguration.of(
                Map.of("enableServer", false, "resolvConf", "", "serializeImagePulls", false, "cgroupRoot", "/"));
        return new KubeletOptions(
                nodeName, List.of(address), Map.of(), configuration, directories, Optional.empty(), true);
    }

    public KubeletOptions withAddresses(List<String> others) {
        return new KubeletOptions(nodeName, others, labels, configuration, directories, serving, hollow);
    }

    public KubeletOptions withLabels(Map<String, String> others) {
        return new KubeletOptions(nodeName, addresses, others, configuration, directories, serving, hollow);
    }
}
