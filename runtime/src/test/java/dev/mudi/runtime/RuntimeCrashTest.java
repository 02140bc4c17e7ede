package dev.mudi.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.runtime.cri.ContainerState;
import dev.mudi.runtime.cri.ListContainersRequest;
import dev.mudi.runtime.cri.ListPodSandboxRequest;
import dev.mudi.runtime.cri.RemovePodSandboxRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Kills a process in the middle of making and removing pods, and looks at what the next one makes of it. */
class RuntimeCrashTest {

    private static final int ROUNDS = 5;

    @Test
    void findsOrRemovesEverythingThatAKilledProcessLeft() throws Exception {
        // Fixed, so that a failure comes again; where the kill strikes still varies with the machine.
        var random = new SplittableRandom(42);
        try (var node = new TestNode()) {
            for (int round = 0; round < ROUNDS; round++) {
                node.runtime().close();
                killInTheMiddle(node, Duration.ofMillis(random.nextInt(100, 900)));
                node.restart();
                removeAll(node);
                Awaitility.await().untilAsserted(() -> assertNothingLeft(node));
            }
        }
    }

    private static void killInTheMiddle(TestNode node, Duration after) throws IOException, InterruptedException {
        var options = node.options();
        var victim = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CrashVictim.class.getName(),
                        options.root().toString(),
                        options.run().toString(),
                        options.network().configurationDirectory().toString(),
                        options.cgroupParent())
                .redirectErrorStream(true)
                .start();
        try (var out = new BufferedReader(new InputStreamReader(victim.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(out.readLine()).isEqualTo("open");
            victim.waitFor(after.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            victim.destroyForcibly().waitFor();
        }
    }

    private static void removeAll(TestNode node) {
        var runtime = node.runtime();
        assertThat(runtime.listContainers(ListContainersRequest.getDefaultInstance())
                        .getContainersList())
                .allMatch(container -> container.getState() != ContainerState.CONTAINER_UNKNOWN);
        for (var sandbox : runtime.listPodSandbox(ListPodSandboxRequest.getDefaultInstance())
                .getItemsList()) {
            runtime.removePodSandbox(RemovePodSandboxRequest.newBuilder()
                    .setPodSandboxId(sandbox.getId())
                    .build());
        }
    }

    private static void assertNothingLeft(TestNode node) throws IOException {
        var traces = node.traces();
        assertThat(traces.get("mounts")).isEmpty();
        assertThat(traces.get("processes").stream().filter(line -> line.contains("conmon")))
                .isEmpty();
        for (String directory :
                new String[] {"root/containers", "root/cni", "run/bundles", "run/runc", "run/sandboxes"}) {
            Path path = node.directory().resolve(directory);
            if (Files.isDirectory(path)) {
                assertThat(path).isEmptyDirectory();
            }
        }
        assertThat(node.reservedAddresses()).isEmpty();
        assertThat(node.bridgePorts()).isEmpty();
        try (var pods = Files.walk(Path.of("/sys/fs/cgroup"), 3)) {
            assertThat(pods.map(Path::toString)
                            .filter(path -> path.contains(node.options().cgroupParent() + "/pod")))
                    .isEmpty();
        }
    }
}
