package dev.mudi.api.schema;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/**
 * The types of Kubernetes' own kinds, of what the build made of the official Java client's sources. Structs are made when they are
 * first asked for. Safe for several threads.
 */
public final class SchemaCatalog {
    private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";
    private static final String PARTIAL = "PartialObjectMetadata";
    private static final SchemaCatalog BUILT_IN = new SchemaCatalog(new SchemaFile(resource("schemas.bin")));

    private final SchemaFile file;

    private final Struct partialObjectMetadata;
    private final Struct partialObjectMetadataList;

    private SchemaCatalog(SchemaFile file) {
        this.file = file;
        this.partialObjectMetadata = withMetadata(
                PARTIAL,
                numbered("metadata", 1, file.named(META + "ObjectMeta").orElseThrow(), Presence.ZERO_WHEN_MISSING));
        this.partialObjectMetadataList = withMetadata(
                PARTIAL + "List",
                numbered("metadata", 1, file.named(META + "ListMeta").orElseThrow(), Presence.ZERO_WHEN_MISSING),
                numbered("items", 2, ListSchema.of(partialObjectMetadata), Presence.NULL_WHEN_MISSING));
    }

    /** The one catalog. */
    public static SchemaCatalog builtIn() {
        return BUILT_IN;
    }

    /**
     * The type of a kind, also of kinds without a resource such as {@code Scale}. The kinds of meta/v1 ({@code DeleteOptions},
     * {@code Status}, …) are found under every group and version.
     *
     * @param group empty for core
     */
    public Optional<Struct> kind(String group, String version, String kind) {
        return file.kind(group, version, kind).or(() -> type(META + kind)).or(() -> partial(kind));
    }

    /** The kinds that show metadata only; the sources have no models of them. */
    private Optional<Struct> partial(String kind) {
        return switch (kind) {
            case PARTIAL -> Optional.of(partialObjectMetadata);
            case PARTIAL + "List" -> Optional.of(partialObjectMetadataList);
            default -> Optional.empty();
        };
    }

    private static Struct withMetadata(String kind, Field... others) {
        var fields = new ArrayList<Field>();
        for (var name : List.of("kind", "apiVersion")) {
            fields.add(new Field(
                    name,
                    Leaf.STRING,
                    false,
                    Presence.OMITTED_WHEN_ZERO,
                    Field.Patch.NONE,
                    Field.ProtoNumber.NONE,
                    Optional.empty()));
        }
        fields.addAll(List.of(others));
        return new Struct(META + kind, Struct.Traits.NONE, () -> fields);
    }

    private static Field numbered(String name, int number, Schema type, Presence presence) {
        return new Field(
                name,
                type,
                false,
                presence,
                Field.Patch.NONE,
                new Field.ProtoNumber(List.of(), number),
                Optional.empty());
    }

    /** A type by its name in OpenAPI, such as {@code io.k8s.api.core.v1.PodSpec}. */
    public Optional<Struct> type(String name) {
        return file.named(name);
    }

    /** The type of {@code metadata}. */
    public Struct objectMeta() {
        return type(META + "ObjectMeta").orElseThrow();
    }

    /** The type of the {@code metadata} of lists. */
    public Struct listMeta() {
        return type(META + "ListMeta").orElseThrow();
    }

    /** A kind with its type. */
    public record Kind(String group, String version, String kind, Struct type) {}

    /** Every kind, lists included, in the order of their types' names. */
    public List<Kind> kinds() {
        var kinds = new ArrayList<Kind>();
        for (int i = 0; i < file.size(); i++) {
            if (!file.kind(i).isEmpty()) {
                kinds.add(new Kind(file.group(i), file.version(i), file.kind(i), file.struct(i)));
            }
        }
        return kinds;
    }

    /** Every type, in the order of their names. */
    public List<Struct> types() {
        var types = new ArrayList<Struct>(file.size());
        for (int i = 0; i < file.size(); i++) {
            types.add(file.struct(i));
        }
        return types;
    }

    /** Reads the descriptions; they are large and not kept, so ask once and let go. */
    public Descriptions descriptions() {
        var in = ByteBuffer.wrap(resource("descriptions.bin"));
        var texts = HashMap.<String, String>newHashMap(4096);
        for (var type : types()) {
            texts.put(type.name(), next(in));
            for (var field : type.fields()) {
                texts.put(type.name() + " " + field.name(), next(in));
            }
        }
        return new Descriptions(texts);
    }

    private static String next(ByteBuffer in) {
        var text = new byte[in.getInt()];
        in.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    private static byte[] resource(String name) {
        try (var in = SchemaCatalog.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing beside " + SchemaCatalog.class.getName()
                        + ": build the module with Maven, which generates it");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + name + " failed", e);
        }
    }
}
