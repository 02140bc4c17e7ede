package dev.mudi.kubelet.stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mudi.runtime.cri.CriException;
import dev.mudi.runtime.cri.ExecSession;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Joins a client's streams to a process: a virtual thread a stream, until the process has ended and all its output is sent,
 * or the client has gone. The outcome goes to the error stream as {@code kubectl} expects it.
 */
public final class RemoteCommand {

    private static final Logger LOG = LoggerFactory.getLogger(RemoteCommand.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private RemoteCommand() {}

    /**
     * Starts the process, joins the streams, tells the outcome and closes the streams. Blocking.
     *
     * @param start starts or joins the process
     */
    public static void run(RemoteStreams streams, Supplier<ExecSession> start) throws InterruptedException {
        try (streams) {
            String outcome;
            try (var session = start.get()) {
                outcome = outcome(join(streams, session), streams.statusIsJson());
            } catch (CriException e) {
                LOG.atDebug().setCause(e).log("Remote command could not be run");
                outcome = failure(String.valueOf(e.getMessage()), streams.statusIsJson());
            }
            tell(streams, outcome);
        }
    }

    private static void tell(RemoteStreams streams, String outcome) {
        if (outcome.isEmpty()) {
            return;
        }
        try {
            streams.error().write(outcome.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            LOG.atDebug().setCause(e).log("The client of a remote command has gone before its outcome");
        }
    }

    private static int join(RemoteStreams streams, ExecSession session) throws InterruptedException {
        var stdin = pump("stdin", streams.stdin(), session.stdin());
        var resize = Thread.ofVirtual().name("resize").start(() -> resize(streams.resize(), session));
        var joiner = Thread.currentThread();
        var guard = Thread.ofVirtual().name("client").start(() -> {
            try {
                streams.awaitClosed();
                session.close();
                // A joined process lives on: whoever waits for its end has to be told that nobody wants to know.
                joiner.interrupt();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        var outputs = new ArrayList<Thread>();
        outputs.add(pump("stdout", session.stdout(), streams.stdout()));
        outputs.add(pump("stderr", session.stderr(), streams.stderr()));
        try {
            int exitCode = session.waitForExit();
            for (var output : outputs) {
                output.join();
            }
            return exitCode;
        } finally {
            guard.interrupt();
            stdin.interrupt();
            resize.interrupt();
        }
    }

    private static Thread pump(String name, InputStream from, OutputStream to) {
        return Thread.ofVirtual().name(name).start(() -> copy(from, to));
    }

    /** Copies until the end of either side; each piece is passed on as soon as it is there. */
    static void copy(InputStream from, OutputStream to) {
        try (to) {
            var buffer = new byte[32 * 1024];
            for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
                to.write(buffer, 0, n);
                to.flush();
            }
        } catch (IOException e) {
            LOG.atTrace().setCause(e).log("A stream has ended");
        } finally {
            drop(from);
        }
    }

    /** What still comes from a side whose other side has gone would only fill a buffer. */
    private static void drop(InputStream from) {
        try {
            from.close();
        } catch (IOException e) {
            LOG.atTrace().setCause(e).log("A stream could not be closed");
        }
    }

    private static void resize(InputStream sizes, ExecSession session) {
        try (var values = JSON.readerFor(ObjectNode.class).<ObjectNode>readValues(sizes)) {
            while (values.hasNextValue()) {
                var size = values.nextValue();
                int width = size.path("Width").asInt();
                int height = size.path("Height").asInt();
                if (width > 0 && height > 0 && width <= 0xffff && height <= 0xffff) {
                    session.resize(width, height);
                }
            }
        } catch (IOException e) {
            LOG.atTrace().setCause(e).log("Terminal sizes have ended");
        }
    }

    private static String outcome(int exitCode, boolean json) {
        if (exitCode == 0) {
            return json ? "{\"metadata\":{},\"status\":\"Success\"}" : "";
        }
        var message = "command terminated with non-zero exit code: exit status " + exitCode;
        if (!json) {
            return "error executing remote command: " + message;
        }
        var status = status(message, "NonZeroExitCode");
        status.putObject("details")
                .putArray("causes")
                .addObject()
                .put("reason", "ExitCode")
                .put("message", Integer.toString(exitCode));
        return status.toString();
    }

    private static String failure(String message, boolean json) {
        return json ? status(message, "InternalError").put("code", 500).toString() : message;
    }

    private static ObjectNode status(String message, String reason) {
        var status = JSON.createObjectNode();
        status.putObject("metadata");
        return status.put("status", "Failure").put("message", message).put("reason", reason);
    }
}
