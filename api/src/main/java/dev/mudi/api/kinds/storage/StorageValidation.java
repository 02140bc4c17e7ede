package dev.mudi.api.kinds.storage;

import dev.mudi.api.kinds.core.PersistentVolumeValidation;
import dev.mudi.api.kinds.core.ResourceValidation;
import dev.mudi.api.kinds.core.VolumeSources;
import dev.mudi.api.tree.StringValue;
import dev.mudi.api.validation.At;
import dev.mudi.api.validation.InternalForm;
import dev.mudi.api.validation.Selectors;
import dev.mudi.api.validation.Semantics;
import dev.mudi.api.validation.Syntax;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Rules for storage classes, drivers, attachments and capacities (Kubernetes reference, storage.k8s.io). Stateless. */
final class StorageValidation {
    private static final int LARGEST_MAP = 256 * 1024;
    private static final int MOST_PARAMETERS = 512;
    private static final int LONGEST_MESSAGE = 1024;
    private static final int LONGEST_NODE_ID = 256;
    private static final String ONE_SOURCE = "must specify exactly one of inlineVolumeSpec and persistentVolumeName";

    private static final long LEAST_UPDATE_PERIOD = 10;

    private StorageValidation() {}

    static void storageClass(At storageClass) {
        provisioner(storageClass.at("provisioner"));
        parameters(storageClass.at("parameters"), true);
        if (!storageClass.at("reclaimPolicy").isEmpty()) {
            storageClass.at("reclaimPolicy").mustBeOneOf("Delete", "Retain");
        }
        var mode = storageClass.at("volumeBindingMode");
        if (mode.isSet()) {
            mode.mustBeOneOf("Immediate", "WaitForFirstConsumer");
        } else {
            mode.required();
        }
        topologies(storageClass.at("allowedTopologies"));
    }

    static void storageClassUpdate(At storageClass, At before) {
        storageClass(storageClass);
        for (var field : List.of("parameters", "provisioner", "reclaimPolicy", "volumeBindingMode")) {
            storageClass.at(field).mustNotHaveChanged(before.at(field));
        }
    }

    private static void provisioner(At name) {
        if (name.mustBeGiven()) {
            var text = name.text().toLowerCase(Locale.ROOT);
            Syntax.QUALIFIED_NAME.complaints(text).forEach(complaint -> name.invalid(text, complaint));
        }
    }

    private static void parameters(At parameters, boolean mayBeEmpty) {
        if (parameters.size() > MOST_PARAMETERS) {
            parameters.tooLong(MOST_PARAMETERS);
            return;
        }
        if (parameters.strings().containsKey("")) {
            parameters.invalid("", "field can not be empty.");
        }
        mustBeSmall(parameters);
        if (!mayBeEmpty) {
            parameters.mustBeGiven("must contain at least one key/value pair");
        }
    }

    private static void mustBeSmall(At map) {
        int size = map.strings().entrySet().stream()
                .mapToInt(entry -> Syntax.bytes(entry.getKey()) + Syntax.bytes(entry.getValue()))
                .sum();
        if (size > LARGEST_MAP) {
            map.tooLong(LARGEST_MAP);
        }
    }

    /** Upstream compares a term with as many empty terms as there are terms, too. */
    private static void topologies(At topologies) {
        var seen = new ArrayList<Map<String, Set<String>>>();
        for (int i = 0; i < topologies.size(); i++) {
            seen.add(Map.of());
        }
        for (var term : topologies.items()) {
            var expressions = term.at("matchLabelExpressions");
            var values = new HashMap<String, Set<String>>();
            for (var expression : expressions.items()) {
                expression(expression);
                var key = expression.at("key");
                if (values.put(
                                key.text(),
                                Set.copyOf(new HashSet<>(expression.at("values").texts())))
                        != null) {
                    key.duplicate();
                }
            }
            // Upstream counts a place for each term before it fills them, and complains of each that is alike.
            seen.stream()
                    .filter(values::equals)
                    .forEach(alike -> expressions.holding(new StringValue("")).duplicate());
            seen.add(values);
        }
    }

    private static void expression(At expression) {
        var values = expression.at("values");
        values.mustBeGiven();
        var seen = new HashSet<String>();
        for (var value : values.items()) {
            if (!seen.add(value.text())) {
                value.duplicate();
            }
        }
        expression.at("key").mustBe(Syntax.QUALIFIED_NAME);
    }

    static void attachment(At attachment) {
        var spec = attachment.at("spec");
        VolumeSources.driverName(spec.at("attacher"));
        source(spec.at("source"));
        spec.at("nodeName").mustBe(Syntax.DNS_SUBDOMAIN);
        attachmentStatus(attachment.at("status"));
        var volume = spec.at("source", "persistentVolumeName");
        if (volume.isSet()) {
            volume.mustBe(Syntax.DNS_SUBDOMAIN);
        }
    }

    static void attachmentUpdate(At attachment, At before) {
        attachment(attachment);
        InternalForm.mustNotHaveChanged(attachment.at("spec"), before.at("spec"), "storage.v1.VolumeAttachmentSpec");
    }

    private static void source(At source) {
        var inline = source.at("inlineVolumeSpec");
        var volume = source.at("persistentVolumeName");
        if (!inline.isSet() && !volume.isSet()) {
            source.required(ONE_SOURCE);
        } else if (inline.isSet() && volume.isSet()) {
            source.forbidden(ONE_SOURCE);
        } else if (volume.isSet()) {
            volume.mustBeGiven("must specify non empty persistentVolumeName");
        } else {
            PersistentVolumeValidation.spec(inline, true);
        }
    }

