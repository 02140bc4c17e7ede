package dev.mudi.api.kinds.core;

import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import dev.mudi.api.validation.At;
import dev.mudi.api.validation.FilePaths;
import dev.mudi.api.validation.Syntax;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Rules for the containers of a pod: regular, init and ephemeral (Kubernetes reference, Container). Stateless. */
final class ContainerValidation {
    private static final List<String> PROTOCOLS = List.of("SCTP", "TCP", "UDP");
    private static final List<String> RESTART_POLICIES = List.of("Always", "Never", "OnFailure");
    private static final String ONLY_SIDECARS = "may not be set for init containers without restartPolicy=Always";
    private static final List<String> HOOKS = List.of("lifecycle", "livenessProbe", "readinessProbe", "startupProbe");
    private static final String NEEDS_POLICY = "must specify restartPolicy when restart rules are used";
    private static final List<String> NOT_EPHEMERAL = List.of(
            "ports",
            "resources",
            "livenessProbe",
            "readinessProbe",
            "startupProbe",
            "lifecycle",
            "resizePolicy",
            "restartPolicy",
            "restartPolicyRules");

    private final At spec;
    private final Map<String, ObjectValue> volumes;
    private final Set<String> claims;
    private final boolean hostUsers;

    /** Rules for containers of this pod, with the volumes and resource claims that it has. */
    ContainerValidation(At spec, Map<String, ObjectValue> volumes, Set<String> claims) {
        this.spec = spec;
        this.volumes = volumes;
        this.claims = claims;
        var users = spec.at("hostUsers");
        this.hostUsers = !users.isSet() || users.truth();
    }

    void containers() {
        var containers = spec.at("containers");
        if (!containers.mustBeGiven()) {
            return;
        }
        var names = new HashSet<String>();
        for (var container : containers.items()) {
            common(container);
            if (!names.add(container.at("name").text())) {
                container.at("name").duplicate();
            }
            ProbeValidation.validate(container, spec);
            restartPolicy(container);
        }
        hostPorts(containers.items());
    }

    void initContainers() {
        var names = new HashSet<String>();
        spec.at("containers")
                .items()
                .forEach(container -> names.add(container.at("name").text()));
        for (var container : spec.at("initContainers").items()) {
            common(container);
            initRestartPolicy(container);
            var name = container.at("name");
            if (!name.isEmpty() && !names.add(name.text())) {
                name.duplicate();
            }
            hostPorts(List.of(container));
            if (container.at("restartPolicy").is("Always")) {
                ProbeValidation.validate(container, spec);
            } else {
                HOOKS.forEach(hook -> container.at(hook).mustNotBeSet(ONLY_SIDECARS));
                container.at("resizePolicy").items().forEach(ContainerValidation::mustNotRestart);
            }
        }
    }

    private static void mustNotRestart(At resizePolicy) {
        if (resizePolicy.at("restartPolicy").is("RestartContainer")) {
            resizePolicy
                    .at("restartPolicy")
                    .invalid("must not be set to 'RestartContainer' for non-sidecar initContainers");
        }
    }

    void ephemeralContainers() {
        var others = new HashSet<String>();
        for (var list : List.of("containers", "initContainers")) {
            spec.at(list)
                    .items()
                    .forEach(container -> others.add(container.at("name").text()));
        }
        var names = new HashSet<>(others);
        for (var container : spec.at("ephemeralContainers").items()) {
            common(container);
            image(container);
            if (!names.add(container.at("name").text())) {
                container.at("name").duplicate();
            }
            var target = container.at("targetContainerName");
            if (!target.isEmpty() && !others.contains(target.text())) {
                target.notFound();
            }
            NOT_EPHEMERAL.stream()
                    .filter(field ->
                            !field.equals("resources") || !container.at(field).isEmpty())
                    .forEach(field -> mustBeEphemeral(container.at(field)));
            for (var mount : container.at("volumeMounts").items()) {
                mustBeEphemeral(mount.at("subPath"));
                mustBeEphemeral(mount.at("subPathExpr"));
            }
        }
    }

