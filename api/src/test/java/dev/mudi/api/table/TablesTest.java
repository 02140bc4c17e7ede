package dev.mudi.api.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mudi.api.codec.Json;
import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.resource.PrinterColumn;
import dev.mudi.api.resource.ResourceDefinition;
import dev.mudi.api.resource.ResourceName;
import dev.mudi.api.resource.ResourceRegistry;
import dev.mudi.api.resource.Strategy;
import dev.mudi.api.schema.GoldenObjects;
import dev.mudi.api.schema.Struct;
import dev.mudi.api.tree.ObjectValue;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TablesTest {
    private static final Instant NOW = Instant.parse("2026-01-31T13:00:00Z");

    private final ResourceRegistry registry =
            ResourceRegistry.builtInWithAlphaAndBeta((group, resource) -> Strategy.NONE);

    private String row(String group, String version, String resource, String object) {
        var table = Tables.of(registry.find(group, version, resource).orElseThrow());
        var made = Json.object(object.replace('\'', '"'));
        var metadata = made.object("metadata").with("creationTimestamp", "2026-01-31T12:00:00Z");
        var row = table.row(made.with("metadata", metadata), NOW);
        assertThat(row.size()).isEqualTo(table.columns().size());
        assertThat(lasting(table, made.with("metadata", metadata))).isEqualTo(Json.write(row));
        return new String(Json.write(row), StandardCharsets.UTF_8).replace('"', '\'');
    }

    /** The cells as a row says them that was made before it was known when it is shown. */
    private static byte[] lasting(Table table, ObjectValue object) {
        var bytes = new ByteArrayOutputStream();
        table.lastingRow(object).orElseThrow().writeOpen(NOW, bytes::write);
        bytes.write('}');
        return Json.write(Json.object(bytes.toString(StandardCharsets.UTF_8)).array("cells"));
    }

    @Test
    void columnsSayWhatTheirFieldsMean() {
        var columns = Tables.of(registry.find("", "v1", "pods").orElseThrow()).columns();
        var said = columns.stream().collect(Collectors.toMap(Column::name, Column::description));

        assertThat(said.get("Name")).startsWith("Name must be unique within a namespace.");
        assertThat(said.get("Age")).startsWith("CreationTimestamp is a timestamp");
        assertThat(said.get("IP")).containsIgnoringCase("podIP address allocated to the pod");
        assertThat(said.get("Node")).containsIgnoringCase("nodeName");
        assertThat(said).allSatisfy((name, text) -> assertThat(text).as(name).isNotEmpty());
    }

    @Test
    void keepsNoRowOfAnObjectWhoseTextLooksLikeThePlaceOfAnAge() {
        var table = Tables.of(registry.find("", "v1", "pods").orElseThrow());
        var pod = Json.object("{\"metadata\":{\"name\":\"a\\uE0A9b\",\"creationTimestamp\":\"2026-01-31T12:00:00Z\"}}");
        assertThat(table.lastingRow(pod)).isEmpty();
    }

    private static String status(String pod) {
        return PodSummary.of(Json.object(pod.replace('\'', '"'))).reason();
    }

    @Test
    void hasUpstreamsColumnsForEveryResource() {
        for (var record : GoldenObjects.read("tables").objects().toList()) {
            var apiVersion = record.string("groupVersion");
            int slash = apiVersion.indexOf('/');
            var definition = registry.find(
                            slash < 0 ? "" : apiVersion.substring(0, slash),
                            apiVersion.substring(slash + 1),
                            record.string("resource"))
                    .orElseThrow();
            var wanted = record.array("columns")
                    .objects()
                    .map(column -> new Column(
                            column.string("name"),
                            column.string("type"),
                            column.string("format"),
                            (int) column.integer("priority", 0),
                            ""))
                    .toList();
            assertThat(Tables.of(definition).columns().stream()
                            .map(column ->
                                    new Column(column.name(), column.type(), column.format(), column.priority(), ""))
                            .toList())
                    .as(definition.toString())
                    .isEqualTo(wanted);
        }
    }

    @Test
    void everyResourceShowsAnEmptyObject() {
        for (var definition : registry.all()) {
            var table = Tables.of(definition);
            assertThat(table.row(ObjectValue.EMPTY, NOW).size())
                    .isEqualTo(table.columns().size());
            assertThat(table.header().size()).isEqualTo(table.columns().size());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0s",
        "1, 1s",
        "119, 119s",
        "120, 2m",
        "125, 2m5s",
        "600, 10m",
        "10799, 179m",
        "10800, 3h",
        "12000, 3h20m",
        "28800, 8h",
        "172799, 47h",
        "172800, 2d",
        "180000, 2d2h",
        "691200, 8d",
        "63071999, 729d",
        "63072000, 2y",
        "63158400, 2y1d",
        "252288000, 8y",
        "-1, 0s",
        "-2, <invalid>"
    })
    void writesLengthsOfTimeForPeople(long seconds, String text) {
        assertThat(HumanDuration.of(Duration.ofSeconds(seconds))).isEqualTo(text);
    }

    @Test
    void showsPods() {
        assertThat(row("", "v1", "pods", """
                        {"metadata":{"name":"web"},"spec":{"nodeName":"n1","containers":[{"name":"a"},{"name":"b"}],
                         "initContainers":[{"name":"s","restartPolicy":"Always"}],"readinessGates":[{"conditionType":"x"}]},
                         "status":{"phase":"Running","podIPs":[{"ip":"10.0.0.5"}],"conditions":[{"type":"x","status":"True"}],
                         "initContainerStatuses":[{"name":"s","started":true,"ready":true,"restartCount":1,"state":{"running":{}}}],
                         "containerStatuses":[{"name":"a","ready":true,"restartCount":2,"state":{"running":{}},
                           "lastState":{"terminated":{"finishedAt":"2026-01-31T12:59:30Z"}}},
                          {"name":"b","ready":false,"restartCount":0,"state":{"running":{}}}]}}"""))
                .isEqualTo("['web','2/3','Running','3 (30s ago)','60m','10.0.0.5','n1','<none>','1/1']");
    }

    @Test
    void findsTheWordForTheStateOfAPod() {
        assertThat(status("{'status':{'phase':'Pending'}}")).isEqualTo("Pending");
        assertThat(status("{'status':{'phase':'Failed','reason':'Evicted'}}")).isEqualTo("Evicted");
        assertThat(
                        status(
                                "{'status':{'phase':'Pending','conditions':[{'type':'PodScheduled','reason':'SchedulingGated'}]}}"))
                .isEqualTo("SchedulingGated");
        assertThat(status("{'status':{'containerStatuses':[{'state':{'waiting':{'reason':'CrashLoopBackOff'}}}]}}"))
                .isEqualTo("CrashLoopBackOff");
        assertThat(status("{'status':{'containerStatuses':[{'state':{'terminated':{'exitCode':3}}}]}}"))
                .isEqualTo("ExitCode:3");
        assertThat(status("{'status':{'containerStatuses':[{'state':{'terminated':{'signal':9,'exitCode':137}}}]}}"))
                .isEqualTo("Signal:9");
        assertThat(
                        status(
                                "{'spec':{'initContainers':[{'name':'i'}]},'status':{'initContainerStatuses':[{'name':'i','state':{'waiting':{'reason':'PodInitializing'}}}]}}"))
                .isEqualTo("Init:0/1");
        assertThat(
                        status(
                                "{'spec':{'initContainers':[{'name':'i'}]},'status':{'initContainerStatuses':[{'name':'i','state':{'terminated':{'exitCode':1,'reason':'Error'}}}]}}"))
                .isEqualTo("Init:Error");
        assertThat(
                        status(
                                "{'status':{'containerStatuses':[{'ready':true,'state':{'running':{}}},{'state':{'terminated':{'exitCode':0,'reason':'Completed'}}}],'conditions':[{'type':'Ready','status':'False'}]}}"))
                .isEqualTo("NotReady");
        assertThat(status("{'metadata':{'deletionTimestamp':'2026-01-31T12:00:00Z'},'status':{'phase':'Running'}}"))
                .isEqualTo("Terminating");
        assertThat(
                        status(
                                "{'metadata':{'deletionTimestamp':'2026-01-31T12:00:00Z'},'status':{'phase':'Running','reason':'NodeLost'}}"))
                .isEqualTo("Unknown");
    }

    @Test
    void marksRowsOfPodsThatHaveCompleted() {
        var pods = Tables.of(registry.find("", "v1", "pods").orElseThrow());
        assertThat(pods.conditions(Json.object("{\"status\":{\"phase\":\"Succeeded\"}}"))
                        .object(0)
                        .string("type"))
                .isEqualTo("Completed");
        assertThat(pods.conditions(Json.object("{\"status\":{\"phase\":\"Running\"}}"))
                        .isEmpty())
                .isTrue();
    }

    @Test
    void showsWorkloads() {
        assertThat(
                        row(
                                "apps",
                                "v1",
                                "deployments",
                                "{'metadata':{'name':'web'},'spec':{'replicas':3,'selector':{'matchLabels':{'b':'2','a':'1'}},'template':{'spec':{'containers':[{'name':'c','image':'i:1'},{'name':'d','image':'j'}]}}},'status':{'readyReplicas':2,'updatedReplicas':3}}"))
                .isEqualTo("['web','2/3',3,0,'60m','c,d','i:1,j','a=1,b=2']");
        assertThat(
                        row(
                                "batch",
                                "v1",
                                "jobs",
                                "{'metadata':{'name':'j'},'spec':{'completions':3},'status':{'succeeded':1,'startTime':'2026-01-31T12:58:00Z'}}"))
                .isEqualTo("['j','Running','1/3','2m','60m','','','<none>']");
        assertThat(row(
                        "batch",
                        "v1",
                        "cronjobs",
                        "{'metadata':{'name':'c'},'spec':{'schedule':'* * * * *','suspend':false}}"))
                .isEqualTo("['c','* * * * *','<none>','False',0,'<none>','60m','','','<none>']");
        assertThat(
                        row(
                                "autoscaling",
                                "v2",
                                "horizontalpodautoscalers",
                                "{'metadata':{'name':'h'},'spec':{'maxReplicas':5,'scaleTargetRef':{'kind':'Deployment','name':'web'},'metrics':[{'type':'Resource','resource':{'name':'cpu','target':{'averageUtilization':80}}}]},'status':{'currentMetrics':[{'resource':{'current':{'averageUtilization':10}}}]}}"))
                .isEqualTo("['h','Deployment/web','cpu: 10%/80%','<unset>',5,0,'60m']");
    }

    @Test
    void showsServicesAndEndpoints() {
        assertThat(
                        row(
                                "",
                                "v1",
                                "services",
                                "{'metadata':{'name':'s'},'spec':{'type':'NodePort','clusterIPs':['10.96.0.1'],'ports':[{'port':80,'nodePort':30080,'protocol':'TCP'},{'port':53,'protocol':'UDP'}],'selector':{'app':'web'}}}"))
                .isEqualTo("['s','NodePort','10.96.0.1','<none>','80:30080/TCP,53/UDP','60m','app=web']");
        assertThat(row("", "v1", "services", "{'metadata':{'name':'s'},'spec':{'type':'LoadBalancer'}}"))
                .isEqualTo("['s','LoadBalancer','<none>','<pending>','<none>','60m','<none>']");
        assertThat(
                        row(
                                "",
                                "v1",
                                "endpoints",
                                "{'metadata':{'name':'e'},'subsets':[{'addresses':[{'ip':'1.1.1.1'},{'ip':'fd00::1'}],'ports':[{'port':80},{'port':443}]}]}"))
                .isEqualTo("['e','1.1.1.1:80,[fd00::1]:80,1.1.1.1:443 + 1 more...','60m']");
        assertThat(
                        row(
                                "networking.k8s.io",
                                "v1",
                                "ingresses",
                                "{'metadata':{'name':'i'},'spec':{'rules':[{'host':'a'},{'host':'b'},{'host':'c'},{'host':'d'}],'tls':[{}]}}"))
                .isEqualTo("['i','<none>','a,b,c + 1 more...','','80, 443','60m']");
    }

    @Test
    void showsNodesAndEvents() {
        assertThat(
                        row(
                                "",
                                "v1",
                                "nodes",
                                "{'metadata':{'name':'n','labels':{'node-role.kubernetes.io/worker':'','node-role.kubernetes.io/control-plane':''}},'spec':{'unschedulable':true},'status':{'conditions':[{'type':'Ready','status':'Unknown'}],'addresses':[{'type':'InternalIP','address':'10.0.0.1'}],'nodeInfo':{'kubeletVersion':'v1.36.0','kernelVersion':'6.1','architecture':'amd64'}}}"))
                .isEqualTo(
                        "['n','NotReady,SchedulingDisabled','control-plane,worker','60m','v1.36.0','10.0.0.1','<none>','<unknown>','6.1 (amd64)','<unknown>']");
        assertThat(
                        row(
                                "",
                                "v1",
                                "events",
                                "{'metadata':{'name':'e'},'type':'Normal','reason':'Pulled','message':' done ','involvedObject':{'kind':'Pod','name':'web'},'source':{'component':'kubelet','host':'n'},'firstTimestamp':'2026-01-31T12:59:00Z','lastTimestamp':null,'count':2}"))
                .isEqualTo("['60s','Normal','Pulled','pod/web','','kubelet, n','done','60s',2,'e']");
        assertThat(row("events.k8s.io", "v1", "events", "{'regarding':{'kind':'Pod','name':'web'},'note':'x'}"))
                .startsWith("['<unknown>','','','pod/web'");
    }

    @Test
    void showsVolumesAndQuota() {
        assertThat(
                        row(
                                "",
                                "v1",
                                "persistentvolumeclaims",
                                "{'metadata':{'name':'p'},'spec':{'volumeName':'v','storageClassName':'fast'},'status':{'phase':'Bound','accessModes':['ReadWriteMany','ReadWriteOnce'],'capacity':{'storage':'1Gi'}}}"))
                .isEqualTo("['p','Bound','v','1Gi','RWO,RWX','fast','<unset>','60m','<unset>']");
        assertThat(
                        row(
                                "",
                                "v1",
                                "resourcequotas",
                                "{'metadata':{'name':'q'},'status':{'hard':{'pods':'10','limits.cpu':'4'},'used':{'pods':'3'}}}"))
                .isEqualTo("['q','pods: 3/10','limits.cpu: 0/4','60m']");
        assertThat(
                        row(
                                "storage.k8s.io",
                                "v1",
                                "storageclasses",
                                "{'metadata':{'name':'s','annotations':{'storageclass.kubernetes.io/is-default-class':'true'}},'provisioner':'x'}"))
                .isEqualTo("['s (default)','x','Delete','Immediate',false,'60m']");
    }

    @Test
    void showsTheColumnsOfCustomResources() {
        var columns = List.of(
                new PrinterColumn("Ready", "string", "", "", 0, ".status.conditions[?(@.type==\"Ready\")].status"),
                new PrinterColumn("Size", "integer", "", "how large", 0, ".spec['size']"),
                new PrinterColumn("First", "string", "", "", 1, "{.spec.list[0].a\\.b}"),
                new PrinterColumn("All", "string", "", "", 1, ".spec"),
                new PrinterColumn("Since", "date", "", "", 0, ".spec.since"),
                new PrinterColumn("Gone", "boolean", "", "", 0, ".spec.size"));
        var name = new ResourceName("example.org", "v1", "things");
        var definition = ResourceDefinition.builder(name, "Thing", Struct.of(List.of()))
                .columns(columns)
                .build();
        var table = Tables.of(definition);
        var row = table.row(Json.object("""
                        {"metadata":{"name":"t"},"spec":{"size":3,"list":[{"a.b":"x"}],"since":"2026-01-31T12:00:00Z"},
                         "status":{"conditions":[{"type":"Other","status":"False"},{"type":"Ready","status":"True"}]}}"""), NOW);
        assertThat(new String(Json.write(row), StandardCharsets.UTF_8))
                .isEqualTo(
                        "[\"t\",\"True\",3,\"x\",\"{\\\"size\\\":3,\\\"list\\\":[{\\\"a.b\\\":\\\"x\\\"}],\\\"since\\\":\\\"2026-01-31T12:00:00Z\\\"}\",\"60m\",null]");
        assertThat(table.columns().get(2).description()).isEqualTo("how large");
        var plain = Tables.of(
                ResourceDefinition.builder(name, "Thing", Struct.of(List.of())).build());
        assertThat(plain.columns().stream().map(Column::name)).containsExactly("Name", "Age");
    }

    @Test
    void refusesPathsThatAreNotUnderstood() {
        assertThatThrownBy(() -> JsonPath.parse(".a[")).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> JsonPath.parse("a")).isInstanceOf(MalformedException.class);
    }
}
