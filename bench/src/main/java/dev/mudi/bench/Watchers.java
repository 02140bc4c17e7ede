package dev.mudi.bench;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Clients that each watch the same pods over a connection of their own, and note when each mark comes. An event is found by its
 * line's end and its mark near the line's beginning, first where the last one was; nothing else of it is looked at.
 */
final class Watchers implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 120;

    private final List<Connection> connections = new ArrayList<>();
    private final int first;
    private final long[] sent;

    /** Of each watcher and mark, how long after it was sent; written on the event loop, read when all has come. */
    private final long[][] delays;

    private final CountDownLatch missing;

    private Watchers(int watchers, int first, int marks) {
        this.first = first;
        sent = new long[marks];
        delays = new long[watchers][marks];
        missing = new CountDownLatch(watchers * marks);
    }

    /**
     * Connects them and begins to watch.
     *
     * @param path of the watch, from a revision on before which no mark was sent
     * @param first the first mark
     * @param marks how many there will be
     */
    static Watchers begin(Target target, int count, String path, int first, int marks)
            throws IOException, InterruptedException {
        var watchers = new Watchers(count, first, marks);
        for (int i = 0; i < count; i++) {
            var connection = target.connect();
            watchers.connections.add(connection);
            connection
                    .begin(Connection.Request.get(path, Connection.JSON), watchers.new Lines(watchers.delays[i]))
                    .awaitBegin();
        }
        return watchers;
    }

    /** The first of the marks that are expected. */
    int first() {
        return first;
    }

    /** A mark is about to be sent. */
    void sending(int mark) {
        sent[mark - first] = System.nanoTime();
    }

    /** Waits until every watcher has seen every mark. */
    void await() throws IOException, InterruptedException {
        if (!missing.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException(
                    missing.getCount() + " events did not come to the watchers in " + PATIENCE_SECONDS + " s");
        }
    }

    /** How long each delivery took. */
    Latencies deliveries() {
        return new Latencies(Arrays.stream(delays).flatMapToLong(Arrays::stream).toArray());
    }

    /** How long each mark took until the last watcher had it. */
    Latencies untilLast() {
        var last = new long[sent.length];
        for (var ofWatcher : delays) {
            for (int mark = 0; mark < last.length; mark++) {
                last[mark] = Math.max(last[mark], ofWatcher[mark]);
            }
        }
        return new Latencies(last);
    }

    @Override
    public void close() {
        connections.forEach(Connection::close);
    }

    /** The lines of one watcher. */
    private final class Lines implements Answer.Receiver {
        private static final int LOOKED_AT = 1_200;

        private final byte[] beginning = new byte[LOOKED_AT];
        private final long[] delay;
        private int length;

        /** Where in its line the last mark was. */
        private int usually;

        private Lines(long[] delay) {
            this.delay = delay;
        }

        @Override
        public void data(ByteBuf bytes) {
            while (bytes.isReadable()) {
                int end = bytes.indexOf(bytes.readerIndex(), bytes.writerIndex(), (byte) '\n');
                int some = (end < 0 ? bytes.writerIndex() : end) - bytes.readerIndex();
                if (length == 0 && end >= 0 && isWhereUsual(bytes, some)) {
                    bytes.skipBytes(some + 1);
                    continue;
                }
                int looked = Math.min(some, LOOKED_AT - length);
                bytes.getBytes(bytes.readerIndex(), beginning, length, looked);
                length += looked;
                bytes.skipBytes(end < 0 ? some : some + 1);
                if (end >= 0) {
                    line();
                    length = 0;
                }
            }
        }

        /** Takes the mark of a whole line if it is where that of the last one was. */
        private boolean isWhereUsual(ByteBuf line, int bytes) {
            if (usually == 0 || usually + Pods.MARK_BYTES > bytes) {
                return false;
            }
            line.getBytes(line.readerIndex() + usually, beginning, 0, Pods.MARK_BYTES);
            int mark = Pods.markIn(beginning, Pods.MARK_BYTES);
            if (mark >= 0) {
                came(mark - first);
            }
            return mark >= 0;
        }

        private void line() {
            usually = Math.max(0, Pods.placeOfMark(beginning, length));
            came(Pods.markIn(beginning, length) - first);
        }

        private void came(int mark) {
            if (mark >= 0 && mark < delay.length && delay[mark] == 0) {
                delay[mark] = System.nanoTime() - sent[mark];
                missing.countDown();
            }
        }
    }
}
