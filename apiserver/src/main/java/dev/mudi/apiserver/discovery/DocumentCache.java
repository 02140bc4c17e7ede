package dev.mudi.apiserver.discovery;

import dev.mudi.api.resource.ResourceRegistry;
import dev.mudi.apiserver.ApiResponse;
import dev.mudi.apiserver.Headers;
import dev.mudi.apiserver.RequestContext;
import java.lang.ref.SoftReference;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Documents made of a registry, each when it is first asked for, kept until the registry changes or memory is short. Safe for several
 * threads.
 */
final class DocumentCache implements AutoCloseable {
    private final ResourceRegistry.Listening listening;

    /** Bounded by the groups and versions there are. */
    private final ConcurrentMap<String, SoftReference<Document>> documents = new ConcurrentHashMap<>();

    /** Counts the changes of the registry, so that a document made while it changed is not kept as the newer one. */
    private final AtomicLong generation = new AtomicLong();

    /** Bytes, shared by all answers, and their tag. */
    record Document(ByteBuffer body, String etag) {}

    DocumentCache(ResourceRegistry registry) {
        this.listening = registry.listen(() -> {
            generation.incrementAndGet();
            documents.clear();
        });
    }

    /** The document of a key; two who ask at once may both make it. */
    Document get(String key, Supplier<byte[]> making) {
        return get(key, making, DocumentCache::etag);
    }

    /** The same, with a tag of its own. */
    Document get(String key, Supplier<byte[]> making, Function<byte[], String> tag) {
        var versioned = generation.get() + " " + key;
        var known = documents.get(versioned);
        var document = known == null ? null : known.get();
        if (document == null) {
            var bytes = making.get();
            document = new Document(ByteBuffer.wrap(bytes).asReadOnlyBuffer(), tag.apply(bytes));
            documents.put(versioned, new SoftReference<>(document));
        }
        return document;
    }

    private static String etag(byte[] bytes) {
        try {
            var digest = MessageDigest.getInstance("SHA-512").digest(bytes);
            return "\"" + HexFormat.of().withUpperCase().formatHex(digest) + "\"";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-512", e);
        }
    }

    /** Answers with a document, or with 304 where the client has it (RFC 9110, section 13.1.2). */
    static void send(RequestContext context, ApiResponse response, String type, Headers headers, Document document) {
        var tagged = headers.plus("ETag", document.etag);
        if (isKnown(context.request().headers(), document.etag)) {
            response.send(304, "", tagged, List.of());
        } else {
            response.send(200, type, tagged, List.of(document.body.duplicate()));
        }
    }

    private static boolean isKnown(Headers request, String etag) {
        var header = "If-None-Match";
        return request.hasToken(header, etag) || request.hasToken(header, "W/" + etag) || request.hasToken(header, "*");
    }

    @Override
    public void close() {
        listening.close();
    }
}
