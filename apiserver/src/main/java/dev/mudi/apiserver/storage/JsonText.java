package dev.mudi.apiserver.storage;

/** Finds its way in JSON that is known to be well-formed, without parsing it. */
final class JsonText {
    private JsonText() {}

    /**
     * Where an object ends.
     *
     * @param from a place within the object and outside of what is nested in it
     * @return the place behind its closing brace
     */
    static int endOfObject(byte[] json, int from) {
        int depth = 1;
        int at = from;
        while (depth > 0) {
            switch (json[at]) {
                case '"' -> at = endOfString(json, at);
                case '{', '[' -> depth++;
                case '}', ']' -> depth--;
                default -> {}
            }
            at++;
        }
        return at;
    }

    /** The place of the quote that ends the string that begins here. */
    private static int endOfString(byte[] json, int from) {
        int at = from + 1;
        while (json[at] != '"') {
            at += json[at] == '\\' ? 2 : 1;
        }
        return at;
    }
}
