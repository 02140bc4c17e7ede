package dev.mudi.controllers.cronjob;

import dev.mudi.client.Timestamps;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Which time of its schedule a CronJob has to serve.
 *
 * @param due the latest time that has come and was not served; empty for none, or when it is too late for it
 * @param missed how many have come since the last that was served, the due one among them; at most 101
 * @param tooLate whether a time has come that can't be served any more
 * @param next when to look again
 */
record CronDecision(Optional<Instant> due, int missed, boolean tooLate, Optional<Instant> next) {
    /** More than that, and something is wrong with a clock. */
    static final int MANY = 100;

    static CronDecision of(CronJob cronJob, CronSchedule schedule, Instant now) {
        var deadline = Optional.ofNullable(cronJob.getSpec().getStartingDeadlineSeconds())
                .map(Duration::ofSeconds);
        var served = served(cronJob);
        var earliest =
                deadline.map(now::minus).filter(limit -> limit.isAfter(served)).orElse(served);
        Optional<Instant> due = Optional.empty();
        int missed = 0;
        var time = schedule.next(earliest);
        while (time.isPresent() && !time.get().isAfter(now)) {
            due = time;
            missed++;
            if (missed > MANY) {
                due = latest(schedule, time.get(), now);
                break;
            }
            time = schedule.next(time.get());
        }
        boolean late = due.isEmpty()
                && deadline.isPresent()
                && schedule.next(served).filter(first -> !first.isAfter(now)).isPresent();
        return new CronDecision(due, missed, late, schedule.next(now));
    }

    private static Instant served(CronJob cronJob) {
        var last = cronJob.getStatus() == null ? null : cronJob.getStatus().getLastScheduleTime();
        return Timestamps.parse(last != null ? last : cronJob.getMetadata().getCreationTimestamp());
    }

    /** The last time up to now of a schedule with very many since: looked for from ever nearer. */
    private static Optional<Instant> latest(CronSchedule schedule, Instant known, Instant now) {
        var latest = known;
        for (var gap = Duration.between(known, now).dividedBy(2); gap.toSeconds() > 0; gap = gap.dividedBy(2)) {
            var candidate = schedule.next(now.minus(gap)).filter(time -> !time.isAfter(now));
            if (candidate.isPresent() && candidate.get().isAfter(latest)) {
                latest = candidate.get();
            }
        }
        for (var next = schedule.next(latest);
                next.isPresent() && !next.get().isAfter(now);
                next = schedule.next(latest)) {
            latest = next.get();
        }
        return Optional.of(latest);
    }
}
