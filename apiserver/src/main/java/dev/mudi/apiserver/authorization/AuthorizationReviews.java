package dev.mudi.apiserver.authorization;

import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import dev.mudi.apiserver.Authorizer;
import dev.mudi.apiserver.Authorizer.Attributes;
import dev.mudi.apiserver.Authorizer.Resource;
import dev.mudi.apiserver.Authorizer.Verdict;
import dev.mudi.apiserver.RequestContext;
import dev.mudi.apiserver.RequestInfo.Selectors;
import dev.mudi.apiserver.ReviewHandler;
import dev.mudi.apiserver.UserInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Answers the authorization API: may somebody, may I, and what may I. */
public final class AuthorizationReviews {
    private static final String GROUP = ".authorization.k8s.io";

    private final Authorizer authorizer;
    private final RbacAuthorizer rbac;

    /** Asks the authorizer, and for lists of rules the one that has such lists. */
    public AuthorizationReviews(Authorizer authorizer, RbacAuthorizer rbac) {
        this.authorizer = authorizer;
        this.rbac = rbac;
    }

    /** The handlers by {@code resource.group}. */
    public Map<String, ReviewHandler> handlers() {
        return Map.of(
                "subjectaccessreviews" + GROUP,
                (context, sent) -> review(sent, user(sent.object("spec"))),
                "localsubjectaccessreviews" + GROUP,
                this::local,
                "selfsubjectaccessreviews" + GROUP,
                (context, sent) -> review(sent, context.user()),
                "selfsubjectrulesreviews" + GROUP,
                this::rules);
    }

    private ObjectValue local(RequestContext context, ObjectValue sent) {
        var spec = sent.object("spec");
        var namespace = spec.object("resourceAttributes").string("namespace");
        if (!namespace.equals(context.info().namespace())) {
            throw StatusException.badRequest("spec.resourceAttributes.namespace must match namespace: "
                    + context.info().namespace());
        }
        return review(sent, user(spec));
    }

    private ObjectValue review(ObjectValue sent, UserInfo user) {
        var decision = authorizer.authorize(attributes(sent.object("spec"), user));
        var status = ObjectValue.builder().put("allowed", decision.isAllowed());
        if (decision.verdict() == Verdict.DENY) {
            status.put("denied", true);
        }
        return sent.with(
                "status", status.putIfPresent("reason", decision.reason()).build());
    }

    private static Attributes attributes(ObjectValue spec, UserInfo user) {
        if (spec.has("resourceAttributes")) {
            var wanted = spec.object("resourceAttributes");
            var resource = new Resource(
                    wanted.string("group"),
                    wanted.string("version"),
                    wanted.string("resource"),
                    wanted.string("subresource"),
                    wanted.string("namespace"),
                    wanted.string("name"));
            return new Attributes(user, wanted.string("verb"), resource, "", selectors(wanted));
        }
        var wanted = spec.object("nonResourceAttributes");
        return new Attributes(user, wanted.string("verb"), Resource.NONE, wanted.string("path"));
    }

    /** The selectors of a review, as a request would have them; what cannot be said so limits nothing. */
    private static Selectors selectors(ObjectValue wanted) {
        return new Selectors(selector(wanted.object("fieldSelector")), selector(wanted.object("labelSelector")));
    }

    private static String selector(ObjectValue selector) {
        if (!selector.string("rawSelector").isEmpty()) {
            return selector.string("rawSelector");
        }
        var terms = new ArrayList<String>();
        selector.array("requirements").objects().forEach(requirement -> {
            var values = requirement.array("values").strings().toList();
            if (requirement.string("operator").equals("In") && values.size() == 1) {
                terms.add(requirement.string("key") + "=" + values.getFirst());
            }
        });
        return String.join(",", terms);
    }

    private static UserInfo user(ObjectValue spec) {
        var extra = new LinkedHashMap<String, List<String>>();
        spec.object("extra").forEach((key, values) -> {
            if (values instanceof ArrayValue texts) {
                extra.put(key, texts.strings().toList());
            }
        });
        return new UserInfo(
                spec.string("user"),
                spec.string("uid"),
                spec.array("groups").strings().toList(),
                extra);
    }

    private ObjectValue rules(RequestContext context, ObjectValue sent) {
        var namespace = sent.object("spec").string("namespace");
        if (namespace.isEmpty()) {
            throw StatusException.badRequest("no namespace on request");
        }
        var rules = rbac.rules(context.user(), namespace);
        // Nothing of what was sent comes back.
        var answer = sent.with("metadata", ObjectValue.EMPTY).with("spec", ObjectValue.EMPTY);
        return answer.with(
                "status",
                ObjectValue.builder()
                        .put(
                                "resourceRules",
                                list(rules.stream()
                                        .filter(rule -> !rule.resources().isEmpty())
                                        .map(AuthorizationReviews::resourceRule)
                                        .toList()))
                        .put(
                                "nonResourceRules",
                                list(rules.stream()
                                        .filter(rule -> !rule.nonResourceUrls().isEmpty())
                                        .map(AuthorizationReviews::nonResourceRule)
                                        .toList()))
                        .put("incomplete", false)
                        .build());
    }

    private static ArrayValue list(List<? extends Value> values) {
        return new ArrayValue(List.copyOf(values));
    }

    private static ObjectValue resourceRule(PolicyRule rule) {
        var object = ObjectValue.builder()
                .put("verbs", ArrayValue.ofStrings(rule.verbs()))
                .put("apiGroups", ArrayValue.ofStrings(rule.apiGroups()))
                .put("resources", ArrayValue.ofStrings(rule.resources()));
        if (!rule.resourceNames().isEmpty()) {
            object.put("resourceNames", ArrayValue.ofStrings(rule.resourceNames()));
        }
        return object.build();
    }

    private static ObjectValue nonResourceRule(PolicyRule rule) {
        return ObjectValue.of(
                "verbs", ArrayValue.ofStrings(rule.verbs()),
                "nonResourceURLs", ArrayValue.ofStrings(rule.nonResourceUrls()));
    }
}
