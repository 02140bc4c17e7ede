package dev.mudi.api.table;

import static dev.mudi.api.table.Cells.arrayAt;
import static dev.mudi.api.table.Cells.textAt;

import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/** The tables of the cluster itself: nodes, namespaces, events, configuration, quota. */
final class CoreTables {
    private static final String ROLE_PREFIX = "node-role.kubernetes.io/";

    private CoreTables() {}

    static Table nodes() {
        return Table.named()
                .text("Status", Cells.of(CoreTables::nodeStatus))
                .text("Roles", Cells.of(CoreTables::roles))
                .age()
                .text("Version", Cells.text("status", "nodeInfo", "kubeletVersion"))
                .wide("Internal-IP", Cells.of(node -> address(node, "InternalIP")))
                .wide("External-IP", Cells.of(node -> address(node, "ExternalIP")))
                .wide("OS-Image", Cells.textOr(Cells.UNKNOWN, "status", "nodeInfo", "osImage"))
                .wide("Kernel-Version", Cells.of(node -> {
                    var architecture = textAt(node, "", "status", "nodeInfo", "architecture");
                    return textAt(node, Cells.UNKNOWN, "status", "nodeInfo", "kernelVersion")
                            + (architecture.isEmpty() ? "" : " (" + architecture + ")");
                }))
                .wide("Container-Runtime", Cells.textOr(Cells.UNKNOWN, "status", "nodeInfo", "containerRuntimeVersion"))
                .build();
    }

    private static String nodeStatus(ObjectValue node) {
        var ready = Cells.condition(node, "Ready");
        var status = ready.isEmpty() ? "Unknown" : Cells.isTrue(ready) ? "Ready" : "NotReady";
        return status + (node.object("spec").bool("unschedulable") ? ",SchedulingDisabled" : "");
    }

    private static String roles(ObjectValue node) {
        var roles = new TreeSet<String>();
        node.object("metadata").object("labels").strings().forEach((label, value) -> {
            if (label.startsWith(ROLE_PREFIX)) {
                roles.add(label.substring(ROLE_PREFIX.length()));
            } else if (label.equals("kubernetes.io/role")) {
                roles.add(value);
            }
        });
        roles.remove("");
        return roles.isEmpty() ? Cells.NONE : String.join(",", roles);
    }

    private static String address(ObjectValue node, String type) {
        return arrayAt(node, "status", "addresses")
                .objects()
                .filter(address -> address.string("type").equals(type))
                .map(address -> address.string("address"))
                .findFirst()
                .orElse(Cells.NONE);
    }

    static Table namespaces() {
        return Table.named().text("Status", Cells.text("status", "phase")).age().build();
    }

    static Table secrets() {
        return Table.named()
                .text("Type", Cells.text("type"))
                .text("Data", Cells.count("data"))
                .age()
                .build();
    }

    static Table configMaps() {
        return Table.named()
                .text(
                        "Data",
                        (map, ages) -> Value.of((long) map.object("data").size()
                                + map.object("binaryData").size()))
                .age()
                .build();
    }

    /** Kinds of which only name and age are shown. */
    static Table named() {
        return Table.named().age().build();
    }

    /** Kinds for which upstream has no columns of their own. */
    static Table createdAt() {
        return Table.named()
                .column("Created At", "date", "", 0, Cells.text("metadata", "creationTimestamp"))
                .build();
    }

    static Table componentStatuses() {
        return Table.named()
                .text(
                        "Status",
                        Cells.of(component -> healthy(component).isEmpty()
                                ? "Unknown"
                                : healthy(component).string("status").equals("True") ? "Healthy" : "Unhealthy"))
                .text("Message", Cells.of(component -> healthy(component).string("message")))
                .text("Error", Cells.of(component -> healthy(component).string("error")))
                .build();
    }

    private static ObjectValue healthy(ObjectValue component) {
        return component
                .array("conditions")
                .objects()
                .filter(one -> one.string("type").equals("Healthy"))
                .findFirst()
                .orElse(ObjectValue.EMPTY);
    }

    /** What {@code v1} and {@code events.k8s.io/v1} call the parts of an event. */
    private record EventNames(
            String object, String source, String first, String last, String count, String message, String reporter) {}

    private static final EventNames V1 = new EventNames(
            "involvedObject", "source", "firstTimestamp", "lastTimestamp", "count", "message", "reportingComponent");
    private static final EventNames EVENTS_V1 = new EventNames(
            "regarding",
            "deprecatedSource",
            "deprecatedFirstTimestamp",
            "deprecatedLastTimestamp",
            "deprecatedCount",
            "note",
            "reportingController");

