package dev.mudi.apiserver;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What is answered where nothing is served at all: plain text, as Go's {@code http.NotFound} writes it. */
public final class NotFound {
    /** The page. */
    public static final RequestHandler PAGE = (context, response) -> answer(response);

    private static final byte[] TEXT = "404 page not found\n".getBytes(StandardCharsets.UTF_8);

    private NotFound() {}

    /** Answers with it. */
    public static void answer(ApiResponse response) {
        response.send(
                404,
                "text/plain; charset=utf-8",
                Headers.of("X-Content-Type-Options", "nosniff"),
                List.of(ByteBuffer.wrap(TEXT)));
    }
}
