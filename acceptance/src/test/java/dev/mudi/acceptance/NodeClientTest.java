package dev.mudi.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.acceptance.harness.Command;
import dev.mudi.testkit.MudiCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The client for JavaScript, {@code @kubernetes/client-node}, from npm. */
@Timeout(300)
@ExtendWith(MudiCluster.class)
class NodeClientTest {
    private static final String PACKAGE = "@kubernetes/client-node@1.4.0";

    @TempDir
    private Path folder;

    @Test
    void listsWatchesAndPatches(Path kubeconfig) throws IOException {
        Files.writeString(
                folder.resolve("package.json"), "{\"name\":\"mudi-test\",\"private\":true,\"type\":\"module\"}");
        Command.of("npm")
                .run("install", PACKAGE, "--prefix", folder.toString(), "--no-audit", "--no-fund", "--silent")
                .succeeded();
        var script = folder.resolve("test.mjs");
        Files.writeString(script, SCRIPT);

        var output = Command.of("timeout", "240", "node")
                .with("KUBECONFIG", kubeconfig.toString())
                .run(script.toString())
                .succeeded();

        assertThat(output.lines())
                .containsExactly(
                        "namespaces default,kube-node-lease,kube-public,kube-system",
                        "ADDED 1",
                        "MODIFIED 2",
                        "DELETED 2",
                        "informer add,update,delete",
                        "refused 404 NotFound");
    }

    private static final String SCRIPT = """
            import * as k8s from '@kubernetes/client-node';
            const config = new k8s.KubeConfig();
            config.loadFromDefault();
            const core = config.makeApiClient(k8s.CoreV1Api);
            const namespace = 'default';
            const name = 'node';
            const namespaces = await core.listNamespace();
            console.log('namespaces', namespaces.items.map(one => one.metadata.name).sort().join());

            const events = [];
            let wake = () => {};
            const next = async () => {
              while (events.length === 0) await new Promise(resolve => { wake = resolve; });
              return events.shift();
            };
            const list = await core.listNamespacedConfigMap({ namespace });
            const watch = await new k8s.Watch(config).watch('/api/v1/namespaces/default/configmaps',
              { fieldSelector: 'metadata.name=node', resourceVersion: list.metadata.resourceVersion },
              (type, object) => { events.push(type + ' ' + object.data.a); wake(); }, () => {});

            const seen = [];
            const informer = k8s.makeInformer(config, '/api/v1/namespaces/default/configmaps',
              () => core.listNamespacedConfigMap({ namespace }));
            const done = new Promise(resolve => {
              for (const kind of ['add', 'update', 'delete']) {
                informer.on(kind, object => {
                  if (object.metadata.name === name) seen.push(kind);
                  if (kind === 'delete') resolve();
                });
              }
            });
            await informer.start();

            await core.createNamespacedConfigMap({ namespace, body: { metadata: { name }, data: { a: '1' } } });
            console.log(await next());
            await core.patchNamespacedConfigMap(
              { name, namespace, body: [{ op: 'replace', path: '/data/a', value: '2' }] },
              k8s.setHeaderOptions('Content-Type', k8s.PatchStrategy.JsonPatch));
            console.log(await next());
            await core.deleteNamespacedConfigMap({ name, namespace });
            console.log(await next());
            await done;
            console.log('informer', seen.join());
            try {
              await core.readNamespacedConfigMap({ name, namespace });
            } catch (refusal) {
              console.log('refused', refusal.code, JSON.parse(refusal.body).reason);
            }
            watch.abort();
            await informer.stop();
            process.exit(0);
            """;
}
