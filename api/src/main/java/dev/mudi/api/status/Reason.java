package dev.mudi.api.status;

/** Why a request was refused: the {@code reason} of a Status and the HTTP code that goes with it (apimachinery, meta/v1 StatusReason). */
public enum Reason {
    /** Who is asking is not known. */
    UNAUTHORIZED("Unauthorized", 401),
    /** Who is asking may not. */
    FORBIDDEN("Forbidden", 403),
    /** There is no such thing. */
    NOT_FOUND("NotFound", 404),
    /** There is such a thing already. */
    ALREADY_EXISTS("AlreadyExists", 409),
    /** The thing has changed meanwhile, or its state does not allow this. */
    CONFLICT("Conflict", 409),
    /** It was there, and is no longer. */
    GONE("Gone", 410),
    /** The object is not valid. */
    INVALID("Invalid", 422),
    /** Not now; try again later, elsewhere or after the time given. */
    SERVER_TIMEOUT("ServerTimeout", 500),
    /** The time for the request ran out. */
    TIMEOUT("Timeout", 504),
    /** Too many requests. */
    TOO_MANY_REQUESTS("TooManyRequests", 429),
    /** The request itself is malformed. */
    BAD_REQUEST("BadRequest", 400),
    /** The resource does not know this verb. */
    METHOD_NOT_ALLOWED("MethodNotAllowed", 405),
    /** None of the types that the client accepts can be made. */
    NOT_ACCEPTABLE("NotAcceptable", 406),
    /** The body is larger than allowed. */
    REQUEST_ENTITY_TOO_LARGE("RequestEntityTooLarge", 413),
    /** The body is of a type that is not understood. */
    UNSUPPORTED_MEDIA_TYPE("UnsupportedMediaType", 415),
    /** Something broke here. */
    INTERNAL_ERROR("InternalError", 500),
    /** The revision asked for is no longer kept. */
    EXPIRED("Expired", 410),
    /** What serves this is not there now. */
    SERVICE_UNAVAILABLE("ServiceUnavailable", 503),
    /** No reason was given. */
    UNKNOWN("", 500);

    private final String text;
    private final int code;

    Reason(String text, int code) {
        this.text = text;
        this.code = code;
    }

    /** As it stands in a Status; empty for {@link #UNKNOWN}. */
    public String text() {
        return text;
    }

    /** The HTTP code. */
    public int code() {
        return code;
    }
}
