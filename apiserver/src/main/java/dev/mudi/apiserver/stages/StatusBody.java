package dev.mudi.apiserver.stages;

import dev.mudi.api.codec.Json;
import dev.mudi.api.codec.Yaml;
import dev.mudi.api.protobuf.Protobuf;
import dev.mudi.api.schema.SchemaCatalog;
import dev.mudi.api.status.Status;
import dev.mudi.apiserver.ApiRequest;
import dev.mudi.apiserver.negotiation.Accept;
import dev.mudi.apiserver.negotiation.PrettyJson;
import java.util.Optional;

/**
 * A Status in the best of the encodings that a client accepts; in JSON for those who accept none of them.
 *
 * @param contentType of the bytes
 * @param bytes not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // a body is carried, never compared
record StatusBody(String contentType, byte[] bytes) {
    private static final String YAML = "application/yaml";
    private static final String JSON = "application/json";

    /** For a request; people get JSON they can read, and so do those who accept only another kind of object than a Status. */
    static StatusBody of(Status status, ApiRequest request) {
        for (var clause : Accept.of(request).clauses()) {
            boolean pretty =
                    Accept.isForPeople(request) || clause.parameter("pretty").equals("1");
            var body = clause.convertsKind() ? Optional.<StatusBody>empty() : of(status, clause, pretty);
            if (body.isPresent()) {
                return body.get();
            }
        }
        return json(status, true);
    }

    private static Optional<StatusBody> of(Status status, Accept.Clause clause, boolean pretty) {
        if (clause.fits(JSON)) {
            return Optional.of(json(status, pretty));
        }
        if (clause.fits(YAML)) {
            return Optional.of(new StatusBody(YAML, Yaml.write(status.toObject())));
        }
        return clause.fits(Protobuf.MEDIA_TYPE)
                ? SchemaCatalog.builtIn()
                        .kind("", "v1", "Status")
                        .map(type -> new StatusBody(Protobuf.MEDIA_TYPE, Protobuf.encode(status.toObject(), type)))
                : Optional.empty();
    }

    private static StatusBody json(Status status, boolean pretty) {
        return new StatusBody(JSON, pretty ? PrettyJson.write(status.toObject()) : Json.writeLine(status.toObject()));
    }
}
