package dev.mudi.runtime.image;

import com.fasterxml.jackson.databind.JsonNode;

/** Which of an index's manifests are for this machine. */
final class Platform {

    private Platform() {}

    /** Go's name of this machine's architecture, as images use it. */
    static String architecture() {
        String arch = System.getProperty("os.arch", "");
        return switch (arch) {
            case "amd64", "x86_64" -> "amd64";
            case "aarch64", "arm64" -> "arm64";
            default -> arch;
        };
    }

    /** Whether a descriptor is for this machine; one that doesn't say is. Attestations say {@code unknown}. */
    static boolean accepts(JsonNode descriptor) {
        JsonNode platform = descriptor.path("platform");
        return platform.isMissingNode()
                || (platform.path("os").asText("linux").equals("linux")
                        && platform.path("architecture").asText(architecture()).equals(architecture()));
    }
}
