package dev.mudi.api.kinds.admissionregistration;

import dev.mudi.api.cel.type.CelType;
import dev.mudi.api.cel.type.FixedStruct;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The structures that expressions of mutations make: {@code JSONPatch}, and {@code Object} with whatever is below it, which
 * have any fields (apiserver, cel/mutation).
 */
final class PatchTypes {
    /** An object to apply. */
    static final String OBJECT = "Object";

    /** A patch (RFC 6902). */
    static final FixedStruct PATCH = new FixedStruct(
            "JSONPatch",
            Map.of("op", CelType.STRING, "path", CelType.STRING, "from", CelType.STRING, "value", CelType.DYN));

    private static final Pattern NAME = Pattern.compile("[_a-zA-Z][_a-zA-Z0-9]*");
    private static final Pattern TYPE = Pattern.compile("\\bObject(?:\\.[_a-zA-Z][_a-zA-Z0-9]*)*");

    private PatchTypes() {}

    /** Those that an expression can use: of its structures, the fields that it may name. */
    static List<FixedStruct> of(String text) {
        var fields = NAME.matcher(text)
                .results()
                .map(found -> found.group())
                .distinct()
                .collect(Collectors.toMap(name -> name, name -> CelType.DYN));
        var types = new HashSet<String>();
        types.add(OBJECT);
        TYPE.matcher(text).results().forEach(found -> types.add(found.group()));
        var structs = new ArrayList<FixedStruct>();
        structs.add(PATCH);
        types.forEach(type -> structs.add(new FixedStruct(type, fields)));
        return structs;
    }
}
