package dev.mudi.api.validation;

import java.util.Set;

/** The words that CEL keeps for itself (language definition, "Syntax"; Kubernetes escapes the same). */
public final class CelWords {
    private static final Set<String> RESERVED = Set.of(
            "true",
            "false",
            "null",
            "in",
            "as",
            "break",
            "const",
            "continue",
            "else",
            "for",
            "function",
            "if",
            "import",
            "let",
            "loop",
            "package",
            "namespace",
            "return",
            "var",
            "void",
            "while");

    private CelWords() {}

    /** Whether nothing may have this name in an expression. */
    public static boolean isReserved(String word) {
        return RESERVED.contains(word);
    }
}
