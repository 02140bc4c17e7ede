package dev.mudi.apiserver.admission;

import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/** Gives each pod a service account that exists, and its containers the account's token (upstream's plugin ServiceAccount). */
final class ServiceAccountAdmission implements Admission {
    private static final String DEFAULT = "default";
    private static final String MOUNT_PATH = "/var/run/secrets/kubernetes.io/serviceaccount";
    private static final String VOLUME_PREFIX = "kube-api-access-";
    private static final String NAME_CHARACTERS = "bcdfghjklmnpqrstvwxz2456789";
    private static final int SUFFIX = 5;

    /** An hour, and a bit that tells tokens of volumes from others. */
    private static final long TOKEN_SECONDS = 3_607;

    /** The default account is made by a controller soon after its namespace. */
    private static final int DEFAULT_ATTEMPTS = 20;

    private static final long ATTEMPT_NANOS = Duration.ofMillis(50).toNanos();

    private final LiveObjects objects;
    private final RandomGenerator random;

    ServiceAccountAdmission(LiveObjects objects, RandomGenerator random) {
        this.objects = objects;
        this.random = random;
    }

    @Override
    public String name() {
        return "ServiceAccount";
    }

    @Override
    public ObjectValue admit(AdmissionRequest request, ObjectValue pod) {
        if (!request.creates("", "pods") || Pods.isMirror(pod)) {
            return pod;
        }
        var spec = pod.object("spec");
        var name = spec.string("serviceAccountName");
        name = name.isEmpty() ? DEFAULT : name;
        spec = spec.with("serviceAccountName", name).with("serviceAccount", name);
        var account = account(request, name);
        if (automounts(spec, account)) {
            spec = withToken(spec);
        }
        if (spec.array("imagePullSecrets").isEmpty()
                && !account.array("imagePullSecrets").isEmpty()) {
            spec = spec.with("imagePullSecrets", account.array("imagePullSecrets"));
        }
        return pod.with("spec", spec);
    }

    private ObjectValue account(AdmissionRequest request, String name) {
        var namespace = request.target().namespace();
        Optional<ObjectValue> account = objects.get("", "serviceaccounts", namespace, name);
        for (int i = 0; account.isEmpty() && name.equals(DEFAULT) && i < DEFAULT_ATTEMPTS; i++) {
            LockSupport.parkNanos(ATTEMPT_NANOS);
            account = objects.get("", "serviceaccounts", namespace, name);
        }
        return account.orElseThrow(() -> request.forbidden("error looking up service account " + namespace + "/" + name
                + ": serviceaccount \"" + name + "\" not found"));
    }

    private static boolean automounts(ObjectValue spec, ObjectValue account) {
        var field = "automountServiceAccountToken";
        if (spec.has(field)) {
            return spec.bool(field);
        }
        return !account.has(field) || account.bool(field);
    }

    /** The volume of the account's token, unless every container mounts something in its place. */
    private ObjectValue withToken(ObjectValue spec) {
        var present = spec.array("volumes")
                .objects()
                .map(volume -> volume.string("name"))
                .filter(name -> name.startsWith(VOLUME_PREFIX))
                .findFirst();
        var volume = present.orElseGet(this::volumeName);
        var mount = ObjectValue.builder()
                .put("name", volume)
                .put("readOnly", true)
                .put("mountPath", MOUNT_PATH)
                .build();
        var mounted = mounted(mounted(spec, "initContainers", mount), "containers", mount);
        return mounted.equals(spec) || present.isPresent()
                ? mounted
                : mounted.with("volumes", mounted.array("volumes").plus(volume(volume)));
    }

    private String volumeName() {
        var name = new StringBuilder(VOLUME_PREFIX);
        for (int i = 0; i < SUFFIX; i++) {
            name.append(NAME_CHARACTERS.charAt(random.nextInt(NAME_CHARACTERS.length())));
        }
        return name.toString();
    }

    private static ObjectValue mounted(ObjectValue spec, String field, ObjectValue mount) {
        return spec.updateEach(field, container -> {
            var mounts = container.array("volumeMounts");
            boolean taken =
                    mounts.objects().anyMatch(other -> other.string("mountPath").equals(MOUNT_PATH));
            return taken ? container : container.with("volumeMounts", mounts.plus(mount));
        });
    }

    private static ObjectValue volume(String name) {
        var token = ObjectValue.builder()
                .put("expirationSeconds", TOKEN_SECONDS)
                .put("path", "token")
                .build();
        var certificate = ObjectValue.builder()
                .put("name", "kube-root-ca.crt")
                .put(
                        "items",
                        ArrayValue.of(ObjectValue.EMPTY.with("key", "ca.crt").with("path", "ca.crt")))
                .build();
        var field = ObjectValue.EMPTY.with("apiVersion", "v1").with("fieldPath", "metadata.namespace");
        var namespace = ObjectValue.builder()
                .put(
                        "items",
                        ArrayValue.of(ObjectValue.builder()
                                .put("path", "namespace")
                                .put("fieldRef", field)
                                .build()))
                .build();
        var sources = ArrayValue.of(
                ObjectValue.of("serviceAccountToken", token),
                ObjectValue.of("configMap", certificate),
                ObjectValue.of("downwardAPI", namespace));
        return ObjectValue.builder()
                .put("name", name)
                .put("projected", ObjectValue.of("sources", sources, "defaultMode", Value.of(420)))
                .build();
    }

    @Override
    public void validate(AdmissionRequest request) {
        var pod = request.object().orElse(ObjectValue.EMPTY);
        if (request.target().is("", "pods", "ephemeralcontainers")) {
            mountable(request, pod)
                    .flatMap(secrets -> secrets.ephemeralRefusal(pod))
                    .ifPresent(why -> {
                        throw request.forbidden(why);
                    });
        } else if (request.creates("", "pods") && Pods.isMirror(pod)) {
            validateMirror(request, pod);
        } else if (request.creates("", "pods")) {
            mountable(request, pod).flatMap(secrets -> secrets.refusal(pod)).ifPresent(why -> {
                throw request.forbidden(why);
            });
        }
    }

    private Optional<MountableSecrets> mountable(AdmissionRequest request, ObjectValue pod) {
        var name = pod.object("spec").string("serviceAccountName");
        if (name.isEmpty()) {
            throw request.forbidden("no service account specified for pod "
                    + request.target().namespace() + "/" + request.target().name());
        }
        return MountableSecrets.of(account(request, name));
    }

    private static void validateMirror(AdmissionRequest request, ObjectValue pod) {
        if (!pod.object("spec").string("serviceAccountName").isEmpty()) {
            throw request.forbidden("a mirror pod may not reference service accounts");
        }
        if (Pods.references(pod, "secret") || Pods.references(pod, "secretKeyRef")) {
            throw request.forbidden("a mirror pod may not reference secrets");
        }
        if (Pods.references(pod, "serviceAccountToken")) {
            throw request.forbidden("a mirror pod may not use ServiceAccountToken volume projections");
        }
    }
}
