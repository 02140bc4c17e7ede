package dev.mudi.api.status;

import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * A refusal as the API answers it.
 *
 * @param code the HTTP code
 * @param reason why, for programs
 * @param message why, for people
 * @param details what it is about
 * @param continueToken where an expired list can go on; empty where that does not apply
 */
public record Status(int code, Reason reason, String message, Details details, String continueToken) {

    /** A refusal that is not that of an expired list. */
    public Status(int code, Reason reason, String message, Details details) {
        this(code, reason, message, details, "");
    }

    /**
     * What a refusal is about; empty texts and 0 stand for what is not known.
     *
     * @param name of the object
     * @param group of the resource
     * @param kind the resource or, for invalid objects, the kind
     * @param uid of the object
     * @param causes one an error
     * @param retryAfterSeconds when to try again, 0 for no such hint, -1 for details that are there and say nothing
     */
    public record Details(
            String name, String group, String kind, String uid, List<Cause> causes, int retryAfterSeconds) {
        /** Nothing is known. */
        public static final Details NONE = new Details("", "", "", "", List.of(), 0);

        /** Nothing is known, and that is said: {@code "details": {}}. */
        public static final Details EMPTY = new Details("", "", "", "", List.of(), -1);

        /** Copies the causes. */
        public Details {
            causes = List.copyOf(causes);
        }

        /** About an object of a resource or kind. */
        public static Details of(String group, String kind, String name) {
            return new Details(name, group, kind, "", List.of(), 0);
        }

        /** These details with causes. */
        public Details with(List<Cause> others) {
            return new Details(name, group, kind, uid, others, retryAfterSeconds);
        }
    }

    /**
     * One error in an object.
     *
     * @param reason as {@link dev.mudi.api.field.FieldError.Kind#reason}, or another of upstream's cause types
     * @param message without the field
     * @param field where
     */
    public record Cause(String reason, String message, String field) {}

    /** A refusal without details, with the code of its reason. */
    public static Status of(Reason reason, String message) {
        return new Status(reason.code(), reason, message, Details.NONE);
    }

    /** The {@code v1} object of kind {@code Status} to answer with. */
    public ObjectValue toObject() {
        var object = ObjectValue.builder()
                .put("kind", "Status")
                .put("apiVersion", "v1")
                .put(
                        "metadata",
                        ObjectValue.builder()
                                .putIfPresent("continue", continueToken)
                                .build())
                .put("status", "Failure")
                .put("message", message)
                .putIfPresent("reason", reason.text());
        if (!details.equals(Details.NONE)) {
            var about = ObjectValue.builder()
                    .putIfPresent("name", details.name())
                    .putIfPresent("group", details.group())
                    .putIfPresent("kind", details.kind())
                    .putIfPresent("uid", details.uid());
            var causes = new ArrayList<Value>();
            for (var cause : details.causes()) {
                causes.add(ObjectValue.builder()
                        .putIfPresent("reason", cause.reason())
                        .putIfPresent("message", cause.message())
                        .putIfPresent("field", cause.field())
                        .build());
            }
            if (!causes.isEmpty()) {
                about.put("causes", new ArrayValue(causes));
            }
            if (details.retryAfterSeconds() > 0) {
                about.put("retryAfterSeconds", details.retryAfterSeconds());
            }
            object.put("details", about.build());
        }
        return object.put("code", code).build();
    }
}
