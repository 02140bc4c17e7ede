package dev.mudi.apiserver.registry;

import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.resource.ResourceDefinition;
import dev.mudi.api.schema.Decoder;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.storage.ObjectLayout;
import java.util.List;

/** Which conversion stands between a resource as it is served and as it is stored. */
final class Conversions {
    private Conversions() {}

    /** A conversion after which the object is brought into the form of the served version: order of fields, and those always written. */
    private record Canonical(Conversion conversion, ResourceDefinition served) implements Conversion {
        @Override
        public ObjectValue toServed(ObjectValue stored) {
            var converted = conversion.toServed(stored);
            try {
                return Decoder.decode(converted, served.schema()).object();
            } catch (MalformedException e) {
                throw new IllegalStateException("a stored " + served.kind() + " is malformed: " + e.getMessage(), e);
            }
        }

        @Override
        public ObjectValue toStored(ObjectValue object) {
            return conversion.toStored(object);
        }

        @Override
        public String storedLabel(String label) {
            return conversion.storedLabel(label);
        }
    }

    /** Between the versions of a custom resource. Objects may stand in the store in any of them. */
    private record Custom(KindVersions versions, String served, String stored) implements Conversion {
        @Override
        public ObjectValue toServed(ObjectValue object) {
            return versions.convert(List.of(object), served).getFirst();
        }

        @Override
        public List<ObjectValue> toServed(List<ObjectValue> objects) {
            return versions.convert(objects, served);
        }

        @Override
        public ObjectValue toStored(ObjectValue object) {
            return versions.convert(List.of(object), stored).getFirst();
        }

        @Override
        public ObjectValue asRead(ObjectValue object) {
            return toServed(versions.read(toStored(object)));
        }

        @Override
        public boolean rewrites() {
            return versions.rewrites();
        }
    }

    static Conversion between(ResourceDefinition definition, ObjectLayout layout) {
        if (definition.strategy() instanceof VersionedStrategy custom) {
            return new Custom(custom.versions(), definition.apiVersion(), layout.apiVersion());
        }
        if (definition.apiVersion().equals(layout.apiVersion())) {
            return Conversion.NONE;
        }
        if (definition.group().equals("events.k8s.io") && layout.kind().equals("Event")) {
            return new Canonical(EventConversion.INSTANCE, definition);
        }
        if (definition.group().equals("autoscaling") && definition.version().equals("v1")) {
            return new Canonical(AutoscalerConversion.INSTANCE, definition);
        }
        return Conversion.renaming(definition.apiVersion(), layout.apiVersion());
    }
}
