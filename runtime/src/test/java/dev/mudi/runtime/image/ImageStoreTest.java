package dev.mudi.runtime.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageStoreTest {

    @TempDir
    private Path directory;

    private final Set<String> layersOfContainers = new HashSet<>();
    private ImageStore store;

    @BeforeEach
    void open() throws IOException {
        store = new ImageStore(directory.resolve("images"), BuiltInImages.NONE, () -> layersOfContainers);
    }

    private StoredImage imported(ImageBuilder image) throws IOException {
        Path archive = directory.resolve("image.tar");
        image.writeTo(archive);
        return store.importArchive(archive).getFirst();
    }

    private static ImageBuilder hello(String name) {
        return ImageBuilder.named(name)
                .file("etc/motd", "hello", 0640)
                .entrypoint("/bin/hello")
                .user("7:8");
    }

    private Path content(StoredImage image, int layer) {
        var names = store.layers().lowerNames(List.of(image.config().diffIds().get(layer)));
        return store.layers().directory().resolve(names.getFirst());
    }

    @Test
    void findsAnImageByEveryNameItHas() throws IOException {
        var image = imported(hello("hello:1"));
        assertThat(image.config().entrypoint()).containsExactly("/bin/hello");
        for (String name : List.of(
                "hello:1",
                "docker.io/library/hello:1",
                image.id(),
                image.id().substring("sha256:".length()),
                image.digests().getFirst())) {
            assertThat(store.find(name)).as(name).contains(image);
        }
        assertThat(store.find("hello:2")).isEmpty();
        assertThat(content(image, 0).resolve("etc/motd")).hasContent("hello");
    }

    @Test
    void remembersImagesWhenItIsOpenedAgain() throws IOException {
        var image = imported(hello("hello:1"));
        open();
        assertThat(store.find("hello:1")).contains(image);
        assertThat(store.layers().usage().bytes()).isPositive();
    }

    @Test
    void movesATagToTheNewerImage() throws IOException {
        var old = imported(hello("hello:1"));
        var newer = imported(hello("hello:1").command("x"));
        assertThat(store.find("hello:1")).contains(newer);
        assertThat(store.find(old.id()).orElseThrow().tags()).isEmpty();
    }

    @Test
    void keepsALayerAsLongAsAnImageOrAContainerUsesIt() throws IOException {
        var image = imported(hello("hello:1"));
        imported(hello("hello:2").command("x"));
        Path layer = content(image, 0);
        assertThat(store.remove(image.id())).isTrue();
        assertThat(layer).isDirectory();
        layersOfContainers.addAll(image.config().diffIds());
        assertThat(store.remove("hello:2")).isTrue();
        assertThat(layer).isDirectory();
        layersOfContainers.clear();
        store.collect();
        assertThat(layer).doesNotExist();
        assertThat(store.remove("hello:2")).isFalse();
    }

    @Test
    void importsCompressedArchives() throws IOException {
        Path plain = directory.resolve("plain.tar");
        hello("zipped:1").writeTo(plain);
        Path zipped = directory.resolve("zipped.tgz");
        try (var out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
            Files.copy(plain, out);
        }
        assertThat(store.importArchive(zipped)).hasSize(1);
        assertThat(store.find("zipped:1")).isPresent();
    }

    @Test
    void importsDockerArchivesAndTurnsWhiteoutsIntoOverlays() throws IOException {
        byte[] lower = tar(out -> {
            put(out, "dir/file", "1");
            put(out, "gone", "2");
        });
        byte[] upper = tar(out -> {
            put(out, ".wh.gone", "");
            put(out, "dir/.wh..wh..opq", "");
            put(out, "dir/new", "3");
            var link = new TarArchiveEntry("dir/hard", TarConstants.LF_LINK);
            link.setLinkName("dir/new");
            out.putArchiveEntry(link);
            out.closeArchiveEntry();
        });
        var image =
                store.importArchive(dockerArchive(lower, gzip(upper), upper)).getFirst();
        assertThat(image.tags()).containsExactly("docker.io/library/docker:1");
        assertThat(image.digests()).isEmpty();
        Path top = content(image, 1);
        assertThat(Files.getAttribute(top.resolve("gone"), "unix:rdev", LinkOption.NOFOLLOW_LINKS))
                .isEqualTo(0L);
        assertThat((int) Files.getAttribute(top.resolve("gone"), "unix:mode", LinkOption.NOFOLLOW_LINKS) & 0xf000)
                .isEqualTo(0x2000);
        assertThat(top.resolve("dir/hard")).hasContent("3");
        assertThat(Files.getAttribute(top.resolve("dir/hard"), "unix:nlink")).isEqualTo(2);
        assertThat(store.layers().lowerNames(image.config().diffIds())).hasSize(2);
    }

    /** Whoever opens a FIFO to set its time waits for a writer; whoever opens the multiplexer makes a terminal. */
    @Test
    void makesDevicesAndFifosWithTheirTimesAndOpensNone() throws IOException {
        var time = FileTime.fromMillis(1_700_000_000_000L);
        byte[] layer = tar(out -> {
            var device = new TarArchiveEntry("dev/ptmx", TarConstants.LF_CHR);
            device.setDevMajor(5);
            device.setDevMinor(2);
            for (var entry : List.of(device, new TarArchiveEntry("dev/pipe", TarConstants.LF_FIFO))) {
                entry.setModTime(time);
                out.putArchiveEntry(entry);
                out.closeArchiveEntry();
            }
        });

        var image = store.importArchive(dockerArchive(layer, layer, layer)).getFirst();

        Path ptmx = content(image, 0).resolve("dev/ptmx");
        assertThat(Files.getAttribute(ptmx, "unix:rdev")).isEqualTo(0x502L);
        assertThat(Files.getLastModifiedTime(ptmx)).isEqualTo(time);
        assertThat(Files.getLastModifiedTime(ptmx.resolveSibling("pipe"))).isEqualTo(time);
    }

    @Test
    void unpacksZstdLayers() throws IOException {
        byte[] plain = tar(out -> put(out, "packed", "z"));
        var packed = new ByteArrayOutputStream();
        try (var out = new ZstdOutputStream(packed)) {
            out.write(plain);
        }
        var image = store.importArchive(dockerArchive(tar(out -> {}), packed.toByteArray(), plain))
                .getFirst();
        assertThat(content(image, 1).resolve("packed")).hasContent("z");
    }

    @Test
    void refusesALayerThatIsNotWhatItsImageSays() throws IOException {
        byte[] good = tar(out -> put(out, "a", "1"));
        byte[] bad = tar(out -> put(out, "a", "2"));
        Path archive = dockerArchive(good, bad, tar(out -> put(out, "a", "3")));
        assertThatThrownBy(() -> store.importArchive(archive)).hasMessageContaining("its image wants");
        assertThat(store.list()).isEmpty();
        try (var left = Files.list(store.layers().directory())) {
            assertThat(left.filter(path -> path.getFileName().toString().startsWith(".new")))
                    .isEmpty();
        }
    }

    @Test
    void writesNothingOutsideALayersDirectory() throws IOException {
        Path outside = Files.createDirectory(directory.resolve("outside"));
        byte[] hostile = tar(out -> {
            put(out, "../../../../escaped", "x");
            var link = new TarArchiveEntry("door", TarConstants.LF_SYMLINK);
            link.setLinkName(outside.toString());
            out.putArchiveEntry(link);
            out.closeArchiveEntry();
            put(out, "door/stolen", "x");
            put(out, "/absolute", "x");
        });
        var image = store.importArchive(dockerArchive(hostile, tar(out -> {}), tar(out -> {})))
                .getFirst();
        assertThat(outside).isEmptyDirectory();
        assertThat(content(image, 0).resolve("escaped")).hasContent("x");
        assertThat(content(image, 0).resolve("absolute")).hasContent("x");
    }

    @Test
    void saysWhatIsNoArchive() throws IOException {
        Path text = Files.writeString(directory.resolve("text"), "hello ".repeat(1000));
        assertThatThrownBy(() -> store.importArchive(text)).hasMessageContaining("not an image archive");
        Path empty = directory.resolve("empty.tar");
        Files.write(empty, tar(out -> put(out, "file", "")));
        assertThatThrownBy(() -> store.importArchive(empty)).hasMessageContaining("neither manifest.json");
    }

    @Test
    void makesABuiltInImageOnceForAllWhoAsk() throws Exception {
        var made = new AtomicInteger();
        BuiltInImages builtIn = (reference, archive) -> {
            if (!reference.equals("mudi.local/hello:1")) {
                return false;
            }
            made.incrementAndGet();
            hello(reference).writeTo(archive);
            return true;
        };
        store = new ImageStore(directory.resolve("images"), builtIn, () -> layersOfContainers);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Boolean> ask = () -> store.find("mudi.local/hello:1").isPresent();
            for (var answer : threads.invokeAll(List.of(ask, ask, ask, ask, ask))) {
                assertThat(answer.get()).isTrue();
            }
        }
        assertThat(made).hasValue(1);
        assertThat(store.find("mudi.local/other:1")).isEmpty();
    }

    @Test
    void buildsTheSameImageFromTheSameParts() throws IOException {
        assertThat(hello("hello:1").toBytes()).isEqualTo(hello("hello:1").toBytes());
    }

    @FunctionalInterface
    private interface Filler {
        void fill(TarArchiveOutputStream out) throws IOException;
    }

    private static byte[] tar(Filler filler) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new TarArchiveOutputStream(bytes)) {
            out.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            filler.fill(out);
        }
        return bytes.toByteArray();
    }

    private static void put(TarArchiveOutputStream out, String name, String content) throws IOException {
        putBytes(out, name, content.getBytes(StandardCharsets.UTF_8));
    }

    private static void putBytes(TarArchiveOutputStream out, String name, byte[] content) throws IOException {
        var entry = new TarArchiveEntry(name, true);
        entry.setSize(content.length);
        out.putArchiveEntry(entry);
        out.write(content);
        out.closeArchiveEntry();
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        var zipped = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(zipped)) {
            out.write(bytes);
        }
        return zipped.toByteArray();
    }

    /** An archive of two layers, the second stored as {@code second} and said to be {@code secondPlain}. */
    private Path dockerArchive(byte[] first, byte[] second, byte[] secondPlain) throws IOException {
        String config = "{\"config\":{},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"%s\",\"%s\"]}}"
                .formatted(Digests.of(first), Digests.of(secondPlain));
        Path archive = directory.resolve("docker.tar");
        Files.write(archive, tar(out -> {
            putBytes(out, "one/layer.tar", first);
            putBytes(out, "two/layer.tar", second);
            put(out, "config.json", config);
            put(
                    out,
                    "manifest.json",
                    "[{\"Config\":\"config.json\",\"RepoTags\":[\"docker:1\"],"
                            + "\"Layers\":[\"one/layer.tar\",\"two/layer.tar\"]}]");
        }));
        return archive;
    }
}
