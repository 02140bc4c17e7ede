package dev.mudi.api.openapi;

import dev.mudi.api.codec.Json;
import dev.mudi.api.resource.ResourceDefinition;
import dev.mudi.api.resource.ResourceName;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Writes the documents that describe the API. Pure: the same resources give the same bytes. Making one takes milliseconds to a second
 * and megabytes for the time it takes; callers ask when a client does, and keep the answer while the resources stay the same.
 */
public final class OpenApi {
    /** What kubectl asks for the protobuf form of v2. It is not a well-formed media type. */
    public static final String V2_PROTOBUF_ASKED = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";

    /** What the protobuf form of v2 is answered as (and may be asked as); clients before 1.28 refuse an answer of the malformed type. */
    public static final String V2_PROTOBUF_TYPE = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

    /** What clients ask for the protobuf form of v3, malformed as that of v2. */
    public static final String V3_PROTOBUF_ASKED = "application/com.github.proto-openapi.spec.v3@v1.0+protobuf";

    /** What the protobuf form of v3 is answered as, and may be asked as. */
    public static final String V3_PROTOBUF_TYPE = "application/com.github.proto-openapi.spec.v3.v1.0+protobuf";

    private static final ObjectValue BEARER = ObjectValue.builder()
            .put("type", "apiKey")
            .put("description", "Bearer Token authentication")
            .put("name", "authorization")
            .put("in", "header")
            .build();

    private final ObjectValue info;
    private final CustomSchemas custom;

    /**
     * A writer.
     *
     * @param version that documents carry, such as {@code v1.36.0}
     * @param custom the schemas that custom resources state themselves
     */
    public OpenApi(String version, CustomSchemas custom) {
        this.info = ObjectValue.of("title", Value.of("Kubernetes"), "version", Value.of(version));
        this.custom = custom;
    }

    /** The place of a group and version below {@code /openapi/v3/}: {@code api/v1}, {@code apis/apps/v1}. */
    public static String v3Path(String group, String version) {
        return (group.isEmpty() ? "api/" : "apis/") + new ResourceName(group, version, "").apiVersion();
    }

    /** A document of v3, made when its bytes are asked for. */
    public final class V3Document {
        private final String hash;
        private final Contents contents;

        private V3Document(String hash, Contents contents) {
            this.hash = hash;
            this.contents = contents;
        }

        /** 64 upper case hexadecimal digits that change when the document does. */
        public String hash() {
            return hash;
        }

        /** As JSON. */
        public byte[] json() {
            return v3(contents);
        }

        /** As protobuf ({@link #V3_PROTOBUF_TYPE}). */
        public byte[] protobuf() {
            return V3Protobuf.document(info, contents, BEARER);
        }
    }

    /** The document at a place below {@code /openapi/v3/}: of a group and version, or of what is above them. */
    public Optional<V3Document> v3(String place, Collection<ResourceDefinition> resources) {
        var described = resources.stream()
                .filter(resource -> v3Path(resource.group(), resource.version()).equals(place))
                .toList();
        if (!described.isEmpty()) {
            return Optional.of(new V3Document(v3Hash(described), new Document(Dialect.V3, described, custom)));
        }
        return DiscoveryPaths.roots(resources).stream()
                .filter(root -> root.place().equals(place))
                .findFirst()
                .map(RootContents::new)
                .map(contents -> new V3Document(hash(digest -> digest.update(v3(contents))), contents));
    }

