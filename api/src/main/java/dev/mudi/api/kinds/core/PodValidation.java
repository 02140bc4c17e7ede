package dev.mudi.api.kinds.core;

import dev.mudi.api.meta.MetadataRules;
import dev.mudi.api.tree.Value;
import dev.mudi.api.validation.Addresses;
import dev.mudi.api.validation.At;
import dev.mudi.api.validation.InternalForm;
import dev.mudi.api.validation.Selectors;
import dev.mudi.api.validation.Syntax;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Rules for pods and for the templates of pods (Kubernetes reference, PodSpec). Stateless. */
public final class PodValidation {
    private static final List<String> DNS_POLICIES =
            List.of("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None");
    private static final List<String> CONTAINER_LISTS = List.of("initContainers", "containers", "ephemeralContainers");
    private static final String APPARMOR = "container.apparmor.security.beta.kubernetes.io/";
    private static final String MIRROR = "kubernetes.io/config.mirror";
    private static final String DELETION_COST = "controller.kubernetes.io/pod-deletion-cost";
    private static final Pattern COST = Pattern.compile("0|-?[1-9]\\d{0,9}");

    private PodValidation() {}

    static void create(At pod) {
        validate(pod);
        var spec = pod.at("spec");
        if (!spec.at("ephemeralContainers").isEmpty()) {
            spec.at("ephemeralContainers").forbidden("cannot be set on create");
        }
        if (!spec.at("nodeName").isEmpty() && !spec.at("schedulingGates").isEmpty()) {
            spec.at("nodeName").forbidden("cannot be set until all schedulingGates have been cleared");
        }
    }

    static void validate(At pod) {
        var spec = pod.at("spec");
        annotations(pod.at("metadata", "annotations"), spec);
        spec(spec, pod.at("metadata", "name").text(), true);
        SecurityValidation.seccompMatches(pod.at("metadata", "annotations"), spec);
        AppArmorAnnotations.mustMatch(pod.at("metadata", "annotations"), spec);
        if (spec.at("serviceAccountName").isEmpty()) {
            for (var volume : spec.at("volumes").items()) {
                for (var source : volume.at("projected", "sources").items()) {
                    source.at("serviceAccountToken")
                            .mustNotBeSet("must not be specified when serviceAccountName is not set");
                }
            }
        }
        spec.at("containers").items().forEach(ContainerValidation::image);
        spec.at("initContainers").items().forEach(ContainerValidation::image);
    }

    /** Checks the template of a workload: its labels, annotations and spec. */
    public static void template(At template) {
        templateMetadata(template);
        spec(template.at("spec"), "", false);
        if (!template.at("spec", "ephemeralContainers").isEmpty()) {
            template.at("spec", "ephemeralContainers").forbidden("ephemeral containers not allowed in pod template");
        }
    }

    /** Checks the labels and annotations of the template of a workload. */
    public static void templateMetadata(At template) {
        Selectors.validateLabels(
                template.at("metadata", "labels").shownAt(template.path().child("labels")));
        var annotations =
                template.at("metadata", "annotations").shownAt(template.path().child("annotations"));
        MetadataRules.validateAnnotations(annotations);
        annotations(annotations, template.at("spec"));
    }

    private static void annotations(At annotations, At spec) {
        for (var entry : annotations.strings().entrySet()) {
            var at = annotations.entry(entry.getKey());
            if (entry.getKey().equals(MIRROR) && spec.at("nodeName").isEmpty()) {
                at.invalid("must set spec.nodeName if mirror pod annotation is set");
            } else if (entry.getKey().equals(DELETION_COST) && !isCost(entry.getValue())) {
                at.invalid("must be a 32bit integer");
            }
        }
        SecurityValidation.annotations(annotations);
        appArmor(annotations, spec);
    }

    private static boolean isCost(String text) {
        return COST.matcher(text).matches() && Long.parseLong(text) == (int) Long.parseLong(text);
    }

    private static void appArmor(At annotations, At spec) {
        for (var entry : annotations.strings().entrySet()) {
            if (!entry.getKey().startsWith(APPARMOR)) {
                continue;
            }
            var at = annotations.entry(entry.getKey());
            var name = entry.getKey().substring(APPARMOR.length());
            if (containers(spec).stream()
                    .noneMatch(container -> container.at("name").is(name))) {
                at.invalid(name, "container not found");
            }
            var profile = entry.getValue();
            boolean known =
                    Set.of("", "runtime/default", "unconfined").contains(profile) || profile.startsWith("localhost/");
            if (!known) {
                at.invalid("invalid AppArmor profile name: \"" + profile + "\"");
            }
        }
    }

