package dev.mudi.api.kinds.certificates;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** Reads texts of RFC 7468, leniently: what stands between the blocks is skipped. Stateless. */
final class Pem {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([^\\r\\n-]+)-----[ \\t]*\\r?\\n(.*?)-----END \\1-----", Pattern.DOTALL);
    private static final Pattern HEADERS = Pattern.compile("\\A(?:[^\\r\\n:]+:[^\\r\\n]*\\r?\\n)++\\r?\\n?");

    private Pem() {}

    /** A block. Immutable. */
    static final class Block {
        private final String type;
        private final boolean headers;
        private final byte[] bytes;

        private Block(String type, boolean headers, byte[] bytes) {
            this.type = type;
            this.headers = headers;
            this.bytes = bytes;
        }

        /** What it says it is, such as {@code CERTIFICATE}. */
        String type() {
            return type;
        }

        /** Whether lines with names and values come first (RFC 1421). */
        boolean hasHeaders() {
            return headers;
        }

        /** Its content. */
        byte[] bytes() {
            return bytes.clone();
        }
    }

    /** The well-formed blocks of a text, in order. */
    static List<Block> blocks(String text) {
        var blocks = new ArrayList<Block>();
        var matcher = BLOCK.matcher(text);
        int from = 0;
        while (matcher.find(from)) {
            var body = matcher.group(2);
            var headers = HEADERS.matcher(body);
            boolean hasHeaders = headers.find();
            try {
                var bytes = Base64.getDecoder()
                        .decode((hasHeaders ? body.substring(headers.end()) : body).replaceAll("\\s", ""));
                blocks.add(new Block(matcher.group(1), hasHeaders, bytes));
                from = matcher.end();
            } catch (IllegalArgumentException e) {
                from = matcher.start() + 1;
            }
        }
        return blocks;
    }
}
