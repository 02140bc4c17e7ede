package dev.mudi.apiserver.endpoints;

import dev.mudi.api.protobuf.Protobuf;
import dev.mudi.api.status.Reason;
import dev.mudi.api.status.StatusException;
import dev.mudi.apiserver.ApiRequest;
import java.util.List;
import java.util.Locale;

/** What a request's body is, by its Content-Type. */
enum Body {
    /** RFC 8259. */
    JSON("application/json"),
    /** As kubectl reads it. */
    YAML("application/yaml"),
    /** As upstream's own components speak. */
    PROTOBUF(Protobuf.MEDIA_TYPE);

    private final String type;

    Body(String type) {
        this.type = type;
    }

    /** The type of a request's body; JSON where nothing is said; 415 for what is not understood. */
    static Body of(ApiRequest request) {
        var type = mediaType(request);
        if (type.isEmpty()) {
            return JSON;
        }
        for (var body : values()) {
            if (body.type.equals(type)) {
                return body;
            }
        }
        var known = List.of(values()).stream().map(body -> body.type).toList();
        throw StatusException.of(
                Reason.UNSUPPORTED_MEDIA_TYPE,
                "the body of the request was in an unknown format - accepted media types include: "
                        + String.join(", ", known));
    }

    /** The Content-Type without parameters, in small letters; empty if there is none. */
    static String mediaType(ApiRequest request) {
        return patchType(request).toLowerCase(Locale.ROOT);
    }

    /** The Content-Type without parameters as it came: the types of patches are known in small letters only. */
    static String patchType(ApiRequest request) {
        var header = request.headers().get("Content-Type");
        int semicolon = header.indexOf(';');
        return (semicolon < 0 ? header : header.substring(0, semicolon)).strip();
    }
}
