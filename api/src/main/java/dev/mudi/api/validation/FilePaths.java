package dev.mudi.api.validation;

import java.util.Arrays;

/** Rules for paths of files, with upstream's wording. Stateless. */
public final class FilePaths {
    private FilePaths() {}

    /** Complains if a path goes up. */
    public static boolean mustNotGoUp(At path) {
        boolean goesUp = goesUp(path.text());
        if (goesUp) {
            path.invalid("must not contain '..'");
        }
        return !goesUp;
    }

    /** Whether a path goes up. */
    public static boolean goesUp(String path) {
        return Arrays.asList(path.split("/", -1)).contains("..");
    }

    /** Complains unless a path is relative and goes down only. */
    public static void mustDescend(At path) {
        if (path.text().startsWith("/")) {
            path.invalid("must be a relative path");
        }
        mustNotGoUp(path);
    }

    /** Complains unless a path is relative, goes down only, and does not start with two dots, which the kubelet uses itself. */
    public static void mustDescendUnreserved(At path) {
        mustDescend(path);
        if (path.text().startsWith("..") && !path.text().startsWith("../")) {
            path.invalid("must not start with '..'");
        }
    }
}
