package dev.mudi.api.kinds.resource;

import dev.mudi.api.codec.Json;
import dev.mudi.api.kinds.core.AffinityValidation;
import dev.mudi.api.kinds.core.VolumeSources;
import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import dev.mudi.api.validation.At;
import dev.mudi.api.validation.Conditions;
import dev.mudi.api.validation.InternalForm;
import dev.mudi.api.validation.SemanticVersion;
import dev.mudi.api.validation.Syntax;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;

/** Rules for the devices that drivers offer, and for taints on them (Kubernetes reference, ResourceSlice). Stateless. */
final class DeviceSliceValidation {
    private static final int MOST_DEVICES = 128;
    private static final int MOST_INTRICATE_DEVICES = 64;
    private static final int MOST_COUNTER_SETS = 8;
    private static final int MOST_COUNTERS = 32;
    private static final int MOST_CONSUMPTIONS = 2;
    private static final int MOST_ATTRIBUTES = 32;
    private static final int MOST_TAINTS = 16;
    private static final int MOST_CONDITIONS = 8;
    private static final int MOST_BINDING_CONDITIONS = 4;
    private static final int LONGEST_VALUE = 64;
    private static final int LONGEST_NAME = 32;
    private static final int LONGEST_POOL = 253;
    private static final String ONE_PLACE =
            "exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required";
    private static final String ONE_DEVICE_PLACE =
            "exactly one of `nodeName`, `nodeSelector`, or `allNodes` is required when `perDeviceNodeSelection` is set to true in the ResourceSlice spec";
    private static final List<String> EFFECTS = List.of("NoExecute", "NoSchedule", "None");

    private DeviceSliceValidation() {}

    static void create(At slice) {
        slice(slice.at("spec"));
    }

    static void update(At slice, At before) {
        slice(slice.at("spec"));
        slice.at("spec", "pool", "name").mustNotHaveChanged(before.at("spec", "pool", "name"));
        for (var field : List.of("driver", "nodeName")) {
            slice.at("spec", field).mustNotHaveChanged(before.at("spec", field));
        }
    }

    /** A driver is better named in lower case. */
    static List<String> warnings(ObjectValue slice) {
        var driver = slice.object("spec").string("driver");
        return driver.equals(driver.toLowerCase(Locale.ROOT))
                ? List.of()
                : List.of("spec.driver: driver names should be lowercase; \"" + driver
                        + "\" contains uppercase characters");
    }

    private static void slice(At spec) {
        VolumeSources.driverName(spec.at("driver"));
        var pool = spec.at("pool");
        poolName(pool.at("name"));
        pool.at("resourceSliceCount").mustBePositive();
        if (pool.at("generation").number() < 0) {
            pool.at("generation").invalidNumber("must be greater than or equal to zero");
        }
        places(spec);
        if (spec.at("sharedCounters").isSet() && spec.at("devices").isSet()) {
            spec.invalid("", "only one of `sharedCounters` or `devices` is allowed");
        }
        var devices = spec.at("devices");
        boolean intricate = devices.items().stream()
                .anyMatch(device -> !device.at("taints").isEmpty()
                        || !device.at("consumesCounters").isEmpty());
        if (devices.mustHaveAtMost(intricate ? MOST_INTRICATE_DEVICES : MOST_DEVICES)) {
            devices.items()
                    .forEach(device ->
                            device(device, spec.at("perDeviceNodeSelection").truth()));
            DeviceClaimValidation.mustDiffer(devices, "name");
        }
        counterSets(spec.at("sharedCounters"));
    }

    /** The name of a pool: subdomains joined by slashes. */
    static void poolName(At name) {
        if (!name.mustBeGiven()) {
            return;
        }
        name.mustBeAtMostBytes(LONGEST_POOL);
        for (var part : name.text().split("/", -1)) {
            Syntax.DNS_SUBDOMAIN.complaints(part).forEach(complaint -> name.invalid(part, complaint));
        }
    }

    private static void places(At spec) {
        var given = new ArrayList<String>();
        nodeName(spec.at("nodeName"), given, "must be either unset or set to a non-empty string");
        var selector = spec.at("nodeSelector");
        nodeSelector(selector, given);
        if (selector.isSet() && selector.at("nodeSelectorTerms").size() != 1) {
            InternalForm.each(selector.at("nodeSelectorTerms"), "core.v1.NodeSelectorTerm")
                    .invalid("must have exactly one node selector term");
        }
        flag(spec.at("allNodes"), "allNodes", given);
        flag(spec.at("perDeviceNodeSelection"), "perDeviceNodeSelection", given);
        if (given.isEmpty()) {
            spec.required(ONE_PLACE);
        } else if (given.size() > 1) {
            spec.invalid("{" + String.join(", ", given) + "}", ONE_PLACE + ", but multiple fields are set");
        }
    }

