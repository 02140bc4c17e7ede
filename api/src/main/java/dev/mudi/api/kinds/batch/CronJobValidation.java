package dev.mudi.api.kinds.batch;

import dev.mudi.api.validation.At;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.regex.Pattern;

/** Rules for cron jobs (Kubernetes reference, CronJob). Stateless. */
final class CronJobValidation {
    private static final Pattern ZONE_PART = Pattern.compile("[A-Za-z.\\-_0-9+]{1,14}");

    private CronJobValidation() {}

    static void create(At job) {
        spec(job.at("spec"), job.holding(null));
        if (job.at("metadata", "name").text().length() > 52) {
            job.at("metadata", "name").invalid("must be no more than 52 characters");
        }
    }

    static void update(At job, At before) {
        spec(job.at("spec"), before.at("spec"));
    }

    private static void spec(At spec, At before) {
        var schedule = spec.at("schedule");
        if (schedule.mustBeGiven()) {
            CronSchedule.complaint(schedule.text()).ifPresent(schedule::invalid);
            boolean had = before.at("schedule").text().contains("TZ");
            boolean has = schedule.text().contains("TZ");
            if (has && !had) {
                schedule.invalid("cannot use TZ or CRON_TZ in schedule, use timeZone field instead");
            } else if (has && spec.at("timeZone").isSet()) {
                schedule.invalid("cannot use both timeZone field and TZ or CRON_TZ in schedule");
            }
        }
        spec.at("startingDeadlineSeconds").mustNotBeNegative();
        var zone = spec.at("timeZone");
        if (zone.isSet()
                && !(before.at("timeZone").isSet()
                        && zone.is(before.at("timeZone").text()))) {
            zone(zone);
        }
        if (spec.at("concurrencyPolicy").mustBeGiven()) {
            spec.at("concurrencyPolicy").mustBeOneOf("Allow", "Forbid", "Replace");
        }
        var template = spec.at("jobTemplate", "spec");
        JobValidation.templateSpec(template);
        if (template.at("selector").isSet()) {
            template.at("selector").invalid("`selector` will be auto-generated");
        }
        if (template.at("manualSelector").truth()) {
            template.at("manualSelector").mustBeOneOf("nil", "false");
        }
        spec.at("successfulJobsHistoryLimit").mustNotBeNegative();
        spec.at("failedJobsHistoryLimit").mustNotBeNegative();
    }

    private static void zone(At zone) {
        var name = zone.text();
        if (name.isEmpty()) {
            zone.invalid("timeZone must be nil or non-empty string");
            return;
        }
        for (var part : name.split("/", -1)) {
            boolean bad = part.equals(".") || part.equals("..") || part.startsWith("-");
            if (bad || !ZONE_PART.matcher(part).matches()) {
                zone.invalid("unknown time zone " + name);
                return;
            }
        }
        if (name.equalsIgnoreCase("Local")) {
            zone.invalid("timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones");
        }
        if (!name.equals("Local") && !isKnown(name)) {
            zone.invalid("unknown time zone " + name);
        }
    }

    private static boolean isKnown(String name) {
        try {
            return ZoneId.getAvailableZoneIds().contains(name)
                    || ZoneId.of(name).getId().equals(name);
        } catch (DateTimeException e) {
            return false;
        }
    }
}
