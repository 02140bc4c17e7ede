package dev.mudi.api.cel.schema;

import dev.mudi.api.tree.ObjectValue;

/**
 * A rule as a schema states it.
 *
 * @param tree the rule
 */
record Rule(ObjectValue tree) {
    String text() {
        return tree.string("rule");
    }

    boolean isEmpty() {
        return text().isBlank();
    }

    String message() {
        return tree.string("message");
    }

    String messageExpression() {
        return tree.string("messageExpression");
    }

    String reason() {
        return tree.string("reason");
    }

    String fieldPath() {
        return tree.string("fieldPath");
    }

    boolean hasOptionalOldSelf() {
        return tree.bool("optionalOldSelf");
    }

    /** What names the rule in messages: what it says itself, or its text. */
    String shown() {
        return (message().isEmpty() ? text() : message()).strip();
    }

    /** What is wrong if it fails. */
    String complaint() {
        return message().isEmpty() ? "failed rule: " + shown() : message().strip();
    }
}
