package dev.mudi.apiserver.registry;

import dev.mudi.api.apply.FieldOwnership;
import dev.mudi.api.apply.FieldOwnership.Writer;
import dev.mudi.api.apply.ScaleFields;
import dev.mudi.api.apply.Versions;
import dev.mudi.api.resource.ResourceDefinition;
import dev.mudi.api.schema.SchemaCatalog;
import dev.mudi.api.schema.Struct;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Field management as the Kubernetes reference describes it ("Server-Side Apply"). Safe for several threads. */
public final class FieldOwners implements FieldManagement {
    private static final String SCALE = "autoscaling/v1";

    private final InstantSource clock;

    /** By definition and subresource; bounded by those that are served, and forgotten when a definition is another. */
    private final ConcurrentMap<String, Known> known = new ConcurrentHashMap<>();

    private record Known(ResourceDefinition definition, FieldOwnership ownership) {}

    /** Ownership with the time of writes by this clock. */
    public FieldOwners(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public ObjectValue update(WriteRequest request, ObjectValue next, Optional<ObjectValue> current) {
        var ownership = ownership(request);
        var writer = writer(request);
        return current.map(live -> ownership.update(live, next, writer))
                .orElseGet(() -> ownership.create(next, writer));
    }

    @Override
    public ObjectValue apply(WriteRequest request, ObjectValue wanted, Optional<ObjectValue> current, boolean force) {
        return ownership(request).apply(current, wanted, writer(request), force);
    }

    /** Applied through the scale: the owners of the replicas are translated there and back. */
    @Override
    public ObjectValue applyScale(WriteRequest request, ObjectValue wanted, ObjectValue current, boolean force) {
        var definition = request.definition();
        var path = String.join(".", Scales.paths(definition).specReplicas());
        var fields = new ScaleFields(definition.apiVersion(), Map.of(definition.apiVersion(), path));
        var managed = current.object("metadata").array("managedFields");
        var live =
                Scales.before(definition, current).withAt((Value) fields.ofScale(managed), "metadata", "managedFields");
        var ownership = new FieldOwnership(Versions.only(SCALE, scaleType()), SCALE, "scale", List.of());
        var applied = ownership.apply(Optional.of(live), wanted, writer(request), force);
        var owners = fields.ofObject(managed, applied.object("metadata").array("managedFields"));
        return applied.withAt((Value) owners, "metadata", "managedFields");
    }

    private static Struct scaleType() {
        return SchemaCatalog.builtIn().kind("autoscaling", "v1", "Scale").orElseThrow();
    }

    private Writer writer(WriteRequest request) {
        return new Writer(request.manager(), clock.instant());
    }

    private static Versions versions(ResourceDefinition definition) {
        return definition.strategy() instanceof VersionedStrategy custom
                ? new CustomVersions(custom.versions())
                : Versions.only(definition.apiVersion(), definition.schema());
    }

    private record CustomVersions(KindVersions all) implements Versions {
        @Override
        public Optional<Struct> type(String apiVersion) {
            return all.type(apiVersion);
        }

        @Override
        public ObjectValue convert(ObjectValue object, String apiVersion) {
            return all.convert(List.of(object), apiVersion).getFirst();
        }
    }

    private FieldOwnership ownership(WriteRequest request) {
        var definition = request.definition();
        var key = definition.name() + "/" + request.target().subresource();
        var present = known.get(key);
        if (present == null || present.definition != definition) {
            present = new Known(
                    definition,
                    new FieldOwnership(
                            versions(definition),
                            definition.apiVersion(),
                            request.target().subresource(),
                            request.strategy().resetFields()));
            known.put(key, present);
        }
        return present.ownership;
    }
}
