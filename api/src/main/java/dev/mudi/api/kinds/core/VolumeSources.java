package dev.mudi.api.kinds.core;

import dev.mudi.api.validation.At;
import dev.mudi.api.validation.FilePaths;
import dev.mudi.api.validation.Syntax;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Rules for the sources that volumes of pods and persistent volumes share (Kubernetes reference, Volume). Stateless. */
public final class VolumeSources {
    private static final Pattern IQN = Pattern.compile("iqn\\.\\d{4}-\\d{2}\\.([\\p{Alnum}\\-.]+)(:[^,;*&$|\\s]+)$");
    private static final Pattern EUI = Pattern.compile("^eui\\.\\p{Alnum}{16}$");
    private static final Pattern NAA = Pattern.compile("^naa\\.\\p{Alnum}{32}$");
    private static final List<String> HOST_PATH_TYPES = List.of(
            "", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket");
    private static final String HOST_AND_PORT = "must be a host:port pair or multiple pairs separated by commas";
    private static final List<String> MANAGED_DISK =
            List.of("/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}");
    private static final List<String> BLOB_DISK =
            List.of("https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd");

    private VolumeSources() {}

    static void hostPath(At source) {
        if (source.at("path").mustBeGiven()) {
            FilePaths.mustNotGoUp(source.at("path"));
            if (source.at("type").isSet()) {
                source.at("type").mustBeOneOf(HOST_PATH_TYPES);
            }
        }
    }

    static void disk(At source, String name) {
        source.at(name).mustBeGiven();
        var partition = source.at("partition");
        if (partition.number() < 0 || partition.number() > 255) {
            partition.invalidNumber("must be between 1 and 255, inclusive");
        }
    }

    static void nfs(At source) {
        source.at("server").mustBeGiven();
        source.at("path").mustBeGiven();
        if (!source.at("path").text().startsWith("/")) {
            source.at("path").invalid(source.at("path").text(), "must be an absolute path");
        }
    }

    static void iscsi(At source, boolean persistent) {
        source.at("targetPortal").mustBeGiven();
        if (source.at("iqn").mustBeGiven()) {
            initiator(source.at("iqn"), source.at("iqn"), persistent);
        }
        source.at("lun").mustBeBetween(0, 255);
        boolean authenticates = source.at("chapAuthDiscovery").truth()
                || source.at("chapAuthSession").truth();
        if (authenticates && !source.at("secretRef").isSet()) {
            source.at("secretRef").required();
        }
        if (persistent && source.at("secretRef").isSet()) {
            source.at("secretRef", "name").mustBeGiven();
        }
        if (source.at("initiatorName").isSet()) {
            initiator(source.at("initiatorName"), source.at("initiatorname"), persistent);
        }
    }

    private static void initiator(At name, At shown, boolean persistent) {
        var text = name.text();
        var pattern = text.startsWith("iqn") ? IQN : text.startsWith("eui") ? EUI : text.startsWith("naa") ? NAA : null;
        if (pattern == null) {
            shown.invalid(
                    text, persistent ? "must be valid format" : "must be valid format starting with iqn, eui, or naa");
        } else if (!pattern.matcher(text).find()) {
            shown.invalid(text, "must be valid format");
        }
    }

    static void fibreChannel(At source) {
        var names = source.at("targetWWNs");
        if (names.isEmpty() && source.at("wwids").isEmpty()) {
            names.required("must specify either targetWWNs or wwids, but not both");
        }
        if (!names.isEmpty() && !source.at("wwids").isEmpty()) {
            names.invalid("targetWWNs and wwids can not be specified simultaneously");
        }
        if (!names.isEmpty()) {
            if (source.at("lun").isSet()) {
                source.at("lun").mustBeBetween(0, 255);
            } else {
                source.at("lun").required("lun is required if targetWWNs is specified");
            }
        }
    }

    static void quobyte(At source) {
        var registry = source.at("registry");
        if (registry.isEmpty()) {
            registry.required(HOST_AND_PORT);
        } else if (source.at("tenant").text().length() >= 65) {
            source.at("tenant").required("must be a UUID and may not exceed a length of 64 characters");
        } else {
            for (var pair : registry.text().split(",", -1)) {
                if (pair.indexOf(':') < 0 || (pair.indexOf(':') != pair.lastIndexOf(':') && !pair.startsWith("["))) {
                    registry.invalid(HOST_AND_PORT);
                }
            }
        }
        source.at("volume").mustBeGiven();
    }

    static void glusterfs(At source, boolean persistent) {
        source.at("endpoints").mustBeGiven();
        source.at("path").mustBeGiven();
        var namespace = source.at("endpointsNamespace");
        if (persistent && namespace.isSet()) {
            if (namespace.is("")) {
                namespace.invalid("if the endpointnamespace is set, it must be a valid namespace name");
            } else {
                namespace.mustBe(Syntax.DNS_LABEL);
            }
        }
    }

    static void flocker(At source) {
        boolean named = !source.at("datasetName").isEmpty();
        boolean identified = !source.at("datasetUUID").isEmpty();
        if (!named && !identified) {
            source.required("one of datasetName and datasetUUID is required");
        }
        if (named && identified) {
            source.invalid("resource", "datasetName and datasetUUID can not be specified simultaneously");
        }
        if (source.at("datasetName").text().contains("/")) {
            source.at("datasetName").invalid("must not contain '/'");
        }
    }

    static void rbd(At source) {
        source.at("monitors").mustBeGiven();
        source.at("image").mustBeGiven();
    }

    static void cinder(At source, boolean persistent) {
        source.at("volumeID").mustBeGiven();
        secret(source, persistent);
    }

    /** A reference to a secret; those of persistent volumes name its namespace too. */
    private static void secret(At source, boolean persistent) {
        if (source.at("secretRef").isSet()) {
            source.at("secretRef", "name").mustBeGiven();
            if (persistent) {
                source.at("secretRef", "namespace").mustBeGiven();
            }
        }
    }

    static void flex(At source) {
        source.at("driver").mustBeGiven();
        for (var key : source.at("options").object().names()) {
            int slash = key.indexOf('/');
            var domain = "." + (slash < 0 ? key : key.substring(0, slash)).toLowerCase(Locale.ROOT);
            if (domain.endsWith(".kubernetes.io") || domain.endsWith(".k8s.io")) {
                source.at("options").entry(key).invalid(key, "kubernetes.io and k8s.io namespaces are reserved");
            }
        }
    }

    static void azureFile(At source) {
        source.at("secretName").mustBeGiven();
        source.at("shareName").mustBeGiven();
        if (source.at("secretNamespace").isSet()) {
            source.at("secretNamespace").mustBeGiven();
        }
    }

    static void azureDisk(At source) {
        source.at("diskName").mustBeGiven();
        source.at("diskURI").mustBeGiven();
        if (source.at("cachingMode").isSet()) {
            source.at("cachingMode").mustBeOneOf("None", "ReadOnly", "ReadWrite");
        }
        var kind = source.at("kind");
        if (kind.isSet()) {
            kind.mustBeOneOf("Dedicated", "Managed", "Shared");
            var uri = source.at("diskURI");
            if (kind.is("Managed") && !uri.text().startsWith("/subscriptions/")) {
                uri.notSupported(MANAGED_DISK);
            }
            if (!kind.is("Managed") && !uri.text().startsWith("https://")) {
                uri.notSupported(BLOB_DISK);
            }
        }
    }

    static void scaleIo(At source) {
        source.at("gateway").mustBeGiven();
        source.at("system").mustBeGiven();
        source.at("volumeName").mustBeGiven();
    }

    static void storageOs(At source, boolean persistent) {
        if (source.at("volumeName").mustBeGiven()) {
            source.at("volumeName").mustBe(Syntax.DNS_LABEL);
        }
        if (!source.at("volumeNamespace").isEmpty()) {
            source.at("volumeNamespace").mustBe(Syntax.DNS_LABEL);
        }
        secret(source, persistent);
    }

    /** The name of a CSI driver: a subdomain in any case, at most 63 bytes. */
    public static void driverName(At driver) {
        if (driver.mustBeGiven()) {
            driver.mustBeAtMostBytes(63);
            for (var complaint : Syntax.DNS_SUBDOMAIN.complaints(driver.text().toLowerCase(Locale.ROOT))) {
                driver.invalid(complaint);
            }
        }
    }

    static void inlineCsi(At source) {
        driverName(source.at("driver"));
        var secret = source.at("nodePublishSecretRef");
        if (secret.isSet() && secret.at("name").mustBeGiven()) {
            secret.at("name").shownAt(source.at("name").path()).mustBe(Syntax.DNS_SUBDOMAIN);
        }
    }

    static void persistentCsi(At source) {
        driverName(source.at("driver"));
        source.at("volumeHandle").mustBeGiven();
        for (var name : List.of(
                "controllerPublishSecretRef",
                "controllerExpandSecretRef",
                "nodePublishSecretRef",
                "nodeExpandSecretRef")) {
            var secret = source.at(name);
            if (secret.isSet()) {
                if (secret.at("name").mustBeGiven()) {
                    secret.at("name").mustBe(Syntax.DNS_SUBDOMAIN);
                }
                if (secret.at("namespace").mustBeGiven()) {
                    secret.at("namespace").mustBe(Syntax.DNS_LABEL);
                }
            }
        }
    }
}
