package dev.mudi.kubelet.server;

import java.util.List;

/** What a request asks for, in the words of authorization. Source: reference, "Kubelet authentication/authorization". */
final class Access {

    private Access() {}

    static String verb(String method) {
        return switch (method) {
            case "POST" -> "create";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> "delete";
            default -> "get";
        };
    }

    /** The subresources of nodes of which one has to be allowed, the finest first (KEP-2862). */
    static List<String> subresources(String path) {
        var parts = path.split("/", -1);
        var first = parts.length > 1 ? parts[1] : "";
        return switch (first) {
            case "stats" -> List.of("stats");
            case "metrics" -> List.of("metrics");
            case "logs" -> List.of("log");
            case "pods", "healthz", "configz" -> List.of(first, "proxy");
            case "runningpods" -> List.of("pods", "proxy");
            default -> List.of("proxy");
        };
    }
}
