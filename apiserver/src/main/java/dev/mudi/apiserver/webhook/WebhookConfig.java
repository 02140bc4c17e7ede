package dev.mudi.apiserver.webhook;

import dev.mudi.api.tree.ObjectValue;
import java.net.URI;
import java.util.Base64;
import java.util.Optional;

/**
 * Where a webhook is ({@code clientConfig} of webhook configurations and of conversions).
 *
 * @param url where it is, as messages show it; the host of a service is {@code name.namespace.svc}
 * @param service the service, if it is one
 * @param authorities PEM certificates of the authorities that are believed; empty for those of this machine
 */
public record WebhookConfig(URI url, Optional<Service> service, String authorities) {
    private static final int HTTPS = 443;

    /** A service of the cluster. */
    public record Service(String namespace, String name, int port) {}

    /** Reads a {@code clientConfig} that was found valid. IllegalArgumentException if it is not. */
    public static WebhookConfig of(ObjectValue config) {
        var bundle = config.string("caBundle");
        var authorities = bundle.isEmpty()
                ? ""
                : new String(Base64.getMimeDecoder().decode(bundle), java.nio.charset.StandardCharsets.UTF_8).strip();
        if (!config.string("url").isEmpty()) {
            return new WebhookConfig(URI.create(config.string("url")), Optional.empty(), authorities);
        }
        var tree = config.object("service");
        var service = new Service(tree.string("namespace"), tree.string("name"), (int) tree.integer("port", HTTPS));
        var path = tree.string("path").isEmpty() ? "" : tree.string("path");
        var url = "https://" + service.name + "." + service.namespace + ".svc:" + service.port
                + (path.isEmpty() || path.startsWith("/") ? path : "/" + path);
        return new WebhookConfig(URI.create(url), Optional.of(service), authorities);
    }

    String host() {
        return url.getHost();
    }

    int port() {
        return url.getPort() < 0 ? HTTPS : url.getPort();
    }
}
