package dev.mudi.api.table;

import static dev.mudi.api.table.Cells.arrayAt;
import static dev.mudi.api.table.Cells.objectAt;
import static dev.mudi.api.table.Cells.textAt;

import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Set;

/** The tables of what decides about requests: certificates, admission, flow control, other API servers. */
final class PolicyTables {
    private PolicyTables() {}

    static Table certificateSigningRequests() {
        return Table.named()
                .age()
                .text("SignerName", Cells.textOr(Cells.NONE, "spec", "signerName"))
                .text("Requestor", Cells.text("spec", "username"))
                .text(
                        "RequestedDuration",
                        Cells.of(request -> request.object("spec").has("expirationSeconds")
                                ? HumanDuration.of(Duration.ofSeconds(
                                        request.object("spec").integer("expirationSeconds", 0)))
                                : Cells.NONE))
                .text("Condition", Cells.of(PolicyTables::certificateStatus))
                .build();
    }

    private static String certificateStatus(ObjectValue request) {
        var status = Cells.condition(request, "Denied").isPresent()
                ? "Denied"
                : Cells.condition(request, "Approved").isPresent() ? "Approved" : "Pending";
        return status
                + (Cells.condition(request, "Failed").isPresent() ? ",Failed" : "")
                + (textAt(request, "", "status", "certificate").isEmpty() ? "" : ",Issued");
    }

    static Table clusterTrustBundles() {
        return Table.named()
                .text("SignerName", Cells.textOr(Cells.NONE, "spec", "signerName"))
                .build();
    }

    static Table podCertificateRequests() {
        return Table.named()
                .text("PodName", Cells.text("spec", "podName"))
                .text("ServiceAccountName", Cells.text("spec", "serviceAccountName"))
                .text("NodeName", Cells.text("spec", "nodeName"))
                .text("SignerName", Cells.text("spec", "signerName"))
                .text(
                        "State",
                        Cells.of(request -> arrayAt(request, "status", "conditions")
                                .objects()
                                .map(condition -> condition.string("type"))
                                .filter(Set.of("Issued", "Denied", "Failed")::contains)
                                .reduce("Pending", (before, last) -> last)))
                .text("UnverifiedUserAnnotations", Cells.labels("spec", "unverifiedUserAnnotations"))
                .build();
    }

    static Table webhooks() {
        return Table.named().number("Webhooks", Cells.count("webhooks")).age().build();
    }

    static Table validatingPolicies() {
        return policies("Validations", "validations");
    }

    static Table mutatingPolicies() {
        return policies("Mutations", "mutations");
    }

    private static Table policies(String heading, String field) {
        return Table.named()
                .number(heading, Cells.count("spec", field))
                .text("ParamKind", Cells.of(policy -> {
                    var kind = objectAt(policy, "spec", "paramKind");
                    return kind.isEmpty() ? Cells.UNSET : kind.string("apiVersion") + "/" + kind.string("kind");
                }))
                .age()
                .build();
    }

    static Table policyBindings() {
        return Table.named()
                .text("PolicyName", Cells.text("spec", "policyName"))
                .text("ParamRef", Cells.of(binding -> {
                    var reference = objectAt(binding, "spec", "paramRef");
                    if (!reference.string("name").isEmpty()) {
                        return Cells.orElse(reference.string("namespace"), "*") + "/" + reference.string("name");
                    }
                    return reference.has("selector") ? Cells.selector(reference.object("selector")) : Cells.UNSET;
                }))
                .age()
                .build();
    }

    static Table flowSchemas() {
        return Table.named()
                .text("PriorityLevel", Cells.text("spec", "priorityLevelConfiguration", "name"))
                .text("MatchingPrecedence", Cells.number("spec", "matchingPrecedence"))
                .text("DistinguisherMethod", Cells.textOr(Cells.NONE, "spec", "distinguisherMethod", "type"))
                .age()
                .text(
                        "MissingPL",
                        Cells.of(schema -> Cells.condition(schema, "Dangling")
                                .map(condition -> condition.string("status"))
                                .orElse("?")))
                .build();
    }

    static Table priorityLevels() {
        return Table.named()
                .text("Type", Cells.text("spec", "type"))
                .text(
                        "NominalConcurrencyShares",
                        Cells.valueOr(Cells.NONE, "spec", "limited", "nominalConcurrencyShares"))
                .text("Queues", queuing("queues"))
                .text("HandSize", queuing("handSize"))
                .text("QueueLengthLimit", queuing("queueLengthLimit"))
                .age()
                .build();
    }

