package dev.mudi.api.validation;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What Go calls the fields of upstream's internal structures, and where their order is not that of JSON. */
final class InternalNames {
    /** Names that are not just the one in JSON with a capital letter. */
    private static final Map<String, String> NAMES = pairs(
            "fsType=FSType apiGroup=APIGroup apiGroups=APIGroups apiVersion=APIVersion apiVersions=APIVersions uid=UID"
                    + " gid=GID ip=IP ips=IPs ipMode=IPMode tty=TTY os=OS dnsPolicy=DNSPolicy dnsConfig=DNSConfig tls=TLS http=HTTP"
                    + " httpGet=HTTPGet httpHeaders=HTTPHeaders tcpSocket=TCPSocket grpc=GRPC nfs=NFS iscsi=ISCSI rbd=RBD fc=FC"
                    + " csi=CSI cephfs=CephFS storageos=StorageOS gcePersistentDisk=GCEPersistentDisk"
                    + " awsElasticBlockStore=AWSElasticBlockStore pdName=PDName iqn=IQN iscsiInterface=ISCSIInterface"
                    + " chapAuthDiscovery=DiscoveryCHAPAuth chapAuthSession=SessionCHAPAuth wwids=WWIDs sslEnabled=SSLEnabled"
                    + " diskURI=DataDiskURI seLinuxOptions=SELinuxOptions fsGroup=FSGroup fsGroupChangePolicy=FSGroupChangePolicy"
                    + " seLinuxChangePolicy=SELinuxChangePolicy fsGroupPolicy=FSGroupPolicy seLinuxMount=SELinuxMount"
                    + " qosClass=QOSClass lastState=LastTerminationState ipFamilies=IPFamilies ipFamilyPolicy=IPFamilyPolicy"
                    + " ipBlock=IPBlock cidr=CIDR cidrs=CIDRs osImage=OSImage gmsaCredentialSpecName=GMSACredentialSpecName"
                    + " gmsaCredentialSpec=GMSACredentialSpec ttlSecondsAfterFinished=TTLSecondsAfterFinished cel=CEL"
                    + " externalID=DoNotUseExternalID jsonPatch=JSONPatch url=URL caBundle=CABundle");

    /** Names of single structures. */
    private static final Map<String, String> OF_STRUCTURES = pairs(
            "GlusterfsVolumeSource.endpoints=EndpointsName GlusterfsPersistentVolumeSource.endpoints=EndpointsName"
                    + " RBDVolumeSource.monitors=CephMonitors RBDVolumeSource.image=RBDImage RBDVolumeSource.pool=RBDPool"
                    + " RBDVolumeSource.user=RadosUser RBDPersistentVolumeSource.monitors=CephMonitors"
                    + " RBDPersistentVolumeSource.image=RBDImage RBDPersistentVolumeSource.pool=RBDPool"
                    + " RBDPersistentVolumeSource.user=RadosUser DeviceAttribute.int=IntValue DeviceAttribute.bool=BoolValue"
                    + " DeviceAttribute.string=StringValue DeviceAttribute.version=VersionValue DeviceAttribute.ints=IntValues"
                    + " DeviceAttribute.bools=BoolValues DeviceAttribute.strings=StringValues DeviceAttribute.versions=VersionValues");

    private static final String VOLUME_SOURCES =
            "hostPath emptyDir gcePersistentDisk awsElasticBlockStore gitRepo secret nfs iscsi glusterfs"
                    + " persistentVolumeClaim rbd quobyte flexVolume cinder cephfs flocker downwardAPI fc azureFile configMap"
                    + " vsphereVolume azureDisk photonPersistentDisk projected portworxVolume scaleIO storageos csi ephemeral image";
    private static final String PERSISTENT_SOURCES =
            "gcePersistentDisk awsElasticBlockStore hostPath glusterfs nfs rbd quobyte iscsi flexVolume cinder cephfs fc"
                    + " flocker azureFile vsphereVolume azureDisk photonPersistentDisk portworxVolume scaleIO local storageos csi";

    private static final Map<String, List<String>> ORDERS = Map.of(
            "Volume",
            words("name " + VOLUME_SOURCES),
            "PersistentVolumeSource",
            words(PERSISTENT_SOURCES),
            "PersistentVolumeSpec",
            words(
                    "capacity " + PERSISTENT_SOURCES
                            + " accessModes claimRef persistentVolumeReclaimPolicy storageClassName mountOptions volumeMode nodeAffinity volumeAttributesClassName"),
            "PodSpec",
            words("volumes initContainers containers ephemeralContainers restartPolicy terminationGracePeriodSeconds"
                    + " activeDeadlineSeconds dnsPolicy nodeSelector serviceAccountName automountServiceAccountToken"
                    + " nodeName securityContext imagePullSecrets hostname subdomain setHostnameAsFQDN affinity"
                    + " schedulerName tolerations hostAliases priorityClassName priority preemptionPolicy dnsConfig"
                    + " readinessGates runtimeClassName overhead enableServiceLinks topologySpreadConstraints os"
                    + " schedulingGates resourceClaims resources hostnameOverride schedulingGroup"),
            "PodSecurityContext",
            words("seLinuxOptions windowsOptions runAsUser runAsGroup runAsNonRoot supplementalGroups"
                    + " supplementalGroupsPolicy fsGroup fsGroupChangePolicy sysctls seccompProfile appArmorProfile"
                    + " seLinuxChangePolicy"),
            "JobSpec",
            words(
                    "parallelism completions podFailurePolicy successPolicy activeDeadlineSeconds backoffLimit backoffLimitPerIndex"
                            + " maxFailedIndexes selector manualSelector template ttlSecondsAfterFinished completionMode suspend"
                            + " podReplacementPolicy managedBy"));

    private InternalNames() {}

    private static Map<String, String> pairs(String text) {
        return Arrays.stream(text.split(" "))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }

    private static List<String> words(String text) {
        return List.of(text.split(" "));
    }

    /** The name of a field. */
    static String of(String structure, String field) {
        var own = OF_STRUCTURES.get(structure + "." + field);
        if (own != null) {
            return own;
        }
        var known = NAMES.get(field);
        return known != null ? known : Character.toUpperCase(field.charAt(0)) + field.substring(1);
    }

    /** The order of a structure's fields by their names in JSON; empty if it is the usual one. */
    static List<String> order(String structure) {
        return ORDERS.getOrDefault(structure, List.of());
    }
}