    private static void mustBeEphemeral(At field) {
        // A structure without fields and an empty text that is a pointer inside are set.
        if (field.isSet() && !(field.value() instanceof ArrayValue list && list.isEmpty())) {
            field.forbidden("cannot be set for an Ephemeral Container");
        }
    }

    /** Checks that the name of an image has no white space around it; templates may have it. */
    static void image(At container) {
        var image = container.at("image").text();
        if (!image.strip().equals(image)) {
            container.at("image").invalid("must not have leading or trailing whitespace");
        }
    }

    private void common(At container) {
        if (container.at("name").mustBeGiven()) {
            container.at("name").mustBe(Syntax.DNS_LABEL);
        }
        container.at("image").mustBeGiven();
        if (container.at("terminationMessagePolicy").mustBeGiven()) {
            container.at("terminationMessagePolicy").mustBeOneOf("File", "FallbackToLogsOnError");
        }
        ports(container.at("ports"));
        EnvironmentValidation.variables(container.at("env"));
        EnvironmentValidation.sources(container.at("envFrom"));
        mounts(container);
        devices(container);
        pullPolicy(container.at("imagePullPolicy"));
        ResourceValidation.container(container.at("resources"), claims);
        resizePolicy(container.at("resizePolicy"));
        SecurityValidation.container(container.at("securityContext"), hostUsers);
    }

    private static void ports(At ports) {
        var names = new HashSet<String>();
        for (var port : ports.items()) {
            var name = port.at("name");
            if (!name.isEmpty() && name.mustBe(Syntax.PORT_NAME) && !names.add(name.text())) {
                name.duplicate();
            }
            if (port.at("containerPort").mustBeGiven()) {
                port.at("containerPort").mustBePort();
            }
            if (port.at("hostPort").number() != 0) {
                port.at("hostPort").mustBePort();
            }
            if (port.at("protocol").mustBeGiven()) {
                port.at("protocol").mustBeOneOf(PROTOCOLS);
            }
        }
    }

    private void mounts(At container) {
        var devices = new HashMap<String, String>();
        for (var device : container.at("volumeDevices").items()) {
            devices.put(device.at("name").text(), device.at("devicePath").text());
        }
        var paths = new HashSet<String>();
        var mounts = container.at("volumeMounts");
        for (var mount : mounts.items()) {
            var name = mount.at("name");
            var path = mount.at("mountPath");
            name.mustBeGiven();
            if (!volumes.containsKey(name.text())) {
                name.notFound();
            }
            path.mustBeGiven();
            if (!paths.add(path.text())) {
                path.invalid("must be unique");
            }
            if (devices.containsKey(name.text())) {
                name.invalid("must not already exist in volumeDevices");
            }
            if (devices.containsValue(path.text())) {
                path.invalid("must not already exist as a path in volumeDevices");
            }
            mountOptions(mount, mounts, container);
        }
    }

    /** Upstream shows errors of these options at the list, not at the item. */
    private static void mountOptions(At mount, At mounts, At container) {
        var subPath = mount.at("subPath");
        var expression = mount.at("subPathExpr");
        if (!subPath.isEmpty()) {
            FilePaths.mustDescend(subPath.shownAt(mounts.path().child("subPath")));
        }
        if (!expression.isEmpty()) {
            if (!subPath.isEmpty()) {
                expression.invalid("subPathExpr and subPath are mutually exclusive");
            }
            FilePaths.mustDescend(expression.shownAt(mounts.path().child("subPathExpr")));
        }
        var propagation = mount.at("mountPropagation").shownAt(mounts.path().child("mountPropagation"));
        if (propagation.isSet()) {
            propagation.mustBeOneOf("Bidirectional", "HostToContainer", "None");
            if (propagation.is("Bidirectional")
                    && !container.at("securityContext", "privileged").truth()) {
                propagation.forbidden("Bidirectional mount propagation is available only to privileged containers");
            }
        }
        var recursive = mount.at("recursiveReadOnly").shownAt(mounts.path().child("recursiveReadOnly"));
        if (recursive.isSet()
                && recursive.mustBeOneOf("Disabled", "Enabled", "IfPossible")
                && !recursive.is("Disabled")) {
            if (!mount.at("readOnly").truth()) {
                recursive.forbidden("may only be specified when readOnly is true");
            }
            if (propagation.isSet() && !propagation.is("None")) {
                recursive.forbidden("may only be specified when mountPropagation is None or not specified");
            }
        }
    }