    private static Cell queuing(String field) {
        return Cells.valueOr(Cells.NONE, "spec", "limited", "limitResponse", "queuing", field);
    }

    static Table apiServices() {
        return Table.named()
                .text("Service", Cells.of(service -> {
                    var reference = objectAt(service, "spec", "service");
                    return reference.isEmpty()
                            ? "Local"
                            : reference.string("namespace") + "/" + reference.string("name");
                }))
                .text(
                        "Available",
                        Cells.of(service -> Cells.condition(service, "Available")
                                .map(PolicyTables::availability)
                                .orElse("Unknown")))
                .age()
                .build();
    }

    private static String availability(ObjectValue condition) {
        var status = condition.string("status");
        var reason = condition.string("reason");
        return status.equals("True") || reason.isEmpty() ? status : status + " (" + reason + ")";
    }

    static Table storageVersions() {
        return Table.named()
                .text("CommonEncodingVersion", Cells.textOr(Cells.UNSET, "status", "commonEncodingVersion"))
                .text(
                        "StorageVersions",
                        Cells.of(version -> Cells.some(
                                arrayAt(version, "status", "storageVersions")
                                        .objects()
                                        .map(one -> one.string("apiServerID") + "=" + one.string("encodingVersion"))
                                        .toList(),
                                3,
                                Cells.UNSET)))
                .age()
                .build();
    }

    static Table storageVersionMigrations() {
        return Table.bare()
                .text("Name", Cells.text("metadata", "name"))
                .text("Resource", Cells.of(migration -> {
                    var resource = objectAt(migration, "spec", "resource");
                    var group = resource.string("group");
                    return resource.string("resource") + (group.isEmpty() ? "" : "." + group);
                }))
                .text(
                        "Status",
                        Cells.of(migration -> arrayAt(migration, "status", "conditions")
                                .objects()
                                .filter(condition -> condition.string("status").equals("True"))
                                .map(condition -> condition.string("type"))
                                .filter(Set.of("Running", "Failed", "Succeeded")::contains)
                                .reduce("Unknown", (before, last) -> last)))
                .build();
    }

    static Table resourceClaims() {
        return Table.named()
                .text("State", Cells.of(PolicyTables::claimState))
                .age()
                .build();
    }

    private static String claimState(ObjectValue claim) {
        var states = new ArrayList<String>();
        boolean deleted = Cells.isBeingDeleted(claim);
        if (deleted) {
            states.add("deleted");
        }
        if (claim.object("status").has("allocation")) {
            states.add("allocated");
            if (!arrayAt(claim, "status", "reservedFor").isEmpty()) {
                states.add("reserved");
            }
        } else if (!deleted) {
            states.add("pending");
        }
        return String.join(",", states);
    }

    static Table resourceSlices() {
        return Table.named()
                .text("Node", Cells.text("spec", "nodeName"))
                .text("Driver", Cells.text("spec", "driver"))
                .text("Pool", Cells.text("spec", "pool", "name"))
                .age()
                .build();
    }

    static Table deviceTaintRules() {
        return Table.named()
                .text("Key", Cells.text("spec", "taint", "key"))
                .text("Value", Cells.text("spec", "taint", "value"))
                .text("Effect", Cells.text("spec", "taint", "effect"))
                .text("TimeAdded", (rule, ages) -> {
                    var added = textAt(rule, "", "spec", "taint", "timeAdded");
                    return Value.of(added.isEmpty() ? "" : Cells.since(added, ages));
                })
                .age()
                .build();
    }

    static Table podGroups() {
        return Table.named()
                .text(
                        "Policy",
                        Cells.of(group ->
                                objectAt(group, "spec", "schedulingPolicy").has("gang") ? "Gang" : "Basic"))
                .text("Workload", Cells.textOr(Cells.NONE, "spec", "podGroupTemplateRef", "workload", "workloadName"))
                .text("Status", Cells.of(group -> {
                    var scheduled = Cells.condition(group, "PodGroupScheduled");
                    var status =
                            scheduled.isEmpty() ? "Pending" : Cells.isTrue(scheduled) ? "Scheduled" : "Unschedulable";
                    return Cells.condition(group, "DisruptionTarget")
                            .map(condition -> condition.string("reason"))
                            .orElse(status);
                }))
                .age()
                .build();
    }
}
