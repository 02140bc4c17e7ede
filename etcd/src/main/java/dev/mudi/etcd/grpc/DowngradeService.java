package dev.mudi.etcd.grpc;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.EtcdException.Code;
import dev.mudi.etcd.grpc.wire.Wire;
import dev.mudi.etcd.state.Settings;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The downgrades of etcd's service Maintenance. One can be asked about, begun and given up as in etcd; while it is under way this
 * store waits for members of the older version, of which there are none.
 */
final class DowngradeService {
    private static final Bytes UNDER_WAY = Bytes.utf8("downgrade");
    /** What all members speak, as etcd 3.6 says it here: without the patch. */
    private static final String SPOKEN =
            MaintenanceService.CLUSTER_VERSION.substring(0, MaintenanceService.CLUSTER_VERSION.lastIndexOf('.'));

    private static final Pattern VERSION = Pattern.compile("([0-9]+)\\.([0-9]+)(\\.[0-9]+)?");

    private final Etcd etcd;
    private final WireResponses wire;
    private final Callers callers;

    DowngradeService(Etcd etcd, WireResponses wire, Callers callers) {
        this.etcd = etcd;
        this.wire = wire;
        this.callers = callers;
    }

    Wire.DowngradeResponse answer(Wire.DowngradeRequest request) {
        callers.requireAdmin();
        switch (request.getAction()) {
            case VALIDATE -> validate(request.getVersion());
            case ENABLE ->
                etcd.configure(List.of(Settings.Change.set(UNDER_WAY, Bytes.utf8(validate(request.getVersion())))));
            case CANCEL -> cancel();
            case UNRECOGNIZED -> throw EtcdException.of(Code.UNKNOWN_METHOD);
        }
        return Wire.DowngradeResponse.newBuilder()
                .setHeader(wire.header(etcd.revision()))
                .setVersion(SPOKEN)
                .build();
    }

    /** The version, if all members could go back to it: the minor version before theirs. */
    private String validate(String asked) {
        var version = VERSION.matcher(asked);
        if (!version.matches()) {
            throw EtcdException.of(Code.WRONG_DOWNGRADE_VERSION);
        }
        var now = MaintenanceService.CLUSTER_VERSION.split("\\.", -1);
        boolean before =
                version.group(1).equals(now[0]) && Long.parseLong(version.group(2)) == Long.parseLong(now[1]) - 1;
        if (!before) {
            throw EtcdException.of(Code.INVALID_DOWNGRADE_TARGET);
        }
        if (isUnderWay()) {
            throw EtcdException.of(Code.DOWNGRADE_IN_PROCESS);
        }
        return version.group(1) + "." + version.group(2) + ".0";
    }

    /** Where the one that is under way leads, as far as this member knows. */
    Wire.DowngradeInfo info() {
        var target = etcd.settings().get(UNDER_WAY);
        return Wire.DowngradeInfo.newBuilder()
                .setEnabled(target.isPresent())
                .setTargetVersion(target.map(Bytes::toUtf8).orElse(""))
                .build();
    }

    private boolean isUnderWay() {
        // A read that all members agree on: another may have begun one a moment ago.
        return etcd.revision() > 0 && etcd.settings().get(UNDER_WAY).isPresent();
    }

    private void cancel() {
        if (!isUnderWay()) {
            throw EtcdException.of(Code.NO_INFLIGHT_DOWNGRADE);
        }
        etcd.configure(List.of(Settings.Change.remove(UNDER_WAY)));
    }
}
