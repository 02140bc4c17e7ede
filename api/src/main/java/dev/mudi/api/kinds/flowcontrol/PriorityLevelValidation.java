package dev.mudi.api.kinds.flowcontrol;

import dev.mudi.api.codec.Json;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.validation.At;
import dev.mudi.api.validation.Semantics;

/** Rules for priority levels of requests (Kubernetes reference, PriorityLevelConfiguration). Stateless. */
final class PriorityLevelValidation {
    private static final String EXEMPT = "exempt";
    private static final String PRESERVED = "flowcontrol.k8s.io/preserve-zero-concurrency-shares";
    private static final int MOST_QUEUES = 10_000_000;
    private static final int MOST_BITS = 60;
    private static final ObjectValue CATCH_ALL = Json.object("""
            {"type":"Limited","limited":{"nominalConcurrencyShares":5,"lendablePercent":0,"limitResponse":{"type":"Reject"}}}""");

    private PriorityLevelValidation() {}

    static void validate(At level) {
        var annotations = level.at("metadata", "annotations");
        if (annotations.object().has(PRESERVED)) {
            annotations.forbidden("annotation '" + PRESERVED + "' is forbidden");
        }
        var name = level.at("metadata", "name").text();
        var spec = level.at("spec");
        spec(spec, name);
        if (name.equals(EXEMPT)
                && !Semantics.equal(spec.object().without("exempt"), Json.object("{\"type\":\"Exempt\"}"))) {
            spec.invalid("spec of 'exempt' except the 'spec.exempt' field must equal the fixed value");
        }
        if (name.equals("catch-all") && !Semantics.equal(spec.object(), CATCH_ALL)) {
            spec.invalid("spec of 'catch-all' must equal the fixed value");
        }
        FlowSchemaValidation.status(level);
    }

    private static void spec(At spec, String name) {
        var type = spec.at("type");
        if (name.equals(EXEMPT) != type.is("Exempt")) {
            type.invalid(type.text(), "must be 'Exempt' if and only if `name` is 'exempt'");
        }
        switch (type.text()) {
            case "Exempt" -> {
                spec.at("limited").mustNotBeSet("must be nil if the type is not Limited");
                if (spec.at("exempt").isSet()) {
                    shares(spec.at("exempt"));
                }
            }
            case "Limited" -> {
                spec.at("exempt").mustNotBeSet("must be nil if the type is Limited");
                if (spec.at("limited").isSet()) {
                    limited(spec.at("limited"));
                } else {
                    spec.at("limited").required("must not be empty when type is Limited");
                }
            }
            default -> type.mustBeOneOf("Exempt", "Limited");
        }
    }

    private static void shares(At level) {
        mustNotBeNegative(level.at("nominalConcurrencyShares"));
        lendable(level);
    }

    private static void mustNotBeNegative(At shares) {
        if (shares.number() < 0) {
            shares.invalidNumber("must be a non-negative integer");
        }
    }

    private static void lendable(At level) {
        if (level.at("lendablePercent").isSet()) {
            level.at("lendablePercent").mustBeBetween(0, 100);
        }
    }

    private static void limited(At limited) {
        mustNotBeNegative(limited.at("nominalConcurrencyShares"));
        response(limited.at("limitResponse"));
        lendable(limited);
        if (limited.at("borrowingLimitPercent").number() < 0) {
            limited.at("borrowingLimitPercent").invalidNumber("if specified, must be a non-negative integer");
        }
    }

    private static void response(At response) {
        var queuing = response.at("queuing");
        switch (response.at("type").text()) {
            case "Reject" -> queuing.mustNotBeSet("must be nil if limited.limitResponse.type is not Limited");
            case "Queue" -> {
                if (queuing.isSet()) {
                    queuing(queuing);
                } else {
                    queuing.required("must not be empty if limited.limitResponse.type is Limited");
                }
            }
            default -> response.at("type").mustBeOneOf("Queue", "Reject");
        }
    }

    private static void queuing(At queuing) {
        mustBePositive(queuing.at("queueLengthLimit"));
        var queues = queuing.at("queues");
        mustBePositive(queues);
        if (queues.number() > MOST_QUEUES) {
            queues.invalidNumber("must not be greater than " + MOST_QUEUES);
        }
        var hand = queuing.at("handSize");
        if (hand.number() <= 0) {
            mustBePositive(hand);
        } else if (hand.number() > queues.number()) {
            hand.invalidNumber("should not be greater than queues (" + queues.number() + ")");
        } else if (Math.ceil(Math.log((double) queues.number()) / Math.log(2) * hand.number()) > MOST_BITS) {
            hand.invalidNumber("required entropy bits of deckSize " + queues.number() + " and handSize " + hand.number()
                    + " should not be greater than " + MOST_BITS);
        }
    }

    private static void mustBePositive(At number) {
        if (number.number() <= 0) {
            number.invalidNumber("must be positive");
        }
    }
}
