package dev.mudi.cli.output;

import java.util.stream.Collectors;

/** What went wrong, in one line whatever the programs and libraries below said. */
public final class OneLine {
    private OneLine() {}

    /** The lines of a text joined by semicolons; says so if there is none. */
    public static String of(String text) {
        var line =
                text.lines().map(String::strip).filter(part -> !part.isEmpty()).collect(Collectors.joining("; "));
        return line.isEmpty() ? "no reason given" : line;
    }

    /** An exception's message in one line; the exception's name if it has none. */
    public static String of(Exception exception) {
        return of(exception.getMessage() == null ? exception.getClass().getSimpleName() : exception.getMessage());
    }
}
