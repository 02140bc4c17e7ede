package dev.mudi.apiserver.stages;

import dev.mudi.api.codec.Json;
import dev.mudi.api.codec.Yaml;
import dev.mudi.api.protobuf.Protobuf;
import dev.mudi.api.schema.SchemaCatalog;
import dev.mudi.api.status.Status;
import java.util.Locale;

/**
 * A Status in the first of the encodings that a client accepts; in JSON for those who accept none of them.
 *
 * @param contentType of the bytes
 * @param bytes not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // a body is carried, never compared
record StatusBody(String contentType, byte[] bytes) {
    private static final String YAML = "application/yaml";
    private static final String JSON = "application/json";

    static StatusBody of(Status status, String accept) {
        for (var clause : accept.split(",", -1)) {
            int parameters = clause.indexOf(';');
            var type = (parameters < 0 ? clause : clause.substring(0, parameters))
                    .strip()
                    .toLowerCase(Locale.ROOT);
            switch (type) {
                case JSON, "*/*", "application/*" -> {
                    return json(status);
                }
                case YAML -> {
                    return new StatusBody(YAML, Yaml.write(status.toObject()));
                }
                case Protobuf.MEDIA_TYPE -> {
                    return SchemaCatalog.builtIn()
                            .kind("", "v1", "Status")
                            .map(struct ->
                                    new StatusBody(Protobuf.MEDIA_TYPE, Protobuf.encode(status.toObject(), struct)))
                            .orElseGet(() -> json(status));
                }
                default -> {}
            }
        }
        return json(status);
    }

    private static StatusBody json(Status status) {
        return new StatusBody(JSON, Json.write(status.toObject()));
    }
}