    /** All containers of a pod: init containers, then regular ones, then ephemeral ones. */
    static List<At> containers(At spec) {
        var all = new ArrayList<At>();
        CONTAINER_LISTS.forEach(list -> all.addAll(spec.at(list).items()));
        return all;
    }

    private static void spec(At spec, String pod, boolean isPod) {
        if (!spec.at("terminationGracePeriodSeconds").isSet()) {
            spec.at("terminationGracePeriodSeconds").required();
        }
        var volumes = VolumeValidation.validate(spec.at("volumes"), pod, isPod);
        var claims = resourceClaims(spec.at("resourceClaims"));
        var containers = new ContainerValidation(spec, volumes, claims);
        containers.containers();
        containers.initContainers();
        containers.ephemeralContainers();
        ResourceValidation.pod(spec.at("resources"), spec, claims);
        if (spec.at("hostNetwork").truth()) {
            hostPorts(spec, isPod);
        }
        if (spec.at("restartPolicy").mustBeGiven()) {
            spec.at("restartPolicy").mustBeOneOf("Always", "OnFailure", "Never");
        }
        if (spec.at("dnsPolicy").mustBeGiven()) {
            spec.at("dnsPolicy").mustBeOneOf(DNS_POLICIES);
        }
        Selectors.validateLabels(spec.at("nodeSelector"));
        SecurityValidation.pod(spec.at("securityContext"), spec);
        AffinityValidation.affinity(spec.at("affinity"));
        dns(spec.at("dnsConfig"), spec.at("dnsPolicy").is("None"));
        for (var gate : spec.at("readinessGates").items()) {
            gate.at("conditionType").mustBe(Syntax.QUALIFIED_NAME);
        }
        schedulingGates(spec.at("schedulingGates"));
        AffinityValidation.spread(spec.at("topologySpreadConstraints"));
        var all = containers(spec);
        WindowsValidation.hostProcess(spec, all);
        hostUsers(spec, all);
        names(spec);
        AffinityValidation.tolerations(spec.at("tolerations"));
        for (var alias : spec.at("hostAliases").items()) {
            Addresses.mustBeAddress(alias.at("ip"));
            alias.at("hostnames").items().forEach(name -> name.mustBe(Syntax.DNS_SUBDOMAIN));
        }
        classes(spec);
        WindowsValidation.operatingSystem(spec, all);
        fileReferences(spec, all);
    }

    private static Set<String> resourceClaims(At claims) {
        var names = new HashSet<String>();
        for (var claim : claims.items()) {
            var name = claim.at("name");
            if (name.mustBeGiven()) {
                if (names.add(name.text())) {
                    name.mustBe(Syntax.DNS_LABEL);
                } else {
                    name.duplicate();
                }
            }
            var direct = claim.at("resourceClaimName");
            var template = claim.at("resourceClaimTemplateName");
            if (direct.isSet() && template.isSet()) {
                InternalForm.at(claim, "core.v1.PodResourceClaim")
                        .invalid("at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified");
            }
            if (!direct.isSet() && !template.isSet()) {
                InternalForm.at(claim, "core.v1.PodResourceClaim")
                        .invalid("must specify one of: `resourceClaimName`, `resourceClaimTemplateName`");
            }
            for (var reference : List.of(direct, template)) {
                if (reference.isSet()) {
                    reference.mustBe(Syntax.DNS_SUBDOMAIN);
                }
            }
        }
        return names;
    }

    private static void hostPorts(At spec, boolean isPod) {
        for (var container : spec.at("containers").items()) {
            for (var port : container.at("ports").items()) {
                long host = port.at("hostPort").number();
                if ((isPod || host != 0) && host != port.at("containerPort").number()) {
                    port.at("hostPort").invalidNumber("must match `containerPort` when `hostNetwork` is true");
                }
            }
        }
    }

