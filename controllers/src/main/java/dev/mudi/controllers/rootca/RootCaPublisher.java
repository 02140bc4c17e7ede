package dev.mudi.controllers.rootca;

import dev.mudi.client.Selection;
import dev.mudi.controllers.spi.Controller;
import dev.mudi.controllers.spi.ControllerContext;
import dev.mudi.controllers.spi.PerNamespace;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.Map;

/** Publishes the root certificate. */
public final class RootCaPublisher {
    /** Upstream's name. */
    public static final String NAME = "root-ca-certificate-publisher-controller";

    private static final String MAP = "kube-root-ca.crt";

    private RootCaPublisher() {}

    public static Controller of(ControllerContext context) {
        var data = Map.of("ca.crt", context.options().rootCa());
        return new PerNamespace<>(
                context,
                context.informers().of(ConfigMap.class, Selection.all().withFields("metadata.name=" + MAP)),
                new PerNamespace.Kept<>(
                        NAME,
                        "root-ca-cert-publisher",
                        MAP,
                        namespace -> map(namespace, data),
                        (present, wanted) -> wanted.getData().equals(present.getData())));
    }

    private static ConfigMap map(String namespace, Map<String, String> data) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(MAP)
                .addToAnnotations(
                        "kubernetes.io/description",
                        "The certificates to verify the API server with, for clients inside the cluster.")
                .endMetadata()
                .withData(data)
                .build();
    }
}
