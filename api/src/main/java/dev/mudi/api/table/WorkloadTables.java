package dev.mudi.api.table;

import static dev.mudi.api.table.Cells.numberAt;
import static dev.mudi.api.table.Cells.textAt;

import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.selector.LabelSelector;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.time.Duration;
import java.util.Locale;

/** The tables of what runs pods. */
final class WorkloadTables {
    private WorkloadTables() {}

    static Table deployments() {
        return Table.named()
                .text("Ready", ready())
                .text("Up-to-date", Cells.number("status", "updatedReplicas"))
                .text("Available", Cells.number("status", "availableReplicas"))
                .age()
                .wide("Containers", Cells.containers("spec", "template", "spec", "containers"))
                .wide("Images", Cells.images("spec", "template", "spec", "containers"))
                .wide("Selector", Cells.of(WorkloadTables::plainSelector))
                .build();
    }

    /** Unlike the others', the empty selector of a Deployment shows as nothing. */
    private static String plainSelector(ObjectValue deployment) {
        try {
            return LabelSelector.of(deployment.object("spec").object("selector"))
                    .toString();
        } catch (MalformedException e) {
            return "<invalid>";
        }
    }

    private static Cell ready() {
        return Cells.of(object ->
                numberAt(object, 0, "status", "readyReplicas") + "/" + numberAt(object, 0, "spec", "replicas"));
    }

    static Table replicaSets() {
        return withTemplate(replicas().age())
                .wide("Selector", Cells.selector("spec", "selector"))
                .build();
    }

    static Table replicationControllers() {
        return withTemplate(replicas().age())
                .wide("Selector", Cells.labels("spec", "selector"))
                .build();
    }

    private static Table.Builder replicas() {
        return Table.named()
                .number("Desired", Cells.number("spec", "replicas"))
                .number("Current", Cells.number("status", "replicas"))
                .number("Ready", Cells.number("status", "readyReplicas"));
    }

    private static Table.Builder withTemplate(Table.Builder table) {
        return table.wide("Containers", Cells.containers("spec", "template", "spec", "containers"))
                .wide("Images", Cells.images("spec", "template", "spec", "containers"));
    }

    static Table statefulSets() {
        return withTemplate(Table.named().text("Ready", ready()).age()).build();
    }

    static Table daemonSets() {
        return withTemplate(Table.named()
                        .number("Desired", Cells.number("status", "desiredNumberScheduled"))
                        .number("Current", Cells.number("status", "currentNumberScheduled"))
                        .number("Ready", Cells.number("status", "numberReady"))
                        .number("Up-to-date", Cells.number("status", "updatedNumberScheduled"))
                        .number("Available", Cells.number("status", "numberAvailable"))
                        .text("Node Selector", Cells.labels("spec", "template", "spec", "nodeSelector"))
                        .age())
                .wide("Selector", Cells.selector("spec", "selector"))
                .build();
    }

    static Table controllerRevisions() {
        return Table.named()
                .text("Controller", Cells.of(WorkloadTables::controller))
                .text("Revision", Cells.number("revision"))
                .age()
                .build();
    }

    private static String controller(ObjectValue object) {
        return object.object("metadata")
                .array("ownerReferences")
                .objects()
                .filter(owner -> owner.bool("controller"))
                .findFirst()
                .map(owner -> {
                    var apiVersion = owner.string("apiVersion");
                    int slash = apiVersion.indexOf('/');
                    var group = slash < 0 ? "" : "." + apiVersion.substring(0, slash);
                    return (owner.string("kind") + group).toLowerCase(Locale.ROOT) + "/" + owner.string("name");
                })
                .orElse(Cells.NONE);
    }

    static Table jobs() {
        return withTemplate(Table.named()
                        .text("Status", Cells.of(WorkloadTables::jobStatus))
                        .text("Completions", Cells.of(WorkloadTables::completions))
                        .text("Duration", WorkloadTables::jobDuration)
                        .age())
                .wide("Selector", Cells.selector("spec", "selector"))
                .build();
    }

    private static String jobStatus(ObjectValue job) {
        if (has(job, "Complete")) {
            return "Complete";
        }
        if (has(job, "Failed")) {
            return "Failed";
        }
        if (Cells.isBeingDeleted(job)) {
            return "Terminating";
        }
        for (var type : new String[] {"Suspended", "FailureTarget", "SuccessCriteriaMet"}) {
            if (has(job, type)) {
                return type;
            }
        }
        return "Running";
    }

    private static boolean has(ObjectValue job, String condition) {
        return Cells.isTrue(Cells.condition(job, condition));
    }

    private static String completions(ObjectValue job) {
        long succeeded = numberAt(job, 0, "status", "succeeded");
        long wanted = numberAt(job, -1, "spec", "completions");
        if (wanted >= 0) {
            return succeeded + "/" + wanted;
        }
        long parallelism = numberAt(job, 0, "spec", "parallelism");
        return succeeded + "/1" + (parallelism > 1 ? " of " + parallelism : "");
    }

    private static Value jobDuration(ObjectValue job, Ages ages) {
        var end = Cells.moment(textAt(job, "", "status", "completionTime"));
        return Value.of(Cells.moment(textAt(job, "", "status", "startTime"))
                .map(start -> end.map(known -> HumanDuration.of(Duration.between(start, known)))
                        .orElseGet(() -> ages.since(start)))
                .orElse(""));
    }

    static Table cronJobs() {
        return Table.named()
                .text("Schedule", Cells.text("spec", "schedule"))
                .text("Timezone", Cells.textOr(Cells.NONE, "spec", "timeZone"))
                .truth(
                        "Suspend",
                        Cells.of(job -> job.object("spec").has("suspend")
                                ? job.object("spec").bool("suspend") ? "True" : "False"
                                : Cells.UNSET))
                .number("Active", Cells.count("status", "active"))
                .text("Last Schedule", (job, ages) -> {
                    var last = textAt(job, "", "status", "lastScheduleTime");
                    return Value.of(last.isEmpty() ? Cells.NONE : Cells.since(last, ages));
                })
                .age()
                .wide("Containers", Cells.containers("spec", "jobTemplate", "spec", "template", "spec", "containers"))
                .wide("Images", Cells.images("spec", "jobTemplate", "spec", "template", "spec", "containers"))
                .wide("Selector", Cells.selector("spec", "jobTemplate", "spec", "selector"))
                .build();
    }

    static Table podTemplates() {
        return Table.named()
                .text("Containers", Cells.containers("template", "spec", "containers"))
                .text("Images", Cells.images("template", "spec", "containers"))
                .text("Pod Labels", Cells.labels("template", "metadata", "labels"))
                .build();
    }

    static Table podDisruptionBudgets() {
        return Table.named()
                .text("Min Available", Cells.textOr("N/A", "spec", "minAvailable"))
                .text("Max Unavailable", Cells.textOr("N/A", "spec", "maxUnavailable"))
                .number("Allowed Disruptions", Cells.number("status", "disruptionsAllowed"))
                .age()
                .build();
    }

    static Table scales() {
        return Table.bare()
                .text("Name", Cells.text("metadata", "name"))
                .number("Desired", Cells.number("spec", "replicas"))
                .number("Available", Cells.number("status", "replicas"))
                .age()
                .build();
    }
}
