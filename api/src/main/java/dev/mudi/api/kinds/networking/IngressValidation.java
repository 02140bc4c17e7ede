package dev.mudi.api.kinds.networking;

import dev.mudi.api.tree.Value;
import dev.mudi.api.validation.Addresses;
import dev.mudi.api.validation.At;
import dev.mudi.api.validation.References;
import dev.mudi.api.validation.Syntax;
import java.util.List;
import java.util.regex.Pattern;

/** Rules for ingresses and their classes (Kubernetes reference, Ingress, IngressClass). Stateless. */
final class IngressValidation {
    private static final List<String> FORBIDDEN_PARTS = List.of("//", "/./", "/../", "%2f", "%2F");
    private static final List<String> FORBIDDEN_ENDS = List.of("/..", "/.");
    private static final String CLASS_ANNOTATION = "kubernetes.io/ingress.class";
    private static final Pattern PATH = Pattern.compile("[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+");
    private static final int LONGEST_CONTROLLER = 250;

    private IngressValidation() {}

    static void create(At ingress) {
        spec(ingress, ingress.holding(null));
        var annotation = ingress.at("metadata", "annotations", CLASS_ANNOTATION);
        var name = ingress.at("spec", "ingressClassName");
        if (annotation.isSet() && name.isSet() && !annotation.is(name.text())) {
            annotation
                    .shownAt(ingress.at("annotations", CLASS_ANNOTATION).path())
                    .invalid("must match `ingressClassName` when both are specified");
        }
    }

    static void update(At ingress, At before) {
        spec(ingress, before);
    }

    private static void spec(At ingress, At before) {
        var spec = ingress.at("spec");
        if (spec.at("rules").isEmpty() && !spec.at("defaultBackend").isSet()) {
            spec.invalid(spec.at("rules").value(), "either `defaultBackend` or `rules` must be specified");
        }
        if (spec.at("defaultBackend").isSet()) {
            backend(spec.at("defaultBackend"));
        }
        boolean looseRules = before.at("spec", "rules").items().stream().anyMatch(IngressValidation::isLooseWildcard);
        spec.at("rules").items().forEach(rule -> rule(rule, looseRules));
        boolean looseNames = before.at("spec", "tls").items().stream()
                .map(tls -> tls.at("secretName").text())
                .anyMatch(name -> !name.isEmpty() && !Syntax.DNS_SUBDOMAIN.accepts(name));
        spec.at("tls").items().forEach(tls -> tls(tls, looseNames));
        if (spec.at("ingressClassName").isSet()) {
            spec.at("ingressClassName").mustBe(Syntax.DNS_SUBDOMAIN);
        }
    }

    /** Rules with wildcard hosts were not checked once; such may stay. */
    private static boolean isLooseWildcard(At rule) {
        if (!rule.at("host").text().contains("*")) {
            return false;
        }
        int before = rule.errors().list().size();
        paths(rule.at("http"));
        return rule.errors().list().size() > before;
    }

    private static void tls(At tls, boolean looseNames) {
        tls.at("hosts").items().forEach(IngressValidation::host);
        if (!looseNames && !tls.at("secretName").isEmpty()) {
            tls.at("secretName").mustBe(Syntax.DNS_SUBDOMAIN);
        }
    }

    private static void host(At host) {
        host.mustBe(host.text().contains("*") ? Syntax.WILDCARD_SUBDOMAIN : Syntax.DNS_SUBDOMAIN);
    }

    private static void rule(At rule, boolean loose) {
        var host = rule.at("host");
        if (!host.isEmpty()) {
            if (Addresses.isAddress(host.text())) {
                host.invalid("must be a DNS name, not an IP address");
            }
            host(host);
        }
        if (!host.text().contains("*") || !loose) {
            paths(rule.at("http"));
        }
    }

    private static void paths(At http) {
        if (!http.isSet()) {
            return;
        }
        http.at("paths").mustBeGiven();
        http.at("paths").items().forEach(IngressValidation::path);
    }