    private void devices(At container) {
        var mounted = new HashMap<String, String>();
        for (var mount : container.at("volumeMounts").items()) {
            mounted.put(mount.at("name").text(), mount.at("mountPath").text());
        }
        var names = new HashSet<String>();
        var paths = new HashSet<String>();
        for (var device : container.at("volumeDevices").items()) {
            var name = device.at("name");
            var path = device.at("devicePath");
            name.mustBeGiven();
            if (names.contains(name.text())) {
                name.invalid("must be unique");
            }
            var volume = volumes.get(name.text());
            if (volume == null) {
                name.notFound();
            } else if (!volume.has("persistentVolumeClaim") && !volume.has("ephemeral")) {
                name.invalid("can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode");
            }
            path.mustBeGiven();
            if (paths.contains(path.text())) {
                path.invalid("must be unique");
            }
            if (FilePaths.goesUp(path.text())) {
                path.invalid("can not contain backsteps ('..')");
            } else {
                paths.add(path.text());
            }
            if (mounted.containsKey(name.text())) {
                name.invalid("must not already exist in volumeMounts");
            }
            if (mounted.containsValue(path.text())) {
                path.invalid("must not already exist as a path in volumeMounts");
            }
            if (!name.isEmpty()) {
                names.add(name.text());
            }
        }
    }

    static void pullPolicy(At policy) {
        if (policy.mustBeGiven()) {
            policy.mustBeOneOf("Always", "IfNotPresent", "Never");
        }
    }

    private void resizePolicy(At policies) {
        var resources = new HashSet<String>();
        for (var policy : policies.items()) {
            var resource = policy.at("resourceName");
            var restart = policy.at("restartPolicy");
            if (!resources.add(resource.text())) {
                policy.holding(Value.of(resource.text())).duplicate();
            }
            if (policies.holding(resource.value()).mustBeGiven()) {
                policies.holding(resource.value()).mustBeOneOf("cpu", "memory");
            }
            if (policies.holding(restart.value()).mustBeGiven()) {
                policies.holding(restart.value()).mustBeOneOf("NotRequired", "RestartContainer");
            }
            if (spec.at("restartPolicy").is("Never") && !restart.is("NotRequired")) {
                policies.holding(Value.of(restart.text()))
                        .invalid("must be 'NotRequired' when pod `restartPolicy` is 'Never'");
            }
        }
    }

    private static void initRestartPolicy(At container) {
        var policy = container.at("restartPolicy");
        if (policy.isSet()) {
            restartPolicy(container);
        } else if (!container.at("restartPolicyRules").isEmpty()) {
            policy.required(NEEDS_POLICY);
        }
    }

    private static void restartPolicy(At container) {
        var policy = container.at("restartPolicy");
        var rules = container.at("restartPolicyRules");
        if (policy.isSet()) {
            policy.mustBeOneOf(RESTART_POLICIES);
        } else if (!rules.isEmpty()) {
            policy.required(NEEDS_POLICY);
        }
        rules.mustHaveAtMost(20);
        for (var rule : rules.items()) {
            rule.at("action").mustBeOneOf("Restart", "RestartAllContainers");
            var codes = rule.at("exitCodes");
            if (codes.isSet()) {
                codes.at("operator").mustBeOneOf("In", "NotIn");
                codes.at("values").mustHaveAtMost(255);
            } else {
                codes.required("must be specified");
            }
        }
    }

    private static void hostPorts(List<At> containers) {
        var taken = new HashSet<String>();
        for (var container : containers) {
            for (var port : container.at("ports").items()) {
                var host = port.at("hostPort");
                var key = port.at("protocol").text() + "/" + port.at("hostIP").text() + "/" + host.number();
                if (host.number() != 0 && !taken.add(key)) {
                    host.holding(Value.of(key)).duplicate();
                }
            }
        }
    }
}
