package dev.mudi.api.cel.check;

/** An expression that cannot be read, or whose types do not fit. The message shows where, line by line. */
public final class CompileException extends Exception {
    private static final long serialVersionUID = 1;

    CompileException(String message) {
        super(message, null, false, false);
    }

    /** What is wrong, each thing with its place and the line that it stands in. */
    public String complaints() {
        return String.valueOf(getMessage());
    }
}
