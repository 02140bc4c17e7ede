package dev.mudi.api.cel.check;

import com.google.common.collect.ImmutableList;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructTypeReference;
import dev.cel.common.types.TypeParamType;
import dev.cel.common.types.TypeType;
import dev.mudi.api.cel.type.CelType;
import java.util.List;

/** Types between here and dev.cel. Pure. */
final class Types {
    private Types() {}

    static dev.cel.common.types.CelType there(CelType type) {
        var parameters = type.parameters();
        return switch (type.kind()) {
            case BOOL -> SimpleType.BOOL;
            case INT -> SimpleType.INT;
            case UINT -> SimpleType.UINT;
            case DOUBLE -> SimpleType.DOUBLE;
            case STRING -> SimpleType.STRING;
            case BYTES -> SimpleType.BYTES;
            case NULL -> SimpleType.NULL_TYPE;
            case TIMESTAMP -> SimpleType.TIMESTAMP;
            case DURATION -> SimpleType.DURATION;
            case DYN -> SimpleType.DYN;
            case ANY -> SimpleType.ANY;
            case LIST -> ListType.create(there(parameters.getFirst()));
            case MAP -> MapType.create(there(parameters.getFirst()), there(parameters.getLast()));
            case STRUCT -> StructTypeReference.create(type.name());
            case PARAMETER -> TypeParamType.create(type.name());
            case TYPE ->
                parameters.isEmpty() ? TypeType.create(SimpleType.DYN) : TypeType.create(there(parameters.getFirst()));
            case OPAQUE ->
                type.isOptional()
                        ? OptionalType.create(there(parameters.getFirst()))
                        : OpaqueType.create(type.name(), ImmutableList.of());
        };
    }

    static CelType here(dev.cel.common.types.CelType type) {
        var parameters = type.parameters().stream().map(Types::here).toList();
        return switch (type.kind()) {
            case BOOL -> CelType.BOOL;
            case INT -> CelType.INT;
            case UINT -> CelType.UINT;
            case DOUBLE -> CelType.DOUBLE;
            case STRING -> CelType.STRING;
            case BYTES -> CelType.BYTES;
            case NULL_TYPE -> CelType.NULL;
            case TIMESTAMP -> CelType.TIMESTAMP;
            case DURATION -> CelType.DURATION;
            case ANY -> CelType.ANY;
            case LIST -> CelType.list(first(parameters));
            case MAP -> CelType.map(first(parameters), last(parameters));
            case STRUCT -> CelType.struct(type.name());
            case TYPE_PARAM -> CelType.parameter(type.name());
            case TYPE -> CelType.typeOf(first(parameters));
            case OPAQUE ->
                type.name().equals("optional_type")
                        ? CelType.optional(first(parameters))
                        : new CelType(CelType.Kind.OPAQUE, type.name(), parameters);
            default -> CelType.DYN;
        };
    }

    private static CelType first(List<CelType> parameters) {
        return parameters.isEmpty() ? CelType.DYN : parameters.getFirst();
    }

    private static CelType last(List<CelType> parameters) {
        return parameters.isEmpty() ? CelType.DYN : parameters.getLast();
    }
}
