package dev.mudi.api.kinds.flowcontrol;

import dev.mudi.api.codec.Json;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import dev.mudi.api.validation.At;
import dev.mudi.api.validation.Semantics;
import dev.mudi.api.validation.Syntax;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** Rules for flow schemas (Kubernetes reference, FlowSchema). Stateless. */
final class FlowSchemaValidation {
    private static final int LAST_PRECEDENCE = 10_000;
    private static final String EXEMPT = "exempt";
    private static final List<String> VERBS =
            List.of("create", "delete", "deletecollection", "get", "list", "patch", "proxy", "update", "watch");
    private static final Map<String, String> SUBJECTS =
            Map.of("User", "user", "Group", "group", "ServiceAccount", "serviceAccount");
    private static final String EVERYTHING = """
            "resourceRules":[{"verbs":["*"],"apiGroups":["*"],"resources":["*"],"clusterScope":true,"namespaces":["*"]}],
            "nonResourceRules":[{"verbs":["*"],"nonResourceURLs":["*"]}]""";
    private static final Map<String, ObjectValue> FIXED =
            Map.of(EXEMPT, Json.object("""
                    {"priorityLevelConfiguration":{"name":"exempt"},"matchingPrecedence":1,"rules":[
                    {"subjects":[{"kind":"Group","group":{"name":"system:masters"}}],%s}]}""".formatted(EVERYTHING)), "catch-all", Json.object("""
                    {"priorityLevelConfiguration":{"name":"catch-all"},"matchingPrecedence":10000,
                    "distinguisherMethod":{"type":"ByUser"},"rules":[{"subjects":[
                    {"kind":"Group","group":{"name":"system:unauthenticated"}},
                    {"kind":"Group","group":{"name":"system:authenticated"}}],%s}]}""".formatted(EVERYTHING)));

    private FlowSchemaValidation() {}

    static void validate(At schema) {
        var name = schema.at("metadata", "name").text();
        var spec = schema.at("spec");
        spec(spec, name);
        var fixed = FIXED.get(name);
        if (fixed != null && !Semantics.equal(spec.object(), fixed)) {
            spec.invalid("spec of '" + name + "' must equal the fixed value");
        }
        status(schema);
    }

    static void status(At object) {
        var seen = new HashSet<String>();
        for (var condition : object.at("status", "conditions").items()) {
            var type = condition.at("type");
            if (!seen.add(type.text())) {
                type.duplicate();
            }
            type.mustBeGiven();
        }
    }

    private static void spec(At spec, String name) {
        var precedence = spec.at("matchingPrecedence");
        if (precedence.number() <= 0) {
            precedence.invalidNumber("must be a positive value");
        }
        if (precedence.number() > LAST_PRECEDENCE) {
            precedence.invalidNumber("must not be greater than " + LAST_PRECEDENCE);
        }
        if (precedence.number() == 1 && !name.equals(EXEMPT)) {
            precedence.invalidNumber("only the schema named 'exempt' may have matchingPrecedence 1");
        }
        var method = spec.at("distinguisherMethod", "type");
        if (spec.at("distinguisherMethod").isSet()
                && !List.of("ByNamespace", "ByUser").contains(method.text())) {
            method.holding(ObjectValue.of("Type", Value.of(method.text())))
                    .notSupported(List.of("ByNamespace", "ByUser"));
        }
        var level = spec.at("priorityLevelConfiguration", "name");
        if (level.mustBeGiven("must reference a priority level")) {
            level.mustBe(Syntax.DNS_SUBDOMAIN);
        }
        spec.at("rules").items().forEach(FlowSchemaValidation::rule);
    }

    private static void rule(At rule) {
        if (rule.at("subjects").mustBeGiven("subjects must contain at least one value")) {
            rule.at("subjects").items().forEach(FlowSchemaValidation::subject);
        }
        if (rule.at("resourceRules").isEmpty() && rule.at("nonResourceRules").isEmpty()) {
            rule.required("at least one of resourceRules and nonResourceRules has to be non-empty");
        }
        rule.at("resourceRules").items().forEach(FlowSchemaValidation::resourceRule);
        rule.at("nonResourceRules").items().forEach(FlowSchemaValidation::otherRule);
    }

    private static void subject(At subject) {
        var kind = subject.at("kind").text();
        var own = SUBJECTS.get(kind);
        if (own == null) {
            subject.at("kind").notSupported(List.of("Group", "ServiceAccount", "User"));
            return;
        }
        var named = subject.at(own);
        if (!named.isSet()) {
            named.required(own + " is required when subject kind is '" + kind + "'");
        } else if (named.at("name").mustBeGiven()
                && own.equals("serviceAccount")
                && !named.at("name").is("*")) {
            named.at("name").mustBe(Syntax.DNS_SUBDOMAIN);
        }
        if (named.isSet() && own.equals("serviceAccount")) {
            if (named.at("namespace").isEmpty()) {
                named.at("namespace").required("must specify namespace for service account");
            } else {
                named.at("namespace").mustBe(Syntax.DNS_LABEL);
            }
        }
        for (var other : List.of("ServiceAccount", "User", "Group")) {
            var field = SUBJECTS.getOrDefault(other, "");
            if (!other.equals(kind)) {
                subject.at(field).mustNotBeSet(field + " is forbidden when subject kind is not '" + other + "'");
            }
        }
    }

    private static void verbs(At verbs) {
        if (aloneOrNone(verbs, "verbs must contain at least one value", "verbs") && !VERBS.containsAll(verbs.texts())) {
            verbs.notSupported(VERBS);
        }
    }

    /** Checks that a list is not empty and has no others beside a wildcard; tells whether it has only others. */
    private static boolean aloneOrNone(At list, String missing, String what) {
        if (!list.mustBeGiven(missing)) {
            return false;
        }
        boolean wild = list.texts().contains("*");
        if (wild && list.size() > 1) {
            list.invalid("if '*' is present, must not specify other " + what);
        }
        return !wild;
    }

    private static void resourceRule(At rule) {
        verbs(rule.at("verbs"));
        aloneOrNone(rule.at("apiGroups"), "resource rules must supply at least one api group", "api groups");
        aloneOrNone(rule.at("resources"), "resource rules must supply at least one resource", "resources");
        var namespaces = rule.at("namespaces");
        if (namespaces.isEmpty() && rule.at("clusterScope").truth()) {
            return;
        }
        var missing = "resource rules that are not cluster scoped must supply at least one namespace";
        if (aloneOrNone(namespaces, missing, "namespaces")) {
            for (var namespace : namespaces.items()) {
                Syntax.DNS_LABEL
                        .complaints(namespace.text())
                        .forEach(complaint -> namespace.invalid(
                                "each member of this list must be '*' or a DNS-1123 label; " + complaint));
            }
        }
    }

    private static void otherRule(At rule) {
        verbs(rule.at("verbs"));
        var urls = rule.at("nonResourceURLs");
        if (aloneOrNone(urls, "nonResourceURLs must contain at least one value", "non-resource URLs")) {
            urls.items().forEach(FlowSchemaValidation::url);
        }
    }

    private static void url(At url) {
        var text = url.text();
        int star = text.indexOf('*');
        if (text.isEmpty()) {
            url.invalid("must not be empty");
        } else if (!text.startsWith("/")) {
            url.invalid("must start with slash");
        } else if (text.contains(" ")) {
            url.invalid("must not contain white-space");
        } else if (text.contains("//")) {
            url.invalid("must not contain double slash");
        } else if (star >= 0 && (star < text.length() - 1 || !text.endsWith("/*"))) {
            url.invalid("wildcard can only do suffix matching");
        }
    }
}