    private static void path(At path) {
        var type = path.at("pathType");
        if (!type.isSet()) {
            type.required("pathType must be specified");
            return;
        }
        var text = path.at("path").text();
        switch (type.text()) {
            case "Exact", "Prefix" -> {
                if (!text.startsWith("/")) {
                    path.at("path").invalid(text, "must be an absolute path");
                }
                FORBIDDEN_PARTS.stream()
                        .filter(text::contains)
                        .forEach(part -> path.at("path").invalid("must not contain '" + part + "'"));
                FORBIDDEN_ENDS.stream()
                        .filter(text::endsWith)
                        .forEach(end -> path.at("path").invalid("cannot end with '" + end + "'"));
            }
            case "ImplementationSpecific" -> {
                if (!text.isEmpty() && !text.startsWith("/")) {
                    path.at("path").invalid("must be an absolute path");
                }
            }
            default -> type.notSupported(List.of("Exact", "ImplementationSpecific", "Prefix"));
        }
        backend(path.at("backend"));
    }

    private static void backend(At backend) {
        var resource = backend.at("resource");
        var service = backend.at("service");
        if (resource.isSet() && service.isSet()) {
            backend.invalid("", "cannot set both resource and service backends");
        } else if (resource.isSet()) {
            References.typed(resource);
        } else if (service.isSet()) {
            service(service, backend);
        } else {
            backend.invalid("", "resource or service backend is required");
        }
    }

    private static void service(At service, At backend) {
        if (service.at("name").mustBeGiven()) {
            service.at("name").mustBe(Syntax.DNS_LABEL);
        }
        var name = service.at("port", "name");
        var number = service.at("port", "number");
        if (!name.isEmpty() && !number.isEmpty()) {
            backend.invalid("", "cannot set both port name & port number");
        } else if (!name.isEmpty()) {
            name.mustBe(Syntax.PORT_NAME);
        } else if (!number.isEmpty()) {
            number.mustBePort();
        } else {
            backend.required("port name or number is required");
        }
    }

    static void status(At ingress, At before) {
        var known = before.at("status", "loadBalancer", "ingress").items().stream()
                .map(point -> point.at("ip").text())
                .toList();
        for (var point : ingress.at("status", "loadBalancer", "ingress").items()) {
            if (!point.at("ip").isEmpty()) {
                Addresses.mustBeAddress(point.at("ip"), known);
            }
            var name = point.at("hostname");
            if (!name.isEmpty()) {
                name.mustBe(Syntax.DNS_SUBDOMAIN);
                if (Addresses.isAddress(name.text())) {
                    name.invalid("must be a DNS name, not an IP address");
                }
            }
        }
    }

    static void ingressClassUpdate(At ingressClass, At before) {
        var controller = ingressClass.at("spec", "controller");
        controller.holding(Value.of(controller.text())).mustNotHaveChanged(before.at("spec", "controller"));
        ingressClass(ingressClass);
    }

    static void ingressClass(At ingressClass) {
        var controller = ingressClass.at("spec", "controller");
        controller.mustBeAtMostBytes(LONGEST_CONTROLLER);
        controller(controller);
        var parameters = ingressClass.at("spec", "parameters");
        if (!parameters.isSet()) {
            return;
        }
        References.typed(parameters);
        var namespace = parameters.at("namespace");
        var scope = parameters.at("scope");
        if (!scope.isSet()) {
            scope.required();
        } else if (scope.mustBeOneOf("Cluster", "Namespace")) {
            if (scope.is("Cluster")) {
                namespace.mustNotBeSet("`parameters.scope` is set to 'Cluster'");
            } else if (namespace.isSet()) {
                namespace.mustBe(Syntax.DNS_LABEL);
            } else {
                namespace.required("`parameters.scope` is set to 'Namespace'");
            }
        }
    }

    private static void controller(At controller) {
        if (!controller.mustBeGiven()) {
            return;
        }
        var text = controller.text();
        int slash = text.indexOf('/');
        if (slash <= 0 || slash == text.length() - 1) {
            controller.invalid("must be a domain-prefixed path (such as \"acme.io/foo\")");
            return;
        }
        var host = text.substring(0, slash);
        Syntax.DNS_SUBDOMAIN.complaints(host).forEach(complaint -> controller.invalid(host, complaint));
        var path = text.substring(slash + 1);
        if (!PATH.matcher(path).matches()) {
            controller.invalid(path, "Invalid path (regex used for validation is '" + PATH.pattern() + "')");
        }
    }
}
