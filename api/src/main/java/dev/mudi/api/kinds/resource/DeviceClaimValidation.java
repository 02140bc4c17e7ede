package dev.mudi.api.kinds.resource;

import dev.mudi.api.kinds.core.AffinityValidation;
import dev.mudi.api.kinds.core.ResourceValidation;
import dev.mudi.api.kinds.core.VolumeSources;
import dev.mudi.api.kinds.core.VolumeValidation;
import dev.mudi.api.meta.MetadataRules;
import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.validation.At;
import dev.mudi.api.validation.InternalForm;
import dev.mudi.api.validation.Selectors;
import dev.mudi.api.validation.Syntax;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Rules for claims of devices, their templates and classes of devices (Kubernetes reference, ResourceClaim, DeviceClass). Stateless.
 */
final class DeviceClaimValidation {
    static final int MOST_REQUESTS = 32;
    private static final int MOST_CONSTRAINTS = 32;
    private static final int MOST_CONFIGURATIONS = 32;
    private static final int MOST_SELECTORS = 32;
    private static final int MOST_ALTERNATIVES = 8;
    private static final int MOST_USERS = 256;
    private static final int LONGEST = 10 * 1024;
    private static final String ONE_KIND = "exactly one of `exactly` or `firstAvailable` is required";
    private static final String NO_REQUEST =
            "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'";

    private DeviceClaimValidation() {}

    static void claim(At claim) {
        devices(claim.at("spec", "devices"));
    }

    static void claimUpdate(At claim, At before) {
        InternalForm.mustNotHaveChanged(claim.at("spec"), before.at("spec"), "resource.v1.ResourceClaimSpec");
    }

    static void templateUpdate(At template, At before) {
        template(template);
        InternalForm.mustNotHaveChanged(
                template.at("spec"), before.at("spec"), "resource.v1.ResourceClaimTemplateSpec");
    }

    static void template(At template) {
        var metadata = template.at("spec", "metadata");
        MetadataRules.validateAnnotations(metadata.at("annotations"));
        Selectors.validateLabels(metadata.at("labels"));
        VolumeValidation.onlyTemplateMetadata(metadata);
        devices(template.at("spec", "spec", "devices"));
    }

    static void deviceClass(At deviceClass) {
        var spec = deviceClass.at("spec");
        selectors(spec.at("selectors"));
        if (spec.at("config").mustHaveAtMost(MOST_CONFIGURATIONS)) {
            spec.at("config").items().forEach(DeviceClaimValidation::configuration);
        }
        var name = spec.at("extendedResourceName");
        if (name.isSet() && !ResourceValidation.isExtended(name.text())) {
            name.invalid("must be a valid extended resource name");
        }
    }

    private static void devices(At devices) {
        var names = requestNames(devices.at("requests"));
        if (devices.at("requests").mustHaveAtMost(MOST_REQUESTS)) {
            devices.at("requests").items().forEach(DeviceClaimValidation::request);
            mustDiffer(devices.at("requests"), "name");
        }
        if (devices.at("constraints").mustHaveAtMost(MOST_CONSTRAINTS)) {
            devices.at("constraints").items().forEach(constraint -> constraint(constraint, names));
        }
        if (devices.at("config").mustHaveAtMost(MOST_CONFIGURATIONS)) {
            for (var configuration : devices.at("config").items()) {
                requests(configuration.at("requests"), names);
                configuration(configuration);
            }
        }
    }

    /** Checks that no two items have the same text in a field. */
    static void mustDiffer(At list, String field) {
        var seen = new HashSet<String>();
        for (var item : list.items()) {
            if (!seen.add(item.at(field).text())) {
                item.holding(item.at(field).value()).duplicate();
            }
        }
    }

    private static Map<String, Set<String>> requestNames(At requests) {
        var names = new HashMap<String, Set<String>>();
        for (var request : requests.items()) {
            var inner = new HashSet<String>();
            request.at("firstAvailable")
                    .items()
                    .forEach(item -> inner.add(item.at("name").text()));
            names.put(request.at("name").text(), inner);
        }
        return names;
    }

    private static void request(At request) {
        request.at("name").mustBe(Syntax.DNS_LABEL);
        var exact = request.at("exactly");
        var alternatives = request.at("firstAvailable");
        if (!exact.isSet() && alternatives.isEmpty()) {
            request.required(ONE_KIND);
        } else if (exact.isSet() && !alternatives.isEmpty()) {
            request.invalid(NullValue.NULL, ONE_KIND + ", but multiple fields are set");
        } else if (exact.isSet()) {
            demand(exact);
        } else if (alternatives.mustHaveAtMost(MOST_ALTERNATIVES)) {
            for (var alternative : alternatives.items()) {
                alternative.at("name").mustBe(Syntax.DNS_LABEL);
                demand(alternative);
            }
            mustDiffer(alternatives, "name");
        }
    }

