package dev.mudi.bench;

import java.io.IOException;

/** A namespace for a benchmark's objects. */
final class Namespaces {
    private Namespaces() {}

    static void create(Connection connection, String name) throws IOException, InterruptedException {
        connection.send(
                "POST",
                "/api/v1/namespaces",
                "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"" + name + "\"}}");
    }

    static void delete(Connection connection, String name) throws IOException, InterruptedException {
        connection.send("DELETE", "/api/v1/namespaces/" + name, "");
    }

    /** A name that no earlier run used. */
    static String unique(String benchmark) {
        return "bench-" + benchmark + "-" + Long.toString(System.nanoTime() & 0xffff_ffffL, 36);
    }
}
