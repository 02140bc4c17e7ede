package dev.mudi.etcd.grpc;

import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.grpc.wire.Wire;
import dev.mudi.etcd.state.Alarms;
import dev.mudi.etcd.state.Alarms.Alarm;
import dev.mudi.etcd.state.Settings;
import java.util.List;
import java.util.stream.Stream;

/** The alarms of etcd's service Maintenance: shown, raised and taken off. */
final class AlarmService {
    /** What the only member of a store calls itself in its alarms. */
    private static final long SELF = 0;

    private final Etcd etcd;
    private final WireResponses wire;
    private final Callers callers;

    AlarmService(Etcd etcd, WireResponses wire, Callers callers) {
        this.etcd = etcd;
        this.wire = wire;
        this.callers = callers;
    }

    /** Those that stand. */
    List<Alarm> all() {
        return Alarms.all(etcd.settings()).stream().map(this::named).distinct().toList();
    }

    Wire.AlarmResponse answer(Wire.AlarmRequest request) {
        if (request.getAction() == Wire.AlarmRequest.AlarmAction.GET) {
            callers.requireSomeone();
        } else {
            callers.requireAdmin();
        }
        var touched = switch (request.getAction()) {
            case GET ->
                all().stream()
                        .filter(alarm ->
                                request.getAlarm() == Wire.AlarmType.NONE || request.getAlarm() == type(alarm));
            case ACTIVATE -> raise(request);
            case DEACTIVATE -> takeOff(request);
            case UNRECOGNIZED -> Stream.<Alarm>of();
        };
        return Wire.AlarmResponse.newBuilder()
                .addAllAlarms(touched.map(AlarmService::wire).toList())
                .setHeader(wire.header(etcd.revision()))
                .build();
    }

    private static Stream<Alarm> asked(Wire.AlarmRequest request) {
        return switch (request.getAlarm()) {
            case NOSPACE -> Stream.of(new Alarm(Alarms.Kind.NOSPACE, request.getMemberID()));
            case CORRUPT -> Stream.of(new Alarm(Alarms.Kind.CORRUPT, request.getMemberID()));
            case NONE, UNRECOGNIZED -> Stream.of();
        };
    }

    /** Answers what was not on before. */
    private Stream<Alarm> raise(Wire.AlarmRequest request) {
        var fresh = asked(request).filter(alarm -> !all().contains(alarm)).toList();
        change(fresh.stream().map(Alarms::raise));
        return fresh.stream();
    }

    /** Answers what was on before. */
    private Stream<Alarm> takeOff(Wire.AlarmRequest request) {
        var standing =
                asked(request).filter(alarm -> all().contains(named(alarm))).toList();
        change(standing.stream()
                .flatMap(alarm -> named(alarm).member() == wire.memberId()
                        ? Stream.of(named(alarm), new Alarm(alarm.kind(), SELF))
                        : Stream.of(alarm))
                .map(Alarms::takeOff));
        return standing.stream();
    }

    private Alarm named(Alarm alarm) {
        return alarm.member() == SELF ? new Alarm(alarm.kind(), wire.memberId()) : alarm;
    }

    private void change(Stream<Settings.Change> changes) {
        var all = changes.toList();
        if (!all.isEmpty()) {
            etcd.configure(all);
        }
    }

    private static Wire.AlarmType type(Alarm alarm) {
        return switch (alarm.kind()) {
            case NOSPACE -> Wire.AlarmType.NOSPACE;
            case CORRUPT -> Wire.AlarmType.CORRUPT;
        };
    }

    private static Wire.AlarmMember wire(Alarm alarm) {
        return Wire.AlarmMember.newBuilder()
                .setMemberID(alarm.member())
                .setAlarm(type(alarm))
                .build();
    }
}
