package dev.mudi.api.status;

import dev.mudi.api.codec.GoText;
import dev.mudi.api.field.FieldError;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/** The one exception by which a request is refused. It has no stack trace: a refusal is an answer, not a fault. */
public final class StatusException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Status status;

    /** A refusal with this answer. */
    public StatusException(Status status) {
        super(status.message(), null, false, false);
        this.status = status;
    }

    /** The answer to give. */
    public Status status() {
        return status;
    }

    /** {@code pods "web" not found}. The group is empty for core. */
    public static StatusException notFound(String group, String resource, String name) {
        return about(
                Reason.NOT_FOUND,
                group,
                resource,
                name,
                qualified(group, resource) + " " + GoText.quoted(name) + " not found");
    }

    /** {@code pods "web" already exists}. */
    public static StatusException alreadyExists(String group, String resource, String name) {
        return about(
                Reason.ALREADY_EXISTS,
                group,
                resource,
                name,
                qualified(group, resource) + " " + GoText.quoted(name) + " already exists");
    }

    /** {@code Operation cannot be fulfilled on pods "web": …}. */
    public static StatusException conflict(String group, String resource, String name, String why) {
        return about(
                Reason.CONFLICT,
                group,
                resource,
                name,
                "Operation cannot be fulfilled on " + qualified(group, resource) + " " + GoText.quoted(name) + ": "
                        + why);
    }

    /** {@code pods "web" is forbidden: …}; without a name, {@code pods is forbidden: …}. */
    public static StatusException forbidden(String group, String resource, String name, String why) {
        var what = resource.isEmpty()
                ? "forbidden"
                : qualified(group, resource) + (name.isEmpty() ? "" : " " + GoText.quoted(name)) + " is forbidden";
        return about(Reason.FORBIDDEN, group, resource, name, what + ": " + why);
    }

    /** A malformed request. */
    public static StatusException badRequest(String message) {
        return new StatusException(Status.of(Reason.BAD_REQUEST, message));
    }

    /** A refusal with the reason's own code and no details. */
    public static StatusException of(Reason reason, String message) {
        return new StatusException(Status.of(reason, message));
    }

    /** A refusal by what comes before the handlers of objects: it has details, and nothing in them (apimachinery, errors.NewGenericServerResponse). */
    public static StatusException byRouter(Reason reason, String message) {
        return new StatusException(new Status(reason.code(), reason, message, Status.Details.EMPTY));
    }

    /** {@code Internal error occurred: …}, with the error once more as the cause (apimachinery, errors.NewInternalError). */
    public static StatusException internal(String why) {
        var cause = new Status.Cause("", why, "");
        return new StatusException(new Status(
                Reason.INTERNAL_ERROR.code(),
                Reason.INTERNAL_ERROR,
                "Internal error occurred: " + why,
                new Status.Details("", "", "", "", List.of(cause), 0)));
    }

    /** There is no such path: 404. */
    public static StatusException noSuchPath() {
        return byRouter(Reason.NOT_FOUND, "the server could not find the requested resource");
    }

    /** The path is there, but not for this method: 405. */
    public static StatusException methodNotAllowed() {
        return byRouter(Reason.METHOD_NOT_ALLOWED, "the server does not allow this method on the requested resource");
    }

    /** {@code create is not supported on resources of kind "widgets.example.com"}: 405 of what has no routes. */
    public static StatusException methodNotSupported(String group, String resource, String verb) {
        return about(
                Reason.METHOD_NOT_ALLOWED,
                group,
                resource,
                "",
                verb + " is not supported on resources of kind " + GoText.quoted(qualified(group, resource)));
    }

    /** {@code Pod "web" is invalid: spec.containers: Required value}, or the list of errors in brackets (apimachinery, errors.NewInvalid). */
    public static StatusException invalid(String group, String kind, String name, List<FieldError> errors) {
        var causes = new ArrayList<Status.Cause>();
        var messages = new LinkedHashSet<String>();
        for (var error : errors) {
            causes.add(new Status.Cause(error.kind().reason(), error.body(), error.field()));
            messages.add(error.message());
        }
        var text = messages.size() == 1 ? messages.getFirst() : "[" + String.join(", ", messages) + "]";
        return new StatusException(new Status(
                Reason.INVALID.code(),
                Reason.INVALID,
                qualified(group, kind) + " " + GoText.quoted(name) + " is invalid"
                        + (errors.isEmpty() ? "" : ": " + text),
                Status.Details.of(group, kind, name).with(causes)));
    }

    private static StatusException about(Reason reason, String group, String resource, String name, String message) {
        var details = Status.Details.of(group, resource, name);
        return new StatusException(new Status(
                reason.code(), reason, message, details.equals(Status.Details.NONE) ? Status.Details.EMPTY : details));
    }

    private static String qualified(String group, String resource) {
        return group.isEmpty() ? resource : resource + "." + group;
    }
}
