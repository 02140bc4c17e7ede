package dev.mudi.kubelet.logs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;

/** Writes a container's log to a client. One object serves one request. */
public final class LogReader {

    private static final int BLOCK = 64 * 1024;
    private static final int LINE_LIMIT = 1024 * 1024;
    private static final int TAG_WIDTH = 1;

    /** Whether the container still runs, so that its log may grow. */
    @FunctionalInterface
    public interface Running {
        boolean get();
    }

    private final Path path;
    private final LogOptions options;
    private final OutputStream out;
    private long left;
    /** Whether what was written last is a partial line, which the next one continues. */
    private boolean inLine;

    private final byte[] block = new byte[BLOCK];
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    public LogReader(Path path, LogOptions options, OutputStream out) {
        this.path = path;
        this.options = options;
        this.out = out;
        this.left = options.limitBytes().orElse(Long.MAX_VALUE);
    }

    /**
     * Writes what the options ask for; with {@code follow}, until the container has ended or the client has gone.
     *
     * @throws NoSuchFileException when there is no log
     * @throws IOException when the client has gone or the file can't be read
     */
    public void write(FileChanges changes, Running running) throws IOException, InterruptedException {
        if (!options.follow()) {
            writeWhatIsThere();
            return;
        }
        try (var subscription = changes.subscribe(path.resolveSibling(""))) {
            var followed = Followed.FROM_THE_START;
            while (followed != Followed.ENDED) {
                followed = follow(followed, changes, subscription, running);
            }
        }
    }

    /** Writes what the options ask for of what is in the log by now. */
    public void writeWhatIsThere() throws IOException {
        try (var file = open()) {
            copy(file);
        }
    }

    /** Where following a log stands between two of its files. */
    private enum Followed {
        FROM_THE_START,
        ROTATED,
        ENDED
    }

    /** Reads one file until it is rotated, or until nothing more can come. */
    private Followed follow(
            Followed before, FileChanges changes, FileChanges.Subscription subscription, Running running)
            throws IOException, InterruptedException {
        try (var file = before == Followed.ROTATED ? reopen() : open()) {
            while (!changes.isClosed() && left > 0) {
                boolean mayGrow = running.get();
                copy(file);
                if (isRotated(file)) {
                    return Followed.ROTATED;
                }
                if (!mayGrow) {
                    return Followed.ENDED;
                }
                subscription.await();
            }
            return Followed.ENDED;
        }
    }

    private static Object inode(Path path) throws IOException {
        return Files.getAttribute(path, "unix:ino");
    }

    /** The file now at the path is another one than that which is open; its old content has been read to its end. */
    private boolean isRotated(LogFile file) throws IOException {
        try {
            return !inode(path).equals(file.inode);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private LogFile open() throws IOException {
        var file = new LogFile(new RandomAccessFile(path.toFile(), "r"), inode(path));
        if (options.tailLines().isPresent()) {
            file.data.seek(tailStart(file.data, options.tailLines().get()));
        }
        return file;
    }

    private LogFile reopen() throws IOException {
        line.reset();
        return new LogFile(new RandomAccessFile(path.toFile(), "r"), inode(path));
    }

    private record LogFile(RandomAccessFile data, Object inode) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            data.close();
        }
    }

    /** Where the last lines begin: the file is read backwards, a block at a time. */
    private long tailStart(RandomAccessFile file, long lines) throws IOException {
        if (lines <= 0) {
            return file.length();
        }
        long end = file.length();
        long seen = 0;
        long position = end;
        while (position > 0) {
            int size = (int) Math.min(BLOCK, position);
            position -= size;
            file.seek(position);
            file.readFully(block, 0, size);
            for (int i = size - 1; i >= 0; i--) {
                boolean lineEnd = block[i] == '\n' && position + i + 1 < end;
                if (lineEnd && ++seen == lines) {
                    return position + i + 1;
                }
            }
        }
        return 0;
    }

    private void copy(LogFile file) throws IOException {
        for (int n = file.data.read(block); n > 0 && left > 0; n = file.data.read(block)) {
            int start = 0;
            for (int i = 0; i < n; i++) {
                if (block[i] == '\n') {
                    line.write(block, start, i - start);
                    writeLine(line.toByteArray());
                    line.reset();
                    start = i + 1;
                }
            }
            if (line.size() < LINE_LIMIT) {
                line.write(block, start, n - start);
            }
        }
        out.flush();
    }

    private void writeLine(byte[] raw) throws IOException {
        int time = indexOf(raw, 0);
        int stream = indexOf(raw, time + 1);
        int tag = indexOf(raw, stream + 1);
        if (time < 0 || stream < 0) {
            return;
        }
        var stamp = new String(raw, 0, time, StandardCharsets.US_ASCII);
        if (options.since().isPresent() && isBefore(stamp, options.since().get())) {
            return;
        }
        var text = new ByteArrayOutputStream(raw.length + 1);
        if (options.timestamps() && !inLine) {
            text.writeBytes((stamp + " ").getBytes(StandardCharsets.US_ASCII));
        }
        // The tag is "F", "P", or these with further tags after a colon; a partial line has no end of its own.
        boolean partial = raw.length > stream + TAG_WIDTH && raw[stream + 1] == 'P';
        if (tag >= 0) {
            text.write(raw, tag + 1, raw.length - tag - 1);
        }
        inLine = partial;
        if (!partial) {
            text.write('\n');
        }
        emit(text.toByteArray());
    }

    private static int indexOf(byte[] raw, int from) {
        for (int i = from; i < raw.length; i++) {
            if (raw[i] == ' ') {
                return i;
            }
        }
        return -1;
    }

    private static boolean isBefore(String stamp, Instant since) {
        try {
            return OffsetDateTime.parse(stamp).toInstant().isBefore(since);
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    /** A line in one piece: over a WebSocket each write is a message. */
    private void emit(byte[] bytes) throws IOException {
        int allowed = (int) Math.min(left, bytes.length);
        if (allowed > 0) {
            out.write(bytes, 0, allowed);
            left -= allowed;
        }
    }
}
