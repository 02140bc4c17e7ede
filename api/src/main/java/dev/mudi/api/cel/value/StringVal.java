package dev.mudi.api.cel.value;

import dev.mudi.api.cel.type.CelType;

/** A text. */
public record StringVal(String text) implements Val {
    /** The empty text. */
    public static final StringVal EMPTY = new StringVal("");

    @Override
    public CelType type() {
        return CelType.STRING;
    }

    /** How many characters (code points) it has. */
    public int length() {
        return text.codePointCount(0, text.length());
    }
}