    private static void nodeName(At name, List<String> given, String complaint) {
        if (!name.isSet()) {
            return;
        }
        if (name.isEmpty()) {
            name.invalid(complaint);
        } else {
            given.add("`nodeName`");
            name.mustBe(Syntax.DNS_SUBDOMAIN);
        }
    }

    private static void nodeSelector(At selector, List<String> given) {
        if (selector.isSet()) {
            given.add("`nodeSelector`");
            AffinityValidation.nodeSelector(selector);
        }
    }

    private static void flag(At flag, String name, List<String> given) {
        if (flag.truth()) {
            given.add("`" + name + "`");
        } else if (flag.isSet()) {
            flag.invalid("must be either unset or set to true");
        }
    }

    private static void counterSets(At sets) {
        if (!sets.mustHaveAtMost(MOST_COUNTER_SETS)) {
            return;
        }
        sets.items().forEach(set -> counters(set, "name"));
        DeviceClaimValidation.mustDiffer(sets, "name");
    }

    private static void counters(At holder, String nameField) {
        if (holder.at(nameField).mustBeGiven()) {
            holder.at(nameField).mustBe(Syntax.DNS_LABEL);
        }
        var counters = holder.at("counters");
        if (counters.mustBeGiven() && counters.mustHaveAtMost(MOST_COUNTERS)) {
            for (var name : counters.object().names()) {
                Syntax.DNS_LABEL.complaints(name).forEach(complaint -> counters.invalid(name, complaint));
            }
        }
    }

    private static void device(At device, boolean placesItself) {
        device.at("name").mustBe(Syntax.DNS_LABEL);
        int total = device.at("attributes").size() + device.at("capacity").size();
        if (total > MOST_ATTRIBUTES) {
            device.errors()
                    .invalid(
                            device.path(),
                            total,
                            "the total number of attributes and capacities must not exceed " + MOST_ATTRIBUTES);
        }
        for (var name : device.at("attributes").object().names()) {
            qualifiedName(device.at("attributes"), name);
            attribute(device.at("attributes").entry(name));
        }
        for (var name : device.at("capacity").object().names()) {
            qualifiedName(device.at("capacity"), name);
            var capacity = device.at("capacity").entry(name);
            if (!device.at("allowMultipleAllocations").truth()) {
                capacity.at("requestPolicy").mustNotBeSet("allowMultipleAllocations must be true");
            } else if (capacity.at("requestPolicy").isSet()) {
                RequestPolicyValidation.validate(capacity.at("requestPolicy"), capacity.at("value"));
            }
        }
        if (device.at("taints").mustHaveAtMost(MOST_TAINTS)) {
            device.at("taints").items().forEach(DeviceSliceValidation::taint);
        }
        var consumptions = device.at("consumesCounters");
        if (consumptions.mustHaveAtMost(MOST_CONSUMPTIONS)) {
            consumptions.items().forEach(consumption -> counters(consumption, "counterSet"));
            DeviceClaimValidation.mustDiffer(consumptions, "counterSet");
        }
        devicePlaces(device, placesItself);
        bindingConditions(device);
    }

    /** Checks the conditions for binding and for its failure; either needs the other. */
    static void bindingConditions(At holder) {
        var good = holder.at("bindingConditions");
        var bad = holder.at("bindingFailureConditions");
        for (var conditions : List.of(good, bad)) {
            if (conditions.mustHaveAtMost(MOST_BINDING_CONDITIONS)) {
                conditions.items().forEach(condition -> condition.mustBe(Syntax.QUALIFIED_NAME));
            }
        }
        DeviceClaimValidation.mustDiffer(good);
        var seen = new HashSet<String>();
        for (var condition : bad.items()) {
            if (!seen.add(condition.text())) {
                condition.duplicate();
            }
            if (good.texts().contains(condition.text())) {
                condition.invalid("bindingFailureConditions must not overlap with bindingConditions");
            }
        }
        if (good.isEmpty() && !bad.isEmpty()) {
            good.invalid(good.value(), "bindingConditions are required to use bindingFailureConditions");
        }
        if (bad.isEmpty() && !good.isEmpty()) {
            bad.invalid(bad.value(), "bindingFailureConditions are required to use bindingConditions");
        }
    }

