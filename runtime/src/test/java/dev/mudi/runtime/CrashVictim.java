package dev.mudi.runtime;

import dev.mudi.runtime.cri.CreateContainerRequest;
import dev.mudi.runtime.cri.PodSandboxConfig;
import dev.mudi.runtime.cri.PodSandboxMetadata;
import dev.mudi.runtime.cri.RemovePodSandboxRequest;
import dev.mudi.runtime.cri.RunPodSandboxRequest;
import dev.mudi.runtime.cri.StartContainerRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;

/** A process that makes and removes pods until it is killed: {@code CrashVictim root run cni cgroup}. */
final class CrashVictim {

    private CrashVictim() {}

    public static void main(String[] arguments) throws IOException {
        var options = RuntimeOptions.in(Path.of(arguments[0]), Path.of(arguments[1]), Path.of(arguments[2]))
                .withCgroupParent(arguments[3]);
        try (var runtime = ContainerRuntime.open(options)) {
            System.out.println("open");
            var pods = new ArrayDeque<String>();
            for (int i = 0; i < 10_000; i++) {
                var metadata = PodSandboxMetadata.newBuilder()
                        .setNamespace("crash")
                        .setName("pod-" + ProcessHandle.current().pid() + "-" + i)
                        .setUid("uid-" + i);
                String pod = runtime.runPodSandbox(RunPodSandboxRequest.newBuilder()
                                .setConfig(PodSandboxConfig.newBuilder().setMetadata(metadata))
                                .build())
                        .getPodSandboxId();
                String container = runtime.createContainer(CreateContainerRequest.newBuilder()
                                .setPodSandboxId(pod)
                                .setConfig(TestNode.containerConfig("sleep", "1000"))
                                .build())
                        .getContainerId();
                runtime.startContainer(StartContainerRequest.newBuilder()
                        .setContainerId(container)
                        .build());
                pods.add(pod);
                if (pods.size() > 2) {
                    runtime.removePodSandbox(RemovePodSandboxRequest.newBuilder()
                            .setPodSandboxId(pods.remove())
                            .build());
                }
            }
        }
    }
}
