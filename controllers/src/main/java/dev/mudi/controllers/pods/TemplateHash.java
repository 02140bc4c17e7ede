package dev.mudi.controllers.pods;

import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Names a pod template by its content, in the form upstream uses: FNV-1a of 32 bits, written in an alphabet without
 * vowels so that no word comes out. The content hashed is the template's JSON, so the value differs from upstream's;
 * controllers compare templates, never hashes (API conventions, {@code pod-template-hash}).
 */
public final class TemplateHash {
    private static final int FNV_OFFSET = 0x811c9dc5;
    private static final int FNV_PRIME = 0x01000193;
    private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

    private TemplateHash() {}

    /** The hash; another one of the same template for each count of collisions. */
    public static String of(PodTemplateSpec template, Optional<Integer> collisions, KubernetesSerialization json) {
        int hash = fnv(FNV_OFFSET, json.asJson(template).getBytes(StandardCharsets.UTF_8));
        if (collisions.isPresent()) {
            var count = ByteBuffer.allocate(Long.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(collisions.get())
                    .array();
            hash = fnv(hash, count);
        }
        return safe(Integer.toUnsignedString(hash));
    }

    private static int fnv(int start, byte[] bytes) {
        int hash = start;
        for (byte b : bytes) {
            hash = (hash ^ (b & 0xff)) * FNV_PRIME;
        }
        return hash;
    }

    /** Each character by its code, as upstream's {@code rand.SafeEncodeString}. */
    static String safe(String text) {
        var safe = new StringBuilder(text.length());
        text.chars().forEach(c -> safe.append(ALPHABET.charAt(c % ALPHABET.length())));
        return safe.toString();
    }
}
