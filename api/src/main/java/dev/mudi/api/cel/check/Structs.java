package dev.mudi.api.cel.check;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.StructType;
import java.util.List;
import java.util.Optional;

/** The structures that an expression may use. */
@SuppressWarnings("Immutable") // it is: nobody changes the list, and structures are data
final class Structs implements CelTypeProvider {
    private static final List<String> LIBRARY =
            List.of("kubernetes.URL", "kubernetes.Quantity", "kubernetes.Semver", "kubernetes.NamedFormat");

    private final List<? extends dev.mudi.api.cel.type.StructType> structs;

    Structs(List<? extends dev.mudi.api.cel.type.StructType> structs) {
        this.structs = structs;
    }

    @Override
    public ImmutableCollection<CelType> types() {
        return ImmutableList.of();
    }

    @Override
    public Optional<CelType> findType(String name) {
        if (LIBRARY.contains(name)) {
            return Optional.of(StructType.create(name, ImmutableSet.of(), field -> Optional.empty()));
        }
        for (var struct : structs) {
            if (struct.name().equals(name)) {
                return Optional.of(StructType.create(
                        name,
                        ImmutableSet.copyOf(struct.fields()),
                        field -> struct.field(field).map(Types::there)));
            }
        }
        return Optional.empty();
    }
}
