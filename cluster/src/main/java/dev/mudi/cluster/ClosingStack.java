package dev.mudi.cluster;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was started, closed in the reverse order; a failure to close one does not keep the others open. For one thread. */
final class ClosingStack implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClosingStack.class);

    private final Deque<AutoCloseable> started = new ArrayDeque<>();

    /** Notes a thing that was started, and gives it back. */
    <T extends AutoCloseable> T add(T thing) {
        started.push(thing);
        return thing;
    }

    @Override
    public void close() {
        while (!started.isEmpty()) {
            var next = started.pop();
            try {
                next.close();
            } catch (Exception e) {
                LOG.atWarn()
                        .setMessage("not closed cleanly")
                        .addKeyValue("component", next.getClass().getSimpleName())
                        .setCause(e)
                        .log();
            }
        }
    }
}