    private static void demand(At demand) {
        var name = demand.at("deviceClassName");
        if (name.mustBeGiven()) {
            name.mustBe(Syntax.DNS_SUBDOMAIN);
        }
        selectors(demand.at("selectors"));
        var mode = demand.at("allocationMode");
        var count = demand.at("count");
        if (mode.is("All")) {
            if (!count.isEmpty()) {
                count.invalidNumber("must not be specified when allocationMode is 'All'");
            }
        } else if (mode.mustBeOneOf("All", "ExactCount")) {
            count.mustBePositive();
        }
        demand.at("tolerations").items().forEach(DeviceSliceValidation::toleration);
    }

    private static void selectors(At selectors) {
        if (!selectors.mustHaveAtMost(MOST_SELECTORS)) {
            return;
        }
        for (var selector : selectors.items()) {
            var expression = selector.at("cel", "expression");
            if (!selector.at("cel").isSet()) {
                selector.at("cel").required();
            } else if (Syntax.bytes(expression.text()) > LONGEST) {
                expression.tooLong(LONGEST);
            } else {
                DeviceExpressions.check(expression);
            }
        }
    }

    private static void constraint(At constraint, Map<String, Set<String>> names) {
        requests(constraint.at("requests"), names);
        var match = constraint.at("matchAttribute");
        var attribute = match.isSet() ? match : constraint.at("distinctAttribute");
        if (!attribute.isSet()) {
            constraint.required(
                    "exactly one of \"matchAttribute\" or \"distinctAttribute\" is required, but multiple fields are set");
            return;
        }
        DeviceSliceValidation.qualifiedName(attribute, attribute.text());
        if (!attribute.text().contains("/")) {
            attribute.invalid("a fully qualified name must be a domain and a name separated by a slash");
        }
    }

    /** Checks that no two texts are the same. */
    static void mustDiffer(At texts) {
        var seen = new HashSet<String>();
        for (var item : texts.items()) {
            if (!seen.add(item.text())) {
                item.duplicate();
            }
        }
    }

    private static void requests(At requests, Map<String, Set<String>> names) {
        if (requests.mustHaveAtMost(MOST_REQUESTS)) {
            requests.items().forEach(name -> requestName(name, names));
            mustDiffer(requests);
        }
    }

    private static void requestName(At name, Map<String, Set<String>> names) {
        var parts = name.text().split("/", -1);
        if (parts.length > 2) {
            name.invalid(NO_REQUEST);
            return;
        }
        for (var part : parts) {
            Syntax.DNS_LABEL.complaints(part).forEach(complaint -> name.invalid(part, complaint));
        }
        var inner = names.get(parts[0]);
        if (inner == null || (parts.length == 2 && !inner.contains(parts[1]))) {
            name.invalid(NO_REQUEST);
        }
    }

    private static void configuration(At configuration) {
        var opaque = configuration.at("opaque");
        if (!opaque.isSet()) {
            opaque.required();
            return;
        }
        VolumeSources.driverName(opaque.at("driver"));
        var parameters = opaque.at("parameters");
        if (!parameters.isSet()) {
            parameters.required();
        } else if (DeviceSliceValidation.jsonBytes(parameters) > LONGEST) {
            parameters.tooLong(LONGEST);
        } else if (!(parameters.value() instanceof ObjectValue)) {
            parameters.invalid("<value omitted>", "must be a valid JSON object");
        }
    }

    static void claimStatus(At claim, At before) {
        var names = requestNames(claim.at("spec", "devices", "requests"));
        var status = claim.at("status");
        var users = status.at("reservedFor");
        if (users.mustHaveAtMost(MOST_USERS)) {
            for (var user : users.items()) {
                for (var field : List.of("resource", "name", "uid")) {
                    user.at(field).mustBeGiven();
                }
            }
            mustDiffer(users, "uid");
        }
        DeviceStatusValidation.devices(status);
        var allocation = status.at("allocation");
        var old = before.at("status", "allocation");
        if (!users.isEmpty() && !allocation.isSet()) {
            users.forbidden("may not be specified when `allocated` is not set");
        }
        if (allocation.isSet() && old.isSet()) {
            InternalForm.mustNotHaveChanged(allocation, old, "resource.v1.AllocationResult");
        } else if (allocation.isSet()) {
            allocation(allocation, names);
        }
    }

    private static void allocation(At allocation, Map<String, Set<String>> names) {
        var devices = allocation.at("devices");
        if (devices.at("results").mustHaveAtMost(MOST_REQUESTS)) {
            for (var result : devices.at("results").items()) {
                requestName(result.at("request"), names);
                VolumeSources.driverName(result.at("driver"));
                DeviceSliceValidation.poolName(result.at("pool"));
                result.at("device").mustBe(Syntax.DNS_LABEL);
                DeviceSliceValidation.bindingConditions(result);
            }
        }
        if (devices.at("config").mustHaveAtMost(2 * MOST_CONFIGURATIONS)) {
            for (var configuration : devices.at("config").items()) {
                if (configuration.at("source").mustBeGiven()) {
                    configuration.at("source").mustBeOneOf("FromClaim", "FromClass");
                }
                requests(configuration.at("requests"), names);
                configuration(configuration);
            }
        }
        if (allocation.at("nodeSelector").isSet()) {
            AffinityValidation.nodeSelector(allocation.at("nodeSelector"));
        }
    }
}
