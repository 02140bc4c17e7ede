package dev.mudi.api.field;

/**
 * One thing that is wrong at one place.
 *
 * @param kind what is wrong
 * @param field where, as {@link FieldPath} prints it
 * @param body what follows the field in a message: {@code Required value}, {@code Invalid value: "x": must be …}
 */
public record FieldError(Kind kind, String field, String body) {

    /** The kinds of errors, with the reason that a Status cause carries and the words that a message starts with (apimachinery, validation/field/errors). */
    public enum Kind {
        /** A value that had to be given. */
        REQUIRED("FieldValueRequired", "Required value"),
        /** A value that may stand only once. */
        DUPLICATE("FieldValueDuplicate", "Duplicate value"),
        /** A malformed value. */
        INVALID("FieldValueInvalid", "Invalid value"),
        /** A value that is not one of those supported. */
        NOT_SUPPORTED("FieldValueNotSupported", "Unsupported value"),
        /** A value that may not stand here. */
        FORBIDDEN("FieldValueForbidden", "Forbidden"),
        /** A reference to what does not exist. */
        NOT_FOUND("FieldValueNotFound", "Not found"),
        /** A text that is too long. */
        TOO_LONG("FieldValueTooLong", "Too long"),
        /** A list that is too long. */
        TOO_MANY("FieldValueTooMany", "Too many"),
        /** A value of the wrong type. */
        TYPE_INVALID("FieldValueTypeInvalid", "Invalid value"),
        /** Something that is not the user's fault. */
        INTERNAL("InternalError", "Internal error");

        private final String reason;
        private final String words;

        Kind(String reason, String words) {
            this.reason = reason;
            this.words = words;
        }

        /** The reason of a Status cause. */
        public String reason() {
            return reason;
        }

        /** The words that a message starts with. */
        public String words() {
            return words;
        }
    }

    /** The whole message: field, colon, body. */
    public String message() {
        return field + ": " + body;
    }
}
