package dev.mudi.api.kinds.core;

import static dev.mudi.api.kinds.core.OneOfSources.source;

import dev.mudi.api.kinds.core.OneOfSources.Source;
import dev.mudi.api.meta.MetadataRules;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.validation.Amount;
import dev.mudi.api.validation.At;
import dev.mudi.api.validation.FilePaths;
import dev.mudi.api.validation.Selectors;
import dev.mudi.api.validation.Syntax;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Rules for the volumes of a pod (Kubernetes reference, Volume). Stateless. */
public final class VolumeValidation {
    private static final String FILE_MODE = "must be a number between 0 and 0777 (octal), both inclusive";
    private static final Set<String> TEMPLATE_METADATA = Set.of("annotations", "labels");

    /** What the rules know of a pod beside the volume: its name may be empty. */
    private record Holder(String pod, String volume, boolean isPod) {}

    private static final OneOfSources<Holder> SOURCES = new OneOfSources<>(List.of(
            source("emptyDir", (source, holder) -> emptyDirectory(source)),
            source("hostPath", (source, holder) -> VolumeSources.hostPath(source)),
            source("gitRepo", (source, holder) -> {
                source.at("repository").mustBeGiven();
                FilePaths.mustDescend(source.at("directory"));
            }),
            new Source<>(
                    "gcePersistentDisk",
                    "persistentDisk",
                    "gcePersistentDisk",
                    (source, holder) -> VolumeSources.disk(source, "pdName")),
            source("awsElasticBlockStore", (source, holder) -> VolumeSources.disk(source, "volumeID")),
            source("secret", (source, holder) -> keys(source, "secretName")),
            source("nfs", (source, holder) -> VolumeSources.nfs(source)),
            source("iscsi", VolumeValidation::iscsi),
            source("glusterfs", (source, holder) -> VolumeSources.glusterfs(source, false)),
            source("flocker", (source, holder) -> VolumeSources.flocker(source)),
            source(
                    "persistentVolumeClaim",
                    (source, holder) -> source.at("claimName").mustBeGiven()),
            source("rbd", (source, holder) -> VolumeSources.rbd(source)),
            source("cinder", (source, holder) -> VolumeSources.cinder(source, false)),
            new Source<>(
                    "cephfs",
                    "cephfs",
                    "cephFS",
                    (source, holder) -> source.at("monitors").mustBeGiven()),
            source("quobyte", (source, holder) -> VolumeSources.quobyte(source)),
            new Source<>("downwardAPI", "downwardAPI", "downwarAPI", (source, holder) -> {
                fileMode(source.at("defaultMode"));
                source.at("items").items().forEach(item -> downwardFile(item.shownAt(source.path())));
            }),
            source("fc", (source, holder) -> VolumeSources.fibreChannel(source)),
            source("flexVolume", (source, holder) -> VolumeSources.flex(source)),
            source("configMap", (source, holder) -> keys(source, "name")),
            source("azureFile", (source, holder) -> VolumeSources.azureFile(source)),
            source("vsphereVolume", (source, holder) -> source.at("volumePath").mustBeGiven()),
            source("photonPersistentDisk", (source, holder) -> source.at("pdID").mustBeGiven()),
            source("portworxVolume", (source, holder) -> source.at("volumeID").mustBeGiven()),
            source("azureDisk", (source, holder) -> VolumeSources.azureDisk(source)),
            source("storageos", (source, holder) -> VolumeSources.storageOs(source, false)),
            source("projected", (source, holder) -> {
                fileMode(source.at("defaultMode"));
                ProjectionValidation.validate(source);
            }),
            source("scaleIO", (source, holder) -> VolumeSources.scaleIo(source)),
            source("csi", (source, holder) -> VolumeSources.inlineCsi(source)),
            source("ephemeral", VolumeValidation::ephemeral),
            source("image", VolumeValidation::image)));

    private VolumeValidation() {}

