package dev.mudi.kubelet.logs;

import dev.mudi.runtime.RuntimeService;
import dev.mudi.runtime.cri.ContainerFilter;
import dev.mudi.runtime.cri.ContainerState;
import dev.mudi.runtime.cri.ContainerStateValue;
import dev.mudi.runtime.cri.ContainerStatusRequest;
import dev.mudi.runtime.cri.CriException;
import dev.mudi.runtime.cri.ListContainersRequest;
import dev.mudi.runtime.cri.ReopenContainerLogRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the log of each running container below a size: a log that has grown over it is renamed, the runtime opens a new one,
 * and of the old ones only the newest are kept, compressed but for the last. Names are upstream's ({@code 0.log.20260101-120000.gz}).
 */
public final class LogRotation {

    private static final Logger LOG = LoggerFactory.getLogger(LogRotation.class);
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    private final RuntimeService runtime;
    private final long maxBytes;
    private final int maxFiles;
    private final InstantSource clock;

    /**
     * @param maxBytes the size over which a log is rotated
     * @param maxFiles how many files a container may have, the current one among them; at least 2
     */
    public LogRotation(RuntimeService runtime, long maxBytes, int maxFiles, InstantSource clock) {
        this.runtime = runtime;
        this.maxBytes = maxBytes;
        this.maxFiles = Math.max(2, maxFiles);
        this.clock = clock;
    }

    /** Looks at the logs of all running containers. A log that can't be rotated is told and left. */
    public void rotateAll() {
        var running = ContainerFilter.newBuilder()
                .setState(ContainerStateValue.newBuilder().setState(ContainerState.CONTAINER_RUNNING));
        var containers = runtime.listContainers(
                ListContainersRequest.newBuilder().setFilter(running).build());
        for (var container : containers.getContainersList()) {
            try {
                var status = runtime.containerStatus(ContainerStatusRequest.newBuilder()
                                .setContainerId(container.getId())
                                .build())
                        .getStatus();
                if (!status.getLogPath().isEmpty()) {
                    rotate(container.getId(), Path.of(status.getLogPath()));
                }
            } catch (IOException | UncheckedIOException | CriException e) {
                LOG.atWarn()
                        .addKeyValue("container", container.getId())
                        .setCause(e)
                        .log("The container's log could not be rotated");
            }
        }
    }

    void rotate(String containerId, Path log) throws IOException {
        if (!Files.exists(log) || Files.size(log) < maxBytes) {
            return;
        }
        var rotated = rotated(log);
        for (int i = 0; i < rotated.size() - (maxFiles - 2); i++) {
            Files.delete(rotated.get(i));
        }
        for (var old : rotated(log)) {
            if (!old.toString().endsWith(".gz")) {
                compress(old);
            }
        }
        var fresh = log.resolveSibling(log.getFileName() + "." + STAMP.format(clock.instant()));
        Files.move(log, fresh, StandardCopyOption.ATOMIC_MOVE);
        try {
            runtime.reopenContainerLog(ReopenContainerLogRequest.newBuilder()
                    .setContainerId(containerId)
                    .build());
        } catch (CriException e) {
            Files.move(fresh, log, StandardCopyOption.ATOMIC_MOVE);
            throw e;
        }
    }

    /** The rotated files, oldest first. */
    private static List<Path> rotated(Path log) throws IOException {
        var prefix = log.getFileName() + ".";
        try (var files = Files.list(log.getParent())) {
            return files.filter(f -> f.getFileName().toString().startsWith(prefix))
                    .filter(f -> !f.getFileName().toString().endsWith(".tmp"))
                    .sorted(Comparator.comparing(Path::getFileName))
                    .toList();
        }
    }

    private static void compress(Path log) throws IOException {
        var temporary = log.resolveSibling(log.getFileName() + ".tmp");
        try (var out = new GZIPOutputStream(Files.newOutputStream(temporary))) {
            Files.copy(log, out);
        }
        Files.move(temporary, log.resolveSibling(log.getFileName() + ".gz"), StandardCopyOption.ATOMIC_MOVE);
        Files.delete(log);
    }
}