    private static void attachmentStatus(At status) {
        mustBeSmall(status.at("attachmentMetadata"));
        for (var field : List.of("attachError", "detachError")) {
            var message = status.at(field, "message");
            if (Syntax.bytes(message.text()) > LONGEST_MESSAGE) {
                message.tooLong(LARGEST_MAP);
            }
            var code = status.at(field, "errorCode");
            if (code.number() < 0) {
                code.invalidNumber("must be between 0 and " + Integer.MAX_VALUE + ", inclusive");
            }
        }
    }

    static void node(At node) {
        var names = new HashSet<String>();
        for (var driver : node.at("spec", "drivers").items()) {
            VolumeSources.driverName(driver.at("name"));
            var id = driver.at("nodeID");
            id.mustBeGiven();
            if (Syntax.bytes(id.text()) > LONGEST_NODE_ID) {
                id.invalid("must be " + LONGEST_NODE_ID + " characters or less");
            }
            driver.at("allocatable", "count").mustNotBeNegative();
            if (!names.add(driver.at("name").text())) {
                driver.at("name").duplicate();
            }
            var keys = new HashSet<String>();
            for (var key : driver.at("topologyKeys").items()) {
                var shown = key.shownAt(driver.path());
                shown.mustBeGiven();
                if (!keys.add(key.text())) {
                    shown.duplicate();
                }
                shown.mustBe(Syntax.QUALIFIED_NAME);
            }
        }
    }

    static void nodeUpdate(At node, At before) {
        node(node);
        var drivers = node.at("spec", "drivers");
        for (var old : before.at("spec", "drivers").items()) {
            for (var driver : drivers.items()) {
                boolean same = Semantics.equal(
                        driver.object().without("allocatable"), old.object().without("allocatable"));
                if (driver.at("name").is(old.at("name").text()) && !same) {
                    var kept = driver.object().without("allocatable");
                    drivers.invalid(InternalForm.of(kept, "storage.v1.CSINodeDriver"), "field is immutable");
                }
            }
        }
    }

    static void driver(At driver) {
        var spec = driver.at("spec");
        if (!spec.at("attachRequired").isSet()) {
            spec.at("attachedRequired").required();
        }
        for (var field : List.of("podInfoOnMount", "storageCapacity")) {
            if (!spec.at(field).isSet()) {
                spec.at(field).required();
            }
        }
        if (spec.at("fsGroupPolicy").isSet()) {
            spec.at("fsGroupPolicy").mustBeOneOf("File", "None", "ReadWriteOnceWithFSType");
        }
        tokens(spec.at("tokenRequests"));
        var modes = spec.at("volumeLifecycleModes");
        modes.items().forEach(mode -> mode.shownAt(modes.path()).mustBeOneOf("Persistent", "Ephemeral"));
        if (!spec.at("seLinuxMount").isSet()) {
            spec.at("seLinuxMount").required();
        }
        var period = spec.at("nodeAllocatableUpdatePeriodSeconds");
        if (period.isSet() && period.number() < LEAST_UPDATE_PERIOD) {
            period.invalidNumber("must be greater than or equal to " + LEAST_UPDATE_PERIOD + " seconds");
        }
        var inSecrets = spec.at("serviceAccountTokenInSecrets");
        if (inSecrets.isSet() && spec.at("tokenRequests").isEmpty()) {
            inSecrets.invalid("serviceAccountTokenInSecrets is set but no tokenRequests are specified");
        }
    }

    static void driverUpdate(At driver, At before) {
        driver(driver);
        driver.at("spec", "attachRequired")
                .shownAt(driver.at("spec", "attachedRequired").path())
                .mustNotHaveChanged(before.at("spec", "attachRequired"));
        driver.at("spec", "volumeLifecycleModes").mustNotHaveChanged(before.at("spec", "volumeLifecycleModes"));
    }

    private static void tokens(At requests) {
        var audiences = new HashSet<String>();
        for (var request : requests.items()) {
            if (!audiences.add(request.at("audience").text())) {
                request.at("audience").duplicate();
                continue;
            }
            var seconds = request.at("expirationSeconds");
            if (seconds.isSet() && seconds.number() < 600) {
                seconds.invalid("may not specify a duration less than 10 minutes");
            }
            if (seconds.number() > 1L << 32) {
                seconds.invalid("may not specify a duration larger than 2^32 seconds");
            }
        }
    }

    static void capacity(At capacity) {
        Selectors.validate(capacity.at("nodeTopology"));
        capacity.at("storageClassName").mustBe(Syntax.DNS_SUBDOMAIN);
        if (capacity.at("capacity").isSet()) {
            ResourceValidation.mustNotBeNegative(capacity.at("capacity"));
        }
    }

    static void capacityUpdate(At capacity, At before) {
        capacity(capacity);
        InternalForm.selector(capacity.at("nodeTopology")).mustNotHaveChanged(before.at("nodeTopology"));
        capacity.at("storageClassName").mustNotHaveChanged(before.at("storageClassName"));
    }

    static void attributesClass(At attributes) {
        provisioner(attributes.at("driverName"));
        parameters(attributes.at("parameters"), false);
    }

    static void attributesClassUpdate(At attributes, At before) {
        for (var field : List.of("driverName", "parameters")) {
            if (!attributes.at(field).same(before.at(field))) {
                attributes.at(field).forbidden("updates to " + field + " are forbidden.");
            }
        }
        attributesClass(attributes);
    }
}