    /**
     * Checks volumes.
     *
     * @param pod the name of the pod; empty in a template
     * @return the good ones by name
     */
    static Map<String, ObjectValue> validate(At volumes, String pod, boolean isPod) {
        var good = new HashMap<String, ObjectValue>();
        var claims = new HashSet<String>();
        for (var volume : volumes.items()) {
            if (!pod.isEmpty() && volume.at("ephemeral").isSet()) {
                claims.add(pod + "-" + volume.at("name").text());
            }
        }
        for (var volume : volumes.items()) {
            int before = volume.errors().list().size();
            var name = volume.at("name");
            SOURCES.validate(volume, new Holder(pod, name.text(), isPod));
            if (name.mustBeGiven()) {
                name.mustBe(Syntax.DNS_LABEL);
            }
            if (good.containsKey(name.text())) {
                name.duplicate();
            }
            if (volume.errors().list().size() == before) {
                good.put(name.text(), volume.object());
            }
            var claim = volume.at("persistentVolumeClaim", "claimName");
            if (claims.contains(claim.text())) {
                claim.invalid("must not reference a PVC that gets created for an ephemeral volume");
            }
        }
        return good;
    }

    private static void emptyDirectory(At source) {
        if (Amount.orZero(source.at("sizeLimit").value()).signum() < 0) {
            source.at("sizeLimit").forbidden("SizeLimit field must be a valid resource quantity");
        }
    }

    private static void iscsi(At source, Holder holder) {
        VolumeSources.iscsi(source, false);
        var full = holder.volume() + ":" + source.at("targetPortal").text();
        if (source.at("initiatorName").isSet() && full.length() > 64) {
            var name = source.path().parent().orElse(source.path()).child("name");
            source.shownAt(name)
                    .invalid(
                            holder.volume(),
                            "Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.");
        }
    }

    private static void keys(At source, String name) {
        source.at(name).mustBeGiven();
        fileMode(source.at("defaultMode"));
        source.at("items").items().forEach(VolumeValidation::key);
    }

    /** A key and the path of the file it goes to. */
    static void key(At item) {
        item.at("key").mustBeGiven();
        item.at("path").mustBeGiven();
        FilePaths.mustDescendUnreserved(item.at("path"));
        fileMode(item.at("mode"));
    }

    private static void fileMode(At mode) {
        if (mode.isSet() && (mode.number() < 0 || mode.number() > 0777)) {
            mode.invalidNumber(FILE_MODE);
        }
    }

    /** A file that is filled from the pod itself. */
    static void downwardFile(At file) {
        file.at("path").mustBeGiven();
        FilePaths.mustDescendUnreserved(file.at("path"));
        if (file.at("fieldRef").isSet()) {
            EnvironmentValidation.fieldReference(file.at("fieldRef"), EnvironmentValidation.VOLUME_FIELDS);
            if (file.at("resourceFieldRef").isSet()) {
                file.invalid("resource", "fieldRef and resourceFieldRef can not be specified simultaneously");
            }
        } else if (file.at("resourceFieldRef").isSet()) {
            EnvironmentValidation.resourceReference(file.at("resourceFieldRef"), true);
        } else {
            file.required("one of fieldRef and resourceFieldRef is required");
        }
        fileMode(file.at("mode"));
    }

    private static void ephemeral(At source, Holder holder) {
        var template = source.at("volumeClaimTemplate");
        if (!template.isSet()) {
            template.required();
        } else {
            var meta = template.at("metadata");
            MetadataRules.validateAnnotations(meta.at("annotations"));
            Selectors.validateLabels(meta.at("labels"));
            onlyTemplateMetadata(meta);
            ClaimValidation.spec(template.at("spec"));
        }
        if (!holder.pod().isEmpty() && !holder.volume().isEmpty()) {
            var claim = holder.pod() + "-" + holder.volume();
            var name =
                    source.shownAt(source.path().parent().orElse(source.path()).child("name"));
            for (var complaint : Syntax.DNS_SUBDOMAIN.complaints(claim)) {
                name.invalid(holder.volume(), "PVC name \"" + claim + "\": " + complaint);
            }
        }
    }

    /** Checks that the metadata of a template for one object has annotations and labels alone; upstream shows Go's names. */
    public static void onlyTemplateMetadata(At metadata) {
        for (var field : metadata.object().names()) {
            if (!TEMPLATE_METADATA.contains(field) && !metadata.at(field).isEmpty()) {
                metadata.shownAt(metadata.path().child(field.equals("uid") ? "uID" : field))
                        .forbidden("cannot be set");
            }
        }
    }

    private static void image(At source, Holder holder) {
        if (holder.isPod()) {
            source.at("reference").mustBeGiven();
        }
        ContainerValidation.pullPolicy(source.at("pullPolicy"));
    }
}
