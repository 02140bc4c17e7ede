package dev.mudi.api.validation;

import dev.mudi.api.codec.GoUrl;
import java.util.HashSet;
import java.util.List;

/** Rules for how a webhook is reached: by a URL or by a service. Stateless. */
public final class WebhookClients {
    private static final String FORM = "; desired format: https://host[/path]";

    private static final List<String> REVIEWS = List.of("v1", "v1beta1");

    private WebhookClients() {}

    /** Checks the versions of reviews that a webhook takes, and with {@code known} that one is of those that exist. */
    public static void reviewVersions(At versions, String missing, boolean known) {
        if (!versions.mustBeGiven(missing)) {
            return;
        }
        var seen = new HashSet<String>();
        for (var version : versions.items()) {
            if (seen.add(version.text())) {
                version.mustBe(Syntax.DNS_1035_LABEL);
            } else {
                version.invalid("duplicate version");
            }
        }
        if (known && REVIEWS.stream().noneMatch(seen::contains)) {
            versions.invalid("must include at least one of " + String.join(", ", REVIEWS));
        }
    }

    /** Checks the configuration of a client. */
    public static void validate(At client) {
        var url = client.at("url");
        var service = client.at("service");
        if (url.isSet() == service.isSet()) {
            client.required("exactly one of url or service is required");
        } else if (url.isSet()) {
            url(url);
        } else {
            service(service);
        }
    }

    /** Checks a URL: of HTTPS, with a host, without user, fragment and query. */
    public static void url(At at) {
        GoUrl url;
        try {
            url = GoUrl.parse(at.text());
        } catch (IllegalArgumentException e) {
            at.required("url must be a valid URL: " + e.getMessage() + FORM);
            return;
        }
        if (!url.scheme().equals("https")) {
            at.invalid(url.scheme(), "'https' is the only allowed URL scheme" + FORM);
        }
        if (url.host().isEmpty()) {
            at.invalid("", "host must be specified" + FORM);
        }
        refuse(at, url.user(), "user information is not permitted in the URL");
        refuse(at, url.fragment(), "fragments are not permitted in the URL");
        refuse(at, url.query(), "query parameters are not permitted in the URL");
    }

    private static void refuse(At at, String part, String complaint) {
        if (!part.isEmpty()) {
            at.invalid(part, complaint);
        }
    }

    /** Checks a service. Upstream names the other of the two fields, name and namespace, when one is missing. */
    public static void service(At service) {
        if (service.at("namespace").isEmpty()) {
            service.at("name").required();
        }
        if (service.at("name").isEmpty()) {
            service.at("namespace").required();
        }
        var port = service.at("port");
        if (port.number() < 1 || port.number() > 65535) {
            port.invalidNumber("port is not valid: must be between 1 and 65535, inclusive");
        }
        path(service.at("path"));
    }

    private static void path(At path) {
        var text = path.text();
        if (text.isEmpty() || text.equals("/")) {
            return;
        }
        if (text.equals("//")) {
            path.invalid("segment[0] may not be empty");
            return;
        }
        if (!text.startsWith("/")) {
            path.invalid("must start with a '/'");
        }
        var inner = text.substring(1);
        var steps = (inner.endsWith("/") ? inner.substring(0, inner.length() - 1) : inner).split("/", -1);
        for (int i = 0; i < steps.length; i++) {
            var place = "segment[" + i + "]";
            if (steps[i].isEmpty()) {
                path.invalid(place + " may not be empty");
                continue;
            }
            Syntax.DNS_SUBDOMAIN.complaints(steps[i]).forEach(complaint -> path.invalid(place + ": " + complaint));
        }
    }
}