    /** The answer at {@code /openapi/v3}: where the document of each group and version is, with a hash that clients may cache by. */
    public byte[] v3Index(Collection<ResourceDefinition> resources) {
        var paths = ObjectValue.builder();
        for (var resource : resources) {
            var path = v3Path(resource.group(), resource.version());
            if (!paths.has(path)) {
                var same = resources.stream()
                        .filter(one -> one.apiVersion().equals(resource.apiVersion()))
                        .toList();
                var url = "/openapi/v3/" + path + "?hash=" + v3Hash(same);
                paths.put(path, ObjectValue.of("serverRelativeURL", Value.of(url)));
            }
        }
        for (var place : RootContents.places(resources)) {
            var hash = v3(place, resources).orElseThrow().hash();
            paths.put(place, ObjectValue.of("serverRelativeURL", Value.of("/openapi/v3/" + place + "?hash=" + hash)));
        }
        return Json.write(ObjectValue.of("paths", paths.build()));
    }

    /** A hash, 64 upper case hexadecimal digits, that changes when the document of these resources does; much cheaper than the document. */
    public String v3Hash(List<ResourceDefinition> resources) {
        return hash(digest -> {
            Consumer<String> add = text -> digest.update((text + "\n").getBytes(StandardCharsets.UTF_8));
            add.accept(info.string("version"));
            for (var resource : resources) {
                add.accept(resource.name() + " " + resource.kind() + " " + resource.scope() + " "
                        + resource.subresources());
                resource.verbs().stream().sorted().forEach(verb -> add.accept(verb.text()));
                custom.schemaOf(resource).ifPresent(schema -> digest.update(Json.write(schema)));
                if (resource.schema().name().isEmpty()) {
                    add.accept(resource.schema().fields().toString());
                }
            }
        });
    }

    private static String hash(Consumer<MessageDigest> adding) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            adding.accept(digest);
            return HexFormat.of().withUpperCase().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    /** The v3 document of the resources of one group and version. */
    public byte[] v3(List<ResourceDefinition> resources) {
        return v3(new Document(Dialect.V3, resources, custom));
    }

    private byte[] v3(Contents document) {
        var out = new ByteArrayOutputStream(1 << 18);
        text(out, "{\"openapi\":\"3.0.0\",\"info\":");
        Json.write(info, out);
        text(out, ",\"paths\":{");
        members(out, document::paths);
        text(out, "},\"components\":{");
        var types = new ByteArrayOutputStream(1 << 18);
        members(types, document::types);
        if (types.size() > 0) {
            text(out, "\"schemas\":{");
            out.writeBytes(types.toByteArray());
            text(out, "},");
        }
        text(out, "\"securitySchemes\":");
        Json.write(ObjectValue.of("BearerToken", BEARER), out);
        text(out, "}}");
        return out.toByteArray();
    }

    /** The v2 document of all resources, as JSON. */
    public byte[] v2Json(List<ResourceDefinition> resources) {
        var document = new Document(Dialect.V2, resources, custom);
        var out = new ByteArrayOutputStream(1 << 21);
        text(out, "{\"swagger\":\"2.0\",\"info\":");
        Json.write(info, out);
        text(out, ",\"paths\":{");
        members(out, document::paths);
        text(out, "},\"definitions\":{");
        members(out, document::types);
        text(out, "},\"parameters\":{");
        members(out, document::parameters);
        text(out, "},\"securityDefinitions\":");
        Json.write(ObjectValue.of("BearerToken", BEARER), out);
        text(out, ",\"security\":");
        Json.write(ArrayValue.of(ObjectValue.of("BearerToken", ArrayValue.EMPTY)), out);
        text(out, "}");
        return out.toByteArray();
    }

    /** The v2 document of all resources, as protobuf ({@link #V2_PROTOBUF_TYPE}). */
    public byte[] v2Protobuf(List<ResourceDefinition> resources) {
        return new V2Protobuf().document(info, new Document(Dialect.V2, resources, custom), BEARER);
    }

    private static void members(ByteArrayOutputStream out, Consumer<BiConsumer<String, ObjectValue>> source) {
        var comma = new boolean[1];
        source.accept((name, value) -> {
            if (comma[0]) {
                text(out, ",");
            }
            comma[0] = true;
            Json.write(Value.of(name), out);
            text(out, ":");
            Json.write(value, out);
        });
    }

    private static void text(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
