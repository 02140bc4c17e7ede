package dev.mudi.runtime.image;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/** Tells gzip, zstd and plain data apart by their first bytes. Media types in the wild are too often wrong. */
final class Compression {

    private static final int BUFFER = 64 * 1024;

    private Compression() {}

    static InputStream decompress(InputStream in) throws IOException {
        var buffered = new BufferedInputStream(in, BUFFER);
        buffered.mark(4);
        byte[] magic = buffered.readNBytes(4);
        buffered.reset();
        if (magic.length >= 2 && (magic[0] & 0xff) == 0x1f && (magic[1] & 0xff) == 0x8b) {
            return new GZIPInputStream(buffered, BUFFER);
        }
        if (magic.length == 4
                && magic[0] == 0x28
                && (magic[1] & 0xff) == 0xb5
                && magic[2] == 0x2f
                && (magic[3] & 0xff) == 0xfd) {
            return new ZstdInputStream(buffered);
        }
        return buffered;
    }
}
