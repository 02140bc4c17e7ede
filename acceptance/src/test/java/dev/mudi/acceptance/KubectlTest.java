package dev.mudi.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.acceptance.harness.Command;
import dev.mudi.acceptance.harness.Kubectl;
import dev.mudi.acceptance.harness.TestCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One script of everyday commands, by real kubectls of several versions, against real containers. */
class KubectlTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static TestCluster cluster;

    /**
     * A kubectl.
     *
     * @param modern whether it has what came after 1.20
     */
    record Version(String name, Path program, boolean modern) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Version> versions() throws IOException {
        var all = new ArrayList<Version>();
        Kubectl.onPath().ifPresent(path -> all.add(new Version("on-path", path, true)));
        all.add(new Version("v1-36", Kubectl.v136(), true));
        all.add(new Version("v1-20", Kubectl.v120(), false));
        return all;
    }

    @BeforeAll
    static void start() throws IOException {
        cluster = TestCluster.create();
        cluster.up();
    }

    @AfterAll
    static void stop() throws IOException {
        cluster.close();
    }

    @ParameterizedTest
    @MethodSource("versions")
    void doesItsEverydayWork(Version version) throws IOException {
        var kubectl = Command.of(
                        version.program().toString(),
                        "--kubeconfig",
                        cluster.kubeconfig().toString())
                .with("HOME", cluster.home().toString());
        var namespace = "kubectl-" + version.name();
        kubectl.run("create", "namespace", namespace).succeeded();
        var script = new Script(kubectl, namespace, version);
        script.applyAndLook();
        script.change();
        script.logsAndExec();
        script.rollOutAndBack();
        script.ask();
        script.delete();
        kubectl.run("delete", "namespace", namespace, "--timeout=120s").succeeded();
    }

    /** The script, in parts. */
    private record Script(Command kubectl, String namespace, Version version) {
        String run(String... words) {
            return attempt(words).succeeded();
        }

        Command.Result attempt(String... words) {
            var all = new ArrayList<>(List.of("-n", namespace));
            all.addAll(List.of(words));
            return kubectl.run(all.toArray(String[]::new));
        }

        void applyAndLook() {
            var manifest = TestCluster.ROOT.resolve("examples/hello.yaml").toString();
            assertThat(run("apply", "-f", manifest)).contains("deployment.apps/hello created", "service/hello created");
            run("rollout", "status", "deployment/hello", "--timeout=120s");
            assertThat(run("apply", "-f", manifest))
                    .contains("deployment.apps/hello unchanged", "service/hello unchanged");
            run("wait", "--for=condition=Available", "deployment/hello", "--timeout=120s");
            assertThat(run("get", "pods", "-o", "wide")).contains("NOMINATED NODE", "Running", "1/1");
            assertThat(run("get", "deployment", "hello", "-o", "yaml")).contains("kind: Deployment", "replicas: 3");
            assertThat(run("get", "deployment", "hello", "-o", "jsonpath={.status.readyReplicas}"))
                    .isEqualTo("3");
            assertThat(run("get", "all"))
                    .contains("pod/hello-", "service/hello", "deployment.apps/hello", "replicaset.apps/hello-");
            assertThat(run("describe", "deployment", "hello")).contains("StrategyType:", "RollingUpdate");
            var pod = run("get", "pods", "-l", "app=hello", "-o", "name")
                    .lines()
                    .findFirst()
                    .orElseThrow();
            // Events are written a moment after what they tell of, and endpoints a moment after their pods are ready.
            await(() -> assertThat(run("describe", "deployment", "hello")).contains("ScalingReplicaSet"));
            await(() -> assertThat(run("describe", pod)).contains("Successfully assigned", "Started"));
            await(() -> assertThat(run("describe", "service", "hello")).containsPattern("Endpoints: +\\S+:8080"));
            assertThat(run("get", "events")).contains("Scheduled");
        }

        private static void await(ThrowingRunnable claim) {
            Awaitility.await().atMost(PATIENCE).untilAsserted(claim);
        }

        void change() {
            run("label", "deployment", "hello", "tier=front");
            assertThat(run("get", "deployments", "-l", "tier=front", "-o", "name")
                            .strip())
                    .isEqualTo("deployment.apps/hello");
            run("annotate", "deployment", "hello", "note=checked");
            run("patch", "deployment", "hello", "-p", "{\"spec\":{\"minReadySeconds\":1}}");
            run("patch", "deployment", "hello", "--type=merge", "-p", "{\"spec\":{\"minReadySeconds\":0}}");
            run(
                    "patch",
                    "deployment",
                    "hello",
                    "--type=json",
                    "-p",
                    "[{\"op\":\"add\",\"path\":\"/metadata/labels/x\",\"value\":\"y\"}]");
            run("scale", "deployment", "hello", "--replicas=2");
            run("rollout", "status", "deployment/hello", "--timeout=120s");
            await(() -> assertThat(run("get", "pods", "-l", "app=hello", "-o", "name"))
                    .hasLineCount(2));
        }

        void logsAndExec() throws IOException {
            run("apply", "-f", talker());
            run("wait", "--for=condition=Ready", "pod/talker", "--timeout=120s");
            // It is ready when it runs, and has said nothing yet.
            await(() -> assertThat(run("logs", "talker")).startsWith("line 1\n"));
            assertThat(run("logs", "talker", "--tail=1")).startsWith("line ");
            followLogs();
            assertThat(run("exec", "talker", "--", "echo", "hello", "there")).isEqualTo("hello there\n");
            assertThat(attempt("exec", "talker", "--", "sh", "-c", "exit 7").code())
                    .isEqualTo(7);
            var echoed = kubectl.runWithInput("from outside\n", "-n", namespace, "exec", "-i", "talker", "--", "cat");
            assertThat(echoed.succeeded()).isEqualTo("from outside\n");
            assertThat(terminal("tty && echo $((6*7))")).contains("/dev/pts/", "42");
        }

        private void followLogs() throws IOException {
            var output = Files.createTempFile("mudi-logs", ".txt");
            var following = kubectl.start(output, "-n", namespace, "logs", "-f", "talker");
            try {
                await(() -> assertThat(Files.readString(output).lines()).hasSizeGreaterThanOrEqualTo(4));
            } finally {
                following.destroy();
                Files.delete(output);
            }
        }

        /** {@code script} gives kubectl the terminal that exec -it wants. */
        private String terminal(String line) {
            return Command.of("script", "-qec")
                    .run(
                            version.program() + " --kubeconfig " + cluster.kubeconfig() + " -n " + namespace
                                    + " exec -it talker -- sh -c '" + line + "'",
                            "/dev/null")
                    .succeeded();
        }

        private String talker() throws IOException {
            var file = cluster.home().resolve("talker.yaml");
            Files.writeString(file, """
                    apiVersion: v1
                    kind: Pod
                    metadata:
                      name: talker
                    spec:
                      terminationGracePeriodSeconds: 1
                      containers:
                        - name: main
                          image: mudi.local/busybox:1
                          command: ["sh", "-c", "i=1; while true; do echo line $i; i=$((i+1)); sleep 0.5; done"]
                    """);
            return file.toString();
        }

        void rollOutAndBack() {
            run("set", "env", "deployment/hello", "COLOUR=blue");
            run("rollout", "status", "deployment/hello", "--timeout=120s");
            assertThat(run("rollout", "history", "deployment/hello")).contains("REVISION", "2");
            run("rollout", "undo", "deployment/hello");
            run("rollout", "status", "deployment/hello", "--timeout=120s");
            assertThat(run("get", "deployment", "hello", "-o", "jsonpath={.spec.template.spec.containers[0].env}"))
                    .isEmpty();
        }

        void ask() {
            assertThat(run("explain", "deployment.spec.strategy")).contains("rollingUpdate");
            assertThat(run("api-resources")).contains("deployments", "configmaps", "endpointslices");
            assertThat(run("auth", "can-i", "create", "pods").strip()).isEqualTo("yes");
            assertThat(attempt("auth", "can-i", "create", "pods", "--as=nobody")
                            .out()
                            .strip())
                    .isEqualTo("no");
            assertThat(run("version")).contains("v1.36");
            var refused = attempt("get", "pods", "--as=nobody");
            assertThat(refused.err())
                    .contains(
                            "pods is forbidden: User \"nobody\" cannot list resource \"pods\" in API group \"\" in the namespace \""
                                    + namespace + "\"");
            assertThat(attempt("get", "pod", "nothing").err()).contains("pods \"nothing\" not found");
        }

        void delete() {
            run("delete", "pod", "talker", "--timeout=120s");
            run("delete", "deployment,service,configmap", "hello", "--timeout=120s");
            await(() -> assertThat(run("get", "pods", "-o", "name")).isBlank());
        }
    }
}
