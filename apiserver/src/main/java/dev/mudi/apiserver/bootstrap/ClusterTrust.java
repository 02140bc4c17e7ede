package dev.mudi.apiserver.bootstrap;

import dev.mudi.api.codec.Json;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.bootstrap.BootstrapObjects.Wanted;
import dev.mudi.apiserver.pki.Authority;
import dev.mudi.apiserver.pki.Pem;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * What other servers have to know to believe whom this one believes: the config map {@code extension-apiserver-authentication}, which
 * kube-controller-manager, kube-scheduler and every extension API server read (reference: "Configure the aggregation layer"); and the
 * day since which the use of old token secrets is noted (KEP-2799). Pure.
 *
 * @param clients signs the certificates of clients
 * @param proxies signs those of front proxies
 * @param today when the cluster begins
 */
public record ClusterTrust(Authority clients, Authority proxies, LocalDate today) {
    private static final String AUTHENTICATION = "extension-apiserver-authentication";
    private static final String TRACKING = "kube-apiserver-legacy-service-account-token-tracking";

    List<Wanted> objects() {
        var trust = ObjectValue.builder()
                .put("client-ca-file", Pem.text(clients.certificate()))
                .put("requestheader-allowed-names", list("front-proxy-client"))
                .put("requestheader-client-ca-file", Pem.text(proxies.certificate()))
                .put("requestheader-extra-headers-prefix", list("X-Remote-Extra-"))
                .put("requestheader-group-headers", list("X-Remote-Group"))
                .put("requestheader-uid-headers", list("X-Remote-Uid"))
                .put("requestheader-username-headers", list("X-Remote-User"))
                .build();
        var tracking = ObjectValue.builder().put("since", today.toString()).build();
        return List.of(configMap(AUTHENTICATION, trust), configMap(TRACKING, tracking));
    }

    private static String list(String only) {
        return new String(Json.write(ArrayValue.ofStrings(List.of(only))), StandardCharsets.UTF_8);
    }

    private static Wanted configMap(String name, ObjectValue data) {
        var metadata = ObjectValue.builder()
                .put("name", name)
                .put("namespace", "kube-system")
                .build();
        return new Wanted(
                "configmaps",
                ObjectValue.builder()
                        .put("apiVersion", "v1")
                        .put("kind", "ConfigMap")
                        .put("metadata", metadata)
                        .put("data", data)
                        .build());
    }

    /** The config map with what this server says in it, and what others do; nothing if it was so. The first day stays the first. */
    static Optional<ObjectValue> completed(Wanted wanted, ObjectValue found) {
        if (!wanted.name().equals(AUTHENTICATION)) {
            return Optional.empty();
        }
        var data = found.object("data");
        for (var name : wanted.object().object("data").names()) {
            data = data.with(name, wanted.object().object("data").string(name));
        }
        return data.equals(found.object("data")) ? Optional.empty() : Optional.of(found.with("data", data));
    }
}
