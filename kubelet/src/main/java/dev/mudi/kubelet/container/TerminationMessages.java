package dev.mudi.kubelet.container;

import dev.mudi.kubelet.logs.LogOptions;
import dev.mudi.kubelet.logs.LogReader;
import dev.mudi.kubelet.pod.CriLabels;
import dev.mudi.kubelet.pod.RuntimePod;
import dev.mudi.kubelet.volume.PodDirectories;
import dev.mudi.runtime.cri.ContainerState;
import dev.mudi.runtime.cri.ContainerStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what containers said when they ended. Source: reference, "Determine the Reason for Pod Failure". */
public final class TerminationMessages {

    private static final Logger LOG = LoggerFactory.getLogger(TerminationMessages.class);
    private static final int MESSAGE_LIMIT = 4096;
    private static final int LOG_LIMIT = 2048;
    private static final LogOptions LAST_LINES =
            new LogOptions(false, Optional.of(80L), Optional.empty(), false, Optional.empty());

    private final PodDirectories directories;

    public TerminationMessages(PodDirectories directories) {
        this.directories = directories;
    }

    /** The container with its last words as its message, when it has ended and said any. */
    public ContainerStatus add(String uid, ContainerStatus status) {
        if (status.getState() != ContainerState.CONTAINER_EXITED) {
            return status;
        }
        try {
            var message = read(uid, status);
            return message.isEmpty()
                    ? status
                    : status.toBuilder().setMessage(message).build();
        } catch (IOException e) {
            LOG.atWarn()
                    .setCause(e)
                    .addKeyValue("container", status.getId())
                    .log("The termination message can't be read");
            return status;
        }
    }

    private String read(String uid, ContainerStatus status) throws IOException {
        var directory = directories.container(uid, RuntimePod.nameOf(status));
        var path = ContainerMounts.terminationLog(directory, RuntimePod.restartCountOf(status));
        if (Files.isRegularFile(path)) {
            var message = tail(path, MESSAGE_LIMIT);
            if (!message.isEmpty()) {
                return message;
            }
        }
        var policy = status.getAnnotationsOrDefault(CriLabels.TERMINATION_MESSAGE_POLICY, "File");
        boolean fromLog = policy.equals("FallbackToLogsOnError") && status.getExitCode() != 0;
        var log = Path.of(status.getLogPath());
        return fromLog && !status.getLogPath().isEmpty() && Files.isRegularFile(log) ? lastLines(log) : "";
    }

    private static String tail(Path path, int limit) throws IOException {
        try (var file = new RandomAccessFile(path.toFile(), "r")) {
            var bytes = new byte[(int) Math.min(limit, file.length())];
            file.seek(file.length() - bytes.length);
            file.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private static String lastLines(Path log) throws IOException {
        var text = new ByteArrayOutputStream();
        new LogReader(log, LAST_LINES, text).writeWhatIsThere();
        var bytes = text.toByteArray();
        int start = Math.max(0, bytes.length - LOG_LIMIT);
        return new String(bytes, start, bytes.length - start, StandardCharsets.UTF_8);
    }
}
