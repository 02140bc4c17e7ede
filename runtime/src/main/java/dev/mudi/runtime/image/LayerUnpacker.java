package dev.mudi.runtime.image;

import dev.mudi.runtime.linux.FileTrees;
import dev.mudi.runtime.linux.Linux;
import dev.mudi.runtime.linux.RootedPath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Unpacks one layer's tar into a directory as overlayfs wants it. Whiteouts (OCI image-spec, layer.md) become character
 * devices 0/0, opaque whiteouts the attribute {@code trusted.overlay.opaque}. A layer may be hostile: no entry is written
 * outside the directory, whatever its name or the symbolic links before it say.
 */
final class LayerUnpacker {

    private static final Logger LOG = LoggerFactory.getLogger(LayerUnpacker.class);
    private static final String WHITEOUT = ".wh.";
    private static final String OPAQUE = ".wh..wh..opq";
    private static final String XATTR = "SCHILY.xattr.";
    private static final byte[] YES = "y".getBytes(StandardCharsets.US_ASCII);

    private final Path root;
    private final ArrayList<Map.Entry<Path, FileTime>> directoryTimes = new ArrayList<>();

    LayerUnpacker(Path root) {
        this.root = root;
    }

    /** Unpacks the whole tar, which may be followed by padding; the stream is read to its end. */
    void unpack(InputStream tar) throws IOException {
        var in = new TarArchiveInputStream(tar, StandardCharsets.UTF_8.name());
        TarArchiveEntry entry;
        while ((entry = in.getNextEntry()) != null) {
            unpack(entry, in);
        }
        tar.transferTo(java.io.OutputStream.nullOutputStream());
        // Writing into a directory changes its time, so directories get theirs at the end.
        for (var time : directoryTimes) {
            setTime(time.getKey(), time.getValue());
        }
    }

    private void unpack(TarArchiveEntry entry, TarArchiveInputStream in) throws IOException {
        String name = normalized(entry.getName());
        if (name.isEmpty()) {
            setAttributes(root, entry);
            return;
        }
        int slash = name.lastIndexOf('/');
        Path parent = RootedPath.resolve(root, slash < 0 ? "" : name.substring(0, slash));
        Files.createDirectories(parent);
        String base = name.substring(slash + 1);
        if (base.equals(OPAQUE)) {
            Linux.setXattr(parent, "trusted.overlay.opaque", YES);
        } else if (base.startsWith(WHITEOUT)) {
            Path hidden = parent.resolve(base.substring(WHITEOUT.length()));
            FileTrees.delete(hidden);
            Linux.mknod(hidden, Linux.S_IFCHR, 0, 0);
        } else {
            make(parent.resolve(base), entry, in);
        }
    }

    private void make(Path path, TarArchiveEntry entry, TarArchiveInputStream in) throws IOException {
        if (entry.isDirectory()) {
            if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                Files.deleteIfExists(path);
                Files.createDirectory(path);
            }
            setAttributes(path, entry);
            return;
        }
        FileTrees.delete(path);
        if (entry.isLink()) {
            Files.createLink(path, linkTarget(entry));
            return;
        }
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else if (entry.isCharacterDevice() || entry.isBlockDevice()) {
            int type = entry.isBlockDevice() ? Linux.S_IFBLK : Linux.S_IFCHR;
            Linux.mknod(path, type | permissions(entry), entry.getDevMajor(), entry.getDevMinor());
        } else if (entry.isFIFO()) {
            Linux.mknod(path, Linux.S_IFIFO | permissions(entry), 0, 0);
        } else {
            Files.copy(in, path);
        }
        setAttributes(path, entry);
    }

    private Path linkTarget(TarArchiveEntry entry) throws IOException {
        String name = normalized(entry.getLinkName());
        int slash = name.lastIndexOf('/');
        Path parent = RootedPath.resolve(root, slash < 0 ? "" : name.substring(0, slash));
        return parent.resolve(name.substring(slash + 1));
    }

    private void setAttributes(Path path, TarArchiveEntry entry) throws IOException {
        // chown clears the set-user-id bit, so the mode comes after it.
        Files.setAttribute(path, "unix:uid", Math.toIntExact(entry.getLongUserId()), LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(path, "unix:gid", Math.toIntExact(entry.getLongGroupId()), LinkOption.NOFOLLOW_LINKS);
        if (!entry.isSymbolicLink()) {
            Files.setAttribute(path, "unix:mode", permissions(entry));
        }
        for (var header : entry.getExtraPaxHeaders().entrySet()) {
            // Other name spaces mean the host that packed the layer.
            if (header.getKey().equals(XATTR + "security.capability")
                    || header.getKey().startsWith(XATTR + "user.")) {
                setXattr(path, header.getKey().substring(XATTR.length()), header.getValue());
            }
        }
        FileTime time = entry.getLastModifiedTime();
        if (entry.isDirectory()) {
            directoryTimes.add(Map.entry(path, time));
        } else {
            setTime(path, time);
        }
    }

    private static void setXattr(Path path, String name, String value) throws IOException {
        // The tar library decodes values as UTF-8; what isn't can't be had back, and half a capability set is worse
        // than none.
        if (value.indexOf('\uFFFD') >= 0) {
            LOG.atWarn()
                    .addKeyValue("file", path)
                    .addKeyValue("attribute", name)
                    .log("left out an attribute that isn't text");
        } else {
            Linux.setXattr(path, name, value.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void setTime(Path path, FileTime time) throws IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            Linux.setModified(path, time.toInstant());
        }
    }

    private static int permissions(TarArchiveEntry entry) {
        return entry.getMode() & 07777;
    }

    private static String normalized(String name) throws IOException {
        var normal = Path.of("/")
                .resolve(name.startsWith("/") ? name.substring(1) : name)
                .normalize();
        if (name.indexOf('\0') >= 0) {
            throw new IOException("a file name in a layer has a NUL character");
        }
        return normal.toString().substring(1);
    }
}
