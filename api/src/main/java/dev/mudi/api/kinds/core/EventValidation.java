package dev.mudi.api.kinds.core;

import dev.mudi.api.validation.At;
import dev.mudi.api.validation.InternalForm;
import dev.mudi.api.validation.Syntax;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rules for events, which come through two groups that call the same fields differently (Kubernetes reference, Event). Stateless. */
final class EventValidation {
    private static final int NAME_LIMIT = 128;
    private static final int NOTE_LIMIT = 1024;
    /** What may not change, and the name under which upstream shows it. */
    private static final Map<String, String> FIXED = fixed();

    /** What of that is a structure, which upstream shows in its internal form. */
    private static final Map<String, String> STRUCTURES = Map.of(
            "regarding", "core.v1.ObjectReference",
            "related", "core.v1.ObjectReference",
            "deprecatedSource", "core.v1.EventSource");

    private static Map<String, String> fixed() {
        var fields = new LinkedHashMap<String, String>();
        fields.put("regarding", "involvedObject");
        fields.put("reason", "reason");
        fields.put("note", "message");
        fields.put("deprecatedSource", "source");
        fields.put("deprecatedFirstTimestamp", "firstTimestamp");
        fields.put("deprecatedLastTimestamp", "lastTimestamp");
        fields.put("deprecatedCount", "count");
        List.of("type", "eventTime", "action", "related", "reportingController", "reportingInstance")
                .forEach(field -> fields.put(field, field));
        return Collections.unmodifiableMap(fields);
    }

    private EventValidation() {}

    static void create(At event) {
        legacy(event);
        if (isNew(event)) {
            series(event.at("series"));
            event.at("eventTime").mustBeGiven();
            if (!event.at("type").is("Normal") && !event.at("type").is("Warning")) {
                event.at("type")
                        .invalid("", "has invalid value: " + event.at("type").text());
            }
            unset(event.at("deprecatedFirstTimestamp"), event.at("firstTimestamp"));
            unset(event.at("deprecatedLastTimestamp"), event.at("lastTimestamp"));
            unset(event.at("deprecatedCount"), event.at("count"));
            unset(event.at("deprecatedSource"), event.at("source"));
        }
    }

    private static void unset(At field, At shown) {
        if (!field.isEmpty()) {
            shown.invalid("", "needs to be unset");
        }
    }

    static void update(At event, At before) {
        legacy(event);
        if (isNew(event)) {
            if (!event.at("series").same(before.at("series"))) {
                series(event.at("series"));
            }
            FIXED.forEach((field, shown) -> mustNotHaveChanged(
                    event.at(field).shownAt(event.at(shown).path()),
                    before.at(field),
                    STRUCTURES.getOrDefault(field, "")));
        }
    }

    private static void mustNotHaveChanged(At value, At before, String structure) {
        if (structure.isEmpty()) {
            value.mustNotHaveChanged(before);
        } else {
            InternalForm.mustNotHaveChanged(value, before, structure);
        }
    }

    private static boolean isNew(At event) {
        return event.at("apiVersion").is("events.k8s.io/v1");
    }

    private static void series(At series) {
        if (series.isSet()) {
            if (series.at("count").number() < 2) {
                series.at("count").invalid("", "should be at least 2");
            }
            series.at("lastObservedTime").mustBeGiven();
        }
    }

    private static void legacy(At event) {
        var namespace = event.at("metadata", "namespace").text();
        var involved = event.at(isNew(event) ? "regarding" : "involvedObject", "namespace")
                .shownAt(event.at("involvedObject", "namespace").path());
        if (event.at("eventTime").isEmpty()) {
            boolean clusterWide = involved.isEmpty() && (namespace.isEmpty() || namespace.equals("default"));
            if (!clusterWide && !involved.is(namespace)) {
                involved.invalid(involved.text(), "does not match event.namespace");
            }
        } else {
            if (involved.isEmpty() && !namespace.equals("default") && !namespace.equals("kube-system")) {
                involved.invalid(involved.text(), "does not match event.namespace");
            }
            var controller = event.at(isNew(event) ? "reportingController" : "reportingComponent");
            controller.mustBeGiven();
            controller.mustBe(Syntax.QUALIFIED_NAME);
            limited(event.at("reportingInstance"));
            limited(event.at("action"));
            limited(event.at("reason"));
            if (Syntax.bytes(event.at(isNew(event) ? "note" : "message").text()) > NOTE_LIMIT) {
                event.at("message").invalid("", "can have at most " + NOTE_LIMIT + " characters");
            }
        }
        event.at("metadata", "namespace").shownAt(event.at("namespace").path()).mustBe(Syntax.DNS_SUBDOMAIN);
    }

    private static void limited(At text) {
        text.mustBeGiven();
        if (Syntax.bytes(text.text()) > NAME_LIMIT) {
            text.invalid("", "can have at most " + NAME_LIMIT + " characters");
        }
    }
}