    private static void dns(At config, boolean alone) {
        if (alone) {
            if (!config.isSet()) {
                config.required("must provide `dnsConfig` when `dnsPolicy` is None");
                return;
            }
            if (!config.at("nameservers")
                    .mustBeGiven("must provide at least one DNS nameserver when `dnsPolicy` is None")) {
                return;
            }
        }
        var servers = config.at("nameservers");
        if (servers.size() > 3) {
            servers.invalid("must not have more than 3 nameservers");
        }
        servers.items().forEach(Addresses::mustBeAddress);
        var searches = config.at("searches");
        if (searches.size() > 32) {
            searches.invalid("must not have more than 32 search paths");
        }
        if (String.join(" ", searches.texts()).length() > 2048) {
            searches.invalid("must not have more than 2048 characters (including spaces) in the search list");
        }
        for (var search : searches.items()) {
            var text = search.text();
            if (!text.equals(".")) {
                var plain = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
                search.holding(Value.of(plain)).mustBe(Syntax.UNDERSCORE_SUBDOMAIN);
            }
        }
        for (var option : config.at("options").items()) {
            if (option.at("name").isEmpty()) {
                option.required("must not be empty");
            }
        }
    }

    private static void schedulingGates(At gates) {
        var seen = new HashSet<String>();
        for (var gate : gates.items()) {
            var at = gate.holding(Value.of(gate.at("name").text()));
            at.mustBe(Syntax.QUALIFIED_NAME);
            if (!seen.add(at.text())) {
                at.duplicate();
            }
        }
    }

    private static void hostUsers(At spec, List<At> containers) {
        var users = spec.at("hostUsers");
        if (!users.isSet() || users.truth()) {
            return;
        }
        var why = "when `hostUsers` is false";
        if (spec.at("hostNetwork").truth()) {
            spec.at("hostNetwork").forbidden(why);
        }
        if (spec.at("hostPID").truth()) {
            spec.at("HostPID").forbidden(why);
        }
        if (spec.at("hostIPC").truth()) {
            spec.at("HostIPC").forbidden(why);
        }
        for (var container : containers) {
            if (!container.at("volumeDevices").isEmpty()) {
                container.at("volumeDevices").forbidden(why);
            }
        }
    }

    private static void names(At spec) {
        var override = spec.at("hostnameOverride");
        if (override.isSet()) {
            if (spec.at("setHostnameAsFQDN").truth()) {
                override.forbidden("may not be specified when setHostnameAsFQDN is true");
            }
            if (spec.at("hostNetwork").truth()) {
                override.forbidden("may not be specified when hostNetwork is true");
            }
            override.mustBeAtMostBytes(64);
            override.mustBe(Syntax.DNS_SUBDOMAIN);
        }
        ifGiven(spec.at("serviceAccountName"), Syntax.DNS_SUBDOMAIN);
        ifGiven(spec.at("nodeName"), Syntax.DNS_SUBDOMAIN);
        if (spec.at("activeDeadlineSeconds").isSet()) {
            spec.at("activeDeadlineSeconds").mustBeBetween(1, Integer.MAX_VALUE);
        }
        ifGiven(spec.at("hostname"), Syntax.DNS_LABEL);
        ifGiven(spec.at("subdomain"), Syntax.DNS_LABEL);
    }

    private static void ifGiven(At name, Syntax syntax) {
        if (!name.isEmpty()) {
            name.mustBe(syntax);
        }
    }

    /** Checks whether pods of a priority may push others aside, in a pod or in a priority class. */
    public static void preemptionPolicy(At preemption) {
        if (preemption.isSet() && preemption.mustBeGiven()) {
            preemption.mustBeOneOf("PreemptLowerPriority", "Never");
        }
    }

    private static void classes(At spec) {
        ifGiven(spec.at("priorityClassName"), Syntax.DNS_SUBDOMAIN);
        if (spec.at("runtimeClassName").isSet()) {
            spec.at("runtimeClassName").mustBe(Syntax.DNS_SUBDOMAIN);
        }
        preemptionPolicy(spec.at("preemptionPolicy"));
        if (spec.at("overhead").isSet()) {
            ResourceValidation.overhead(spec.at("overhead"));
        }
    }

    private static void fileReferences(At spec, List<At> containers) {
        for (var container : containers) {
            for (var variable : container.at("env").items()) {
                var reference = variable.at("valueFrom", "fileKeyRef");
                if (!reference.isSet()) {
                    continue;
                }
                var name = reference.at("volumeName");
                var volume = spec.at("volumes").items().stream()
                        .filter(item -> item.at("name").is(name.text()))
                        .findFirst();
                if (volume.isEmpty()) {
                    name.notFound();
                } else if (!volume.get().at("emptyDir").isSet()) {
                    name.invalid("referenced volume must be of type emptyDir");
                }
            }
        }
    }
}
