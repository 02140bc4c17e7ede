package dev.mudi.apiserver.health;

import dev.mudi.api.codec.Json;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.ApiResponse;
import dev.mudi.apiserver.RequestContext;
import dev.mudi.apiserver.RequestHandler;
import java.util.regex.Pattern;

/** {@code /version}: the version of Kubernetes that this server is. */
public final class VersionEndpoint implements RequestHandler {
    /** What clients compare with. */
    public static final String GIT_VERSION = "v1.36.2";

    /** The version whose API is served, which upstream's documents of it carry. */
    public static final String EMULATED = "1.36";

    /** What is told of the version. */
    public static final ObjectValue INFO = ObjectValue.builder()
            .put("major", "1")
            .put("minor", "36")
            .put("emulationMajor", "1")
            .put("emulationMinor", "36")
            .put("minCompatibilityMajor", "1")
            .put("minCompatibilityMinor", "35")
            .put("gitVersion", GIT_VERSION)
            .put("gitCommit", "")
            .put("gitTreeState", "clean")
            .put("buildDate", "2026-01-01T00:00:00Z")
            .put("goVersion", "")
            .put("compiler", "javac")
            .put("platform", "linux/amd64")
            .build();

    private static final Pattern PATH = Pattern.compile("/version/*");

    private final byte[] body = Json.write(INFO);

    @Override
    public void handle(RequestContext context, ApiResponse response) {
        if (!PATH.matcher(context.info().path()).matches()) {
            throw StatusException.noSuchPath();
        }
        if (!context.request().method().equals("GET")) {
            throw StatusException.methodNotAllowed();
        }
        response.send(200, "application/json", body);
    }
}
