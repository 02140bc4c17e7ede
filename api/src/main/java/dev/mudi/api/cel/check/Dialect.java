package dev.mudi.api.cel.check;

import dev.cel.parser.CelMacro;
import dev.mudi.api.cel.library.Declaration;
import dev.mudi.api.cel.type.CelType;
import java.util.List;

/** What expressions of one kind may use beyond what all may use. */
@SuppressWarnings("ImmutableEnumChecker") // macros have no state
public enum Dialect {
    /** Nothing. */
    COMMON(List.of(), List.of()),
    /** Names for parts of an expression ({@code cel.bind}): where devices are selected. */
    DEVICES(List.of(CelMacro.newReceiverMacro("bind", 3, Macros::bind)), List.of()),
    /** The escaping of steps of a JSON pointer: where patches are made. */
    PATCHES(
            List.of(),
            List.of(new Declaration(
                    "jsonpatch.escapeKey",
                    "string_jsonpatch_escapeKey_string",
                    false,
                    List.of(CelType.STRING),
                    CelType.STRING)));

    private final List<CelMacro> macros;
    private final List<Declaration> functions;

    Dialect(List<CelMacro> macros, List<Declaration> functions) {
        this.macros = macros;
        this.functions = functions;
    }

    List<CelMacro> macros() {
        return macros;
    }

    List<Declaration> functions() {
        return functions;
    }
}
