package dev.mudi.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.acceptance.harness.Command;
import dev.mudi.acceptance.harness.Kubectl;
import dev.mudi.testkit.MudiCluster;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Helm 4, by a chart with a kind of its own, an object of that kind, a Deployment to wait for and hooks. */
@Timeout(900)
@ExtendWith(MudiCluster.class)
class HelmTest {
    @TempDir
    private Path folder;

    private Path chart() throws IOException {
        var chart = folder.resolve("shop");
        write(chart, "Chart.yaml", "apiVersion: v2\nname: shop\nversion: 1.0.0\nappVersion: '1'\n");
        write(chart, "values.yaml", "colour: blue\nreplicas: 2\n");
        write(chart, "crds/gadget.yaml", """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: gadgets.helm.mudi.dev}
                spec:
                  group: helm.mudi.dev
                  scope: Namespaced
                  names: {plural: gadgets, kind: Gadget}
                  versions:
                    - name: v1
                      served: true
                      storage: true
                      schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {colour: {type: string, enum: [blue, red]}}}}}}
                """);
        write(chart, "templates/objects.yaml", """
                apiVersion: helm.mudi.dev/v1
                kind: Gadget
                metadata: {name: {{ .Release.Name }}}
                spec: {colour: {{ .Values.colour }}}
                ---
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: {{ .Release.Name }}}
                spec:
                  replicas: {{ .Values.replicas }}
                  selector: {matchLabels: {app: {{ .Release.Name }}}}
                  template:
                    metadata: {labels: {app: {{ .Release.Name }}}, annotations: {colour: {{ .Values.colour }}}}
                    spec: {containers: [{name: main, image: "shop:1"}]}
                """);
        write(chart, "templates/hooks.yaml", """
                {{- range list "pre-install" "post-install" "pre-upgrade" "post-upgrade" "pre-rollback" "pre-delete" "post-delete" }}
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: {{ $.Release.Name }}-{{ . }}
                  annotations: {"helm.sh/hook": {{ . }}, "helm.sh/hook-delete-policy": before-hook-creation}
                data: {colour: {{ $.Values.colour }}}
                {{- end }}
                """);
        return chart;
    }

    private static void write(Path chart, String name, String text) throws IOException {
        var file = chart.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    void installsUpgradesRollsBackAndUninstallsAChartWithHooksAndItsOwnKind(KubernetesClient client, Path kubeconfig)
            throws IOException {
        var helm = Command.of(Kubectl.helm().toString(), "--kubeconfig", kubeconfig.toString())
                .with("HOME", folder.toString());
        var chart = chart().toString();

        assertThat(helm.run("install", "shop", chart, "--wait", "--timeout", "180s")
                        .succeeded())
                .contains("STATUS: deployed");
        assertThat(colour(client)).isEqualTo("blue");
        assertThat(hooks(client))
                .contains("shop-pre-install", "shop-post-install")
                .doesNotContain("shop-pre-upgrade");
        assertThat(client.apps()
                        .deployments()
                        .inNamespace("default")
                        .withName("shop")
                        .get()
                        .getStatus()
                        .getReadyReplicas())
                .isEqualTo(2);

        helm.run("upgrade", "shop", chart, "--set", "colour=red,replicas=1", "--wait", "--timeout", "180s")
                .succeeded();
        assertThat(colour(client)).isEqualTo("red");
        assertThat(hooks(client)).contains("shop-pre-upgrade", "shop-post-upgrade");
        assertThat(helm.run("upgrade", "shop", chart, "--set", "colour=green").err())
                .contains("spec.colour: Unsupported value: \"green\"");

        helm.run("rollback", "shop", "1", "--wait", "--timeout", "180s").succeeded();
        assertThat(colour(client)).isEqualTo("blue");
        assertThat(hooks(client)).contains("shop-pre-rollback");
        assertThat(helm.run("history", "shop").succeeded()).contains("superseded", "failed", "Rollback to 1");
        assertThat(helm.run("get", "manifest", "shop").succeeded()).contains("kind: Gadget", "colour: blue");

        assertThat(hooks(client)).doesNotContain("shop-pre-delete", "shop-post-delete");
        helm.run("uninstall", "shop", "--wait", "--timeout", "180s").succeeded();
        assertThat(hooks(client)).contains("shop-pre-delete", "shop-post-delete");
        assertThat(client.apps()
                        .deployments()
                        .inNamespace("default")
                        .withName("shop")
                        .get())
                .isNull();
        assertThat(helm.run("list", "-q").succeeded()).isBlank();
        assertThat(client.apiextensions()
                        .v1()
                        .customResourceDefinitions()
                        .withName("gadgets.helm.mudi.dev")
                        .get())
                .isNotNull();
    }

    private static String colour(KubernetesClient client) {
        var gadget = client.genericKubernetesResources("helm.mudi.dev/v1", "Gadget")
                .inNamespace("default")
                .withName("shop")
                .get();
        return gadget.get("spec", "colour");
    }

    private static String hooks(KubernetesClient client) {
        return client.configMaps().inNamespace("default").list().getItems().stream()
                .map(map -> map.getMetadata().getName())
                .toList()
                .toString();
    }
}