    private static void devicePlaces(At device, boolean placesItself) {
        var fields = List.of(device.at("nodeName"), device.at("nodeSelector"), device.at("allNodes"));
        if (!placesItself) {
            if (fields.stream().anyMatch(At::isSet)) {
                device.invalid(
                        NullValue.NULL,
                        "`nodeName`, `nodeSelector` and `allNodes` can only be set if `perDeviceNodeSelection` is set to true in the ResourceSlice spec");
            }
            return;
        }
        var given = new ArrayList<String>();
        nodeName(fields.get(0), given, "must not be empty");
        nodeSelector(fields.get(1), given);
        flag(fields.get(2), "allNodes", given);
        if (given.isEmpty()) {
            device.required(ONE_DEVICE_PLACE);
        } else if (given.size() > 1) {
            device.invalid("{" + String.join(", ", given) + "}", ONE_DEVICE_PLACE);
        }
    }

    /** Checks a name with or without a domain before it. */
    static void qualifiedName(At at, String name) {
        int slash = name.indexOf('/');
        if (slash >= 0 && name.indexOf('/', slash + 1) >= 0) {
            return;
        }
        if (slash == 0) {
            at.invalid("", "the domain must not be empty");
        } else if (slash > 0) {
            VolumeSources.driverName(at.holding(Value.of(name.substring(0, slash))));
        }
        var rest = name.substring(slash + 1);
        if (slash >= 0 && rest.isEmpty()) {
            at.invalid("", "the name must not be empty");
            return;
        }
        if (Syntax.bytes(rest) > LONGEST_NAME) {
            at.tooLong(LONGEST_NAME);
        }
        Syntax.C_IDENTIFIER.complaints(rest).forEach(complaint -> at.invalid(rest, complaint));
    }

    private static void attribute(At attribute) {
        var given = List.of("bool", "int", "string", "version").stream()
                .filter(field -> attribute.at(field).isSet())
                .toList();
        attribute.at("string").mustBeAtMostBytes(LONGEST_VALUE);
        var version = attribute.at("version");
        if (version.isSet()) {
            if (SemanticVersion.parse(version.text()).isEmpty()) {
                version.invalid("must be a string compatible with semver.org spec 2.0.0");
            }
            version.mustBeAtMostBytes(LONGEST_VALUE);
        }
        if (given.isEmpty()) {
            attribute.invalid("", "exactly one value must be specified");
        } else if (given.size() > 1) {
            InternalForm.at(attribute, "resource.v1.DeviceAttribute").invalid("exactly one value must be specified");
        }
    }

    /** Checks a taint of a device. */
    static void taint(At taint) {
        taint.at("key").mustBe(Syntax.QUALIFIED_NAME);
        taint.at("value").mustBe(Syntax.LABEL_VALUE);
        if (taint.at("effect").mustBeGiven()) {
            taint.at("effect").mustBeOneOf(EFFECTS);
        }
    }

    /** Checks what taints of devices are tolerated. */
    static void toleration(At toleration) {
        if (!toleration.at("key").isEmpty()) {
            toleration.at("key").mustBe(Syntax.QUALIFIED_NAME);
        }
        var operator = toleration.at("operator");
        var value = toleration.at("value");
        if (operator.mustBeGiven() && operator.mustBeOneOf("Equal", "Exists")) {
            if (operator.is("Equal")) {
                value.mustBe(Syntax.LABEL_VALUE);
            } else if (!value.isEmpty()) {
                value.invalid("must be empty for operator `Exists`");
            }
        }
        if (!toleration.at("effect").isEmpty()) {
            toleration.at("effect").mustBeOneOf(EFFECTS);
        }
    }

    static void taintRule(At rule) {
        var selector = rule.at("spec", "deviceSelector");
        if (selector.at("driver").isSet()) {
            VolumeSources.driverName(selector.at("driver"));
        }
        if (selector.at("pool").isSet()) {
            poolName(selector.at("pool"));
        }
        if (selector.at("device").isSet()) {
            selector.at("device").mustBe(Syntax.DNS_LABEL);
        }
        taint(rule.at("spec", "taint"));
    }

    static void taintRuleStatus(At rule) {
        Conditions.validate(rule.at("status", "conditions"));
        rule.at("status", "conditions").mustHaveAtMost(MOST_CONDITIONS);
    }

    /** How long a value is as JSON. */
    static int jsonBytes(At at) {
        return Json.write(at.value()).length;
    }
}
