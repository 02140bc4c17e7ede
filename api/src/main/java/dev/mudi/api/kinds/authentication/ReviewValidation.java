package dev.mudi.api.kinds.authentication;

import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.validation.At;
import dev.mudi.api.validation.InternalForm;
import dev.mudi.api.validation.Selectors;
import java.util.List;

/** Rules for questions about what someone may do (Kubernetes reference, SubjectAccessReview). Stateless. */
final class ReviewValidation {
    private ReviewValidation() {}

    static void subject(At review) {
        attributes(review.at("spec"), true);
        mustBeEmpty(review, metadata(review), "must be empty");
    }

    static void self(At review) {
        attributes(review.at("spec"), false);
        mustBeEmpty(review, metadata(review), "must be empty");
    }

    static void local(At review) {
        var spec = review.at("spec");
        attributes(spec, true);
        mustBeEmpty(review, metadata(review).without("namespace"), "must be empty except for namespace");
        var namespace = spec.at("resourceAttributes", "namespace");
        if (spec.at("resourceAttributes").isSet()
                && !namespace.is(review.at("metadata", "namespace").text())) {
            namespace.invalid("must match metadata.namespace");
        }
        if (spec.at("nonResourceAttributes").isSet()) {
            InternalForm.at(spec.at("nonResourceAttributes"), "authorization.v1.NonResourceAttributes")
                    .invalid("disallowed on this kind of request");
        }
    }

    private static ObjectValue metadata(At review) {
        return review.at("metadata").object().without("managedFields").without("creationTimestamp");
    }

    private static void mustBeEmpty(At review, ObjectValue metadata, String complaint) {
        if (!metadata.isEmpty()) {
            review.at("metadata").invalid(complaint);
        }
    }

    private static void attributes(At spec, boolean ofSubject) {
        var resource = spec.at("resourceAttributes");
        var other = spec.at("nonResourceAttributes");
        if (resource.isSet() && other.isSet()) {
            InternalForm.at(other, "authorization.v1.NonResourceAttributes")
                    .invalid("cannot be specified in combination with resourceAttributes");
        }
        if (!resource.isSet() && !other.isSet()) {
            resource.invalid(
                    other.value(), "exactly one of nonResourceAttributes or resourceAttributes must be specified");
        }
        if (ofSubject && spec.at("user").isEmpty() && spec.at("groups").isEmpty()) {
            spec.at("user").invalid("at least one of user or group must be specified");
        }
        for (var selector : List.of(resource.at("fieldSelector"), resource.at("labelSelector"))) {
            selector(selector);
        }
    }

    private static void selector(At selector) {
        if (!selector.isSet()) {
            return;
        }
        var raw = selector.at("rawSelector");
        var requirements = selector.at("requirements");
        if (!raw.isEmpty() && !requirements.isEmpty()) {
            raw.invalid("may not specified at the same time as requirements");
        }
        if (raw.isEmpty() && requirements.isEmpty()) {
            requirements.required("when " + selector.path() + " is specified, requirements or rawSelector is required");
        }
        boolean ofLabels = selector.path().toString().endsWith("labelSelector");
        for (var requirement : requirements.items()) {
            if (ofLabels) {
                Selectors.validateOpenRequirement(requirement);
            } else {
                Selectors.validateFieldRequirement(requirement);
            }
        }
    }
}
