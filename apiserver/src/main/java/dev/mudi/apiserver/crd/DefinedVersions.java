package dev.mudi.apiserver.crd;

import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.resource.SelectableField;
import dev.mudi.api.schema.Decoder;
import dev.mudi.api.schema.Struct;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.registry.KindVersions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The versions that a definition has, served or not: one instance a definition, until its spec is another. */
final class DefinedVersions implements KindVersions {
    private final Map<String, Version> versions = new LinkedHashMap<>();
    private final Converter converter;

    /** What a version says of objects. */
    private record Version(CustomSchema schema, Struct type, List<SelectableField> fields) {}

    DefinedVersions(ObjectValue spec, Converter converter) {
        this.converter = converter;
        spec.array("versions").objects().forEach(version -> {
            var schema = new CustomSchema(Definitions.schema(version));
            versions.put(
                    spec.string("group") + "/" + version.string("name"),
                    new Version(schema, schema.objectType(), Definitions.selectableFields(version)));
        });
    }

    CustomSchema schema(String apiVersion) {
        return Optional.ofNullable(versions.get(apiVersion)).orElseThrow().schema;
    }

    @Override
    public List<SelectableField> selectableFields() {
        return versions.values().stream()
                .flatMap(version -> version.fields.stream())
                .distinct()
                .toList();
    }

    @Override
    public boolean rewrites() {
        return converter.rewrites();
    }

    @Override
    public Optional<Struct> type(String apiVersion) {
        return Optional.ofNullable(versions.get(apiVersion)).map(Version::type);
    }

    @Override
    public boolean knows(String apiVersion) {
        return versions.containsKey(apiVersion);
    }

    /** Pruned and with the defaults of the version in which it is stored (Kubernetes reference, "Defaulting", reading from etcd). */
    @Override
    public ObjectValue read(ObjectValue stored) {
        var version = versions.get(stored.string("apiVersion"));
        return version == null
                ? stored
                : version.schema.defaulted(version.schema.withoutNulls(pruned(stored, version)));
    }

    private static ObjectValue pruned(ObjectValue object, Version version) {
        try {
            return Decoder.decode(object, version.type).object();
        } catch (MalformedException e) {
            // Metadata that is none: whoever wrote it did not come through here. It is shown as it is.
            return object;
        }
    }

    /** What is of no version yet, as an object before its creation, is the same in all. */
    private static boolean needsConversion(ObjectValue object, String apiVersion) {
        var from = object.string("apiVersion");
        return !from.isEmpty() && !from.equals(apiVersion);
    }

    @Override
    public List<ObjectValue> convert(List<ObjectValue> objects, String apiVersion) {
        var others = objects.stream()
                .filter(object -> needsConversion(object, apiVersion))
                .toList();
        if (others.isEmpty()) {
            return objects;
        }
        var converted = converter.convert(others, apiVersion).iterator();
        var version = versions.get(apiVersion);
        var all = new ArrayList<ObjectValue>(objects.size());
        for (var object : objects) {
            if (!needsConversion(object, apiVersion)) {
                all.add(object);
            } else {
                var next = converted.next();
                all.add(version == null ? next : pruned(next, version));
            }
        }
        return List.copyOf(all);
    }
}