    static Table events(String group) {
        var names = group.isEmpty() ? V1 : EVENTS_V1;
        return Table.bare()
                .text("Last Seen", (event, ages) -> Value.of(lastSeen(event, names, ages)))
                .text("Type", Cells.text("type"))
                .text("Reason", Cells.text("reason"))
                .text("Object", Cells.of(event -> {
                    var about = event.object(names.object);
                    var kind = about.string("kind").toLowerCase(Locale.ROOT);
                    return about.string("name").isEmpty() ? kind : kind + "/" + about.string("name");
                }))
                .wide("Subobject", Cells.text(names.object, "fieldPath"))
                .wide("Source", Cells.of(event -> source(event, names)))
                .text("Message", Cells.of(event -> event.string(names.message).strip()))
                .wide("First Seen", (event, ages) -> Value.of(firstSeen(event, names, ages)))
                .wide("Count", (event, ages) -> Value.of(count(event, names)))
                .column("Name", "string", "name", 1, Cells.text("metadata", "name"))
                .build();
    }

    private static String firstSeen(ObjectValue event, EventNames names, Ages ages) {
        return Cells.since(Cells.orElse(event.string(names.first), event.string("eventTime")), ages);
    }

    private static String lastSeen(ObjectValue event, EventNames names, Ages ages) {
        if (event.has("series")) {
            return Cells.since(event.object("series").string("lastObservedTime"), ages);
        }
        var last = event.string(names.last);
        return last.isEmpty() ? firstSeen(event, names, ages) : Cells.since(last, ages);
    }

    private static long count(ObjectValue event, EventNames names) {
        return event.has("series")
                ? event.object("series").integer("count", 0)
                : Math.max(1, event.integer(names.count, 0));
    }

    private static String source(ObjectValue event, EventNames names) {
        var source = event.object(names.source);
        var component = Cells.orElse(source.string("component"), event.string(names.reporter));
        var instance = Cells.orElse(source.string("host"), event.string("reportingInstance"));
        return instance.isEmpty() ? component : component + ", " + instance;
    }

    static Table resourceQuotas() {
        return Table.named()
                .text("Request", Cells.of(quota -> quota(quota, false)))
                .text("Limit", Cells.of(quota -> quota(quota, true)))
                .age()
                .build();
    }

    private static String quota(ObjectValue quota, boolean limits) {
        var status = quota.object("status");
        var texts = new ArrayList<String>();
        for (var resource : status.object("hard").names().stream().sorted().toList()) {
            if (resource.startsWith("limits.") == limits) {
                texts.add(resource + ": " + Cells.orElse(status.object("used").string(resource), "0") + "/"
                        + status.object("hard").string(resource));
            }
        }
        return String.join(", ", texts);
    }

    static Table leases() {
        return Table.named()
                .text("Holder", Cells.text("spec", "holderIdentity"))
                .age()
                .build();
    }

    static Table leaseCandidates() {
        return Table.named()
                .text("LeaseName", Cells.text("spec", "leaseName"))
                .text("BinaryVersion", Cells.text("spec", "binaryVersion"))
                .text("EmulationVersion", Cells.text("spec", "emulationVersion"))
                .age()
                .build();
    }

    static Table priorityClasses() {
        return Table.named()
                .number("Value", Cells.number("value"))
                .truth("Global-Default", Cells.truth(false, "globalDefault"))
                .age()
                .text("PreemptionPolicy", Cells.text("preemptionPolicy"))
                .build();
    }

    static Table runtimeClasses() {
        return Table.named().text("Handler", Cells.text("handler")).age().build();
    }

    static Table roleBindings() {
        return Table.named()
                .text(
                        "Role",
                        Cells.of(binding -> binding.object("roleRef").string("kind") + "/"
                                + binding.object("roleRef").string("name")))
                .age()
                .wide("Users", Cells.of(binding -> subjects(binding, "User")))
                .wide("Groups", Cells.of(binding -> subjects(binding, "Group")))
                .wide("ServiceAccounts", Cells.of(binding -> subjects(binding, "ServiceAccount")))
                .build();
    }

    private static String subjects(ObjectValue binding, String kind) {
        List<String> names = binding.array("subjects")
                .objects()
                .filter(subject -> subject.string("kind").equals(kind))
                .map(subject ->
                        (subject.has("namespace") ? subject.string("namespace") + "/" : "") + subject.string("name"))
                .toList();
        return String.join(", ", names);
    }
}
