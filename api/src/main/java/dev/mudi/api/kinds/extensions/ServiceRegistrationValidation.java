package dev.mudi.api.kinds.extensions;

import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import dev.mudi.api.validation.At;
import dev.mudi.api.validation.Syntax;
import java.util.Base64;
import java.util.List;

/** Rules for the registration of API groups and versions (Kubernetes reference, APIService). Stateless. */
final class ServiceRegistrationValidation {
    private ServiceRegistrationValidation() {}

    static String complaintAboutName(ObjectValue registration, String name) {
        var spec = registration.object("spec");
        var required = spec.string("version") + "." + spec.string("group");
        boolean good = !Syntax.PATH_SEGMENT.accepts(name) || name.equals(required);
        return good ? "" : "must be `spec.version+\".\"+spec.group`: " + FieldErrors.shown(Value.of(required));
    }

    static void update(At registration) {
        var name = registration.at("metadata", "name");
        var complaint = complaintAboutName(registration.object(), name.text());
        if (!complaint.isEmpty()) {
            name.invalid(complaint);
        }
        validate(registration);
    }

    static void validate(At registration) {
        var spec = registration.at("spec");
        var group = spec.at("group");
        var version = spec.at("version");
        if (!group.isEmpty()) {
            group.mustBe(Syntax.DNS_SUBDOMAIN);
        } else if (!version.is("v1")) {
            group.required("only v1 may have an empty group and it better be legacy kube");
        }
        version.mustBe(Syntax.DNS_1035_LABEL);
        priority(spec.at("groupPriorityMinimum"), 20_000);
        priority(spec.at("versionPriority"), 1000);
        if (spec.at("service").isSet()) {
            service(spec);
        } else {
            local(spec);
        }
    }

    private static void priority(At priority, int greatest) {
        if (priority.number() <= 0 || priority.number() > greatest) {
            priority.invalidNumber("must be positive and less than " + greatest);
        }
    }

    private static void local(At spec) {
        var bundle = spec.at("caBundle");
        if (!bundle.isEmpty()) {
            bundle.invalid(bytes(bundle.text()) + " bytes", "local APIServices may not have a caBundle");
        }
        if (spec.at("insecureSkipTLSVerify").truth()) {
            spec.at("insecureSkipTLSVerify").invalid("local APIServices may not have insecureSkipTLSVerify");
        }
    }

    private static int bytes(String base64) {
        try {
            return Base64.getDecoder().decode(base64).length;
        } catch (IllegalArgumentException e) {
            return base64.length();
        }
    }

    private static void service(At spec) {
        var service = spec.at("service");
        service.at("namespace").mustBeGiven();
        service.at("name").mustBeGiven();
        long port = service.at("port").number();
        if (port < 1 || port > 65535) {
            service.at("port").invalidNumber("port is not valid: must be between 1 and 65535, inclusive");
        }
        if (spec.at("insecureSkipTLSVerify").truth() && !spec.at("caBundle").isEmpty()) {
            spec.at("insecureSkipTLSVerify").invalid("may not be true if caBundle is present");
        }
    }

    static void status(At registration) {
        for (var condition : registration.at("status", "conditions").items()) {
            condition.at("status").mustBeOneOf(List.of("True", "False", "Unknown"));
        }
    }
}
