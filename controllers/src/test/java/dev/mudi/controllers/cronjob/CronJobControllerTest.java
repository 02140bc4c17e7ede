package dev.mudi.controllers.cronjob;

import static dev.mudi.controllers.spi.ControllerFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mudi.controllers.spi.ControllerFixture;
import dev.mudi.controllers.ttlafterfinished.TtlAfterFinishedController;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CronJobControllerTest {
    private final ControllerFixture fixture = new ControllerFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    private static List<String> times(String expression, String zone, String after, int count) {
        var schedule = CronSchedule.parse(expression, ZoneId.of(zone));
        List<String> times = new ArrayList<>();
        var time = Instant.parse(after);
        for (int i = 0; i < count; i++) {
            time = schedule.next(time).orElseThrow();
            times.add(time.toString());
        }
        return times;
    }

    @Test
    void knowsTheTimesOfAnExpression() {
        assertThat(times("*/15 8-9 * * *", "UTC", "2026-01-01T09:40:00Z", 2))
                .containsExactly("2026-01-01T09:45:00Z", "2026-01-02T08:00:00Z");
        assertThat(times("0 0 29 feb *", "UTC", "2026-01-01T00:00:00Z", 1)).containsExactly("2028-02-29T00:00:00Z");
        assertThat(times("0 12 13 * fri", "UTC", "2026-01-01T00:00:00Z", 3))
                .as("either the 13th or a Friday")
                .containsExactly("2026-01-02T12:00:00Z", "2026-01-09T12:00:00Z", "2026-01-13T12:00:00Z");
        assertThat(times("@weekly", "UTC", "2026-01-01T00:00:00Z", 1)).containsExactly("2026-01-04T00:00:00Z");
        assertThat(times("30 6 * * 7", "Europe/Berlin", "2026-07-01T00:00:00Z", 1))
                .containsExactly("2026-07-05T04:30:00Z");
        assertThat(CronSchedule.parse("0 0 31 feb *", ZoneId.of("UTC")).next(Instant.EPOCH))
                .isEmpty();
    }

    @Test
    void saysWhatIsWrongWithAnExpression() {
        assertThatThrownBy(() -> CronSchedule.parse("* * *", ZoneId.of("UTC"))).hasMessageContaining("3 fields");
        assertThatThrownBy(() -> CronSchedule.parse("60 * * * *", ZoneId.of("UTC")))
                .hasMessageContaining("0 to 59");
        assertThatThrownBy(() -> CronSchedule.parse("x * * * *", ZoneId.of("UTC")))
                .hasMessageContaining("\"x\"");
    }

    private static CronJobBuilder cronJob(String policy) {
        return new CronJobBuilder()
                .withNewMetadata()
                .withNamespace("a")
                .withName("tick")
                .withCreationTimestamp("2026-01-01T00:00:00Z")
                .endMetadata()
                .withNewSpec()
                .withSchedule("* * * * *")
                .withConcurrencyPolicy(policy)
                .withSuccessfulJobsHistoryLimit(1)
                .withNewJobTemplate()
                .withNewMetadata()
                .addToLabels("app", "tick")
                .endMetadata()
                .withNewSpec()
                .withCompletions(1)
                .endSpec()
                .endJobTemplate()
                .endSpec();
    }

    private List<Job> jobs() {
        return fixture.client.batch().v1().jobs().inNamespace("a").list().getItems();
    }

    private CronJob current() {
        return fixture.client
                .batch()
                .v1()
                .cronjobs()
                .inNamespace("a")
                .withName("tick")
                .get();
    }

    private void finish(Job job) {
        fixture.client
                .resource(new JobBuilder(job)
                        .withNewStatus()
                        .withCompletionTime("2026-01-01T00:01:30Z")
                        .addNewCondition()
                        .withType("Complete")
                        .withStatus("True")
                        .withLastTransitionTime("2026-01-01T00:01:30Z")
                        .endCondition()
                        .endStatus()
                        .build())
                .updateStatus();
    }

    @Test
    void makesAJobWhenItsTimeHasCome() throws Exception {
        fixture.start(CronJobController::new);
        fixture.create(cronJob("Allow").build());
        fixture.advance(Duration.ofSeconds(61));
        eventually(() -> {
            assertThat(jobs()).singleElement().satisfies(job -> {
                assertThat(job.getMetadata().getName())
                        .isEqualTo(
                                "tick-" + Instant.parse("2026-01-01T00:01:00Z").getEpochSecond() / 60);
                assertThat(job.getMetadata().getLabels()).containsEntry("app", "tick");
            });
            assertThat(current().getStatus().getLastScheduleTime()).isEqualTo("2026-01-01T00:01:00Z");
            assertThat(current().getStatus().getActive()).hasSize(1);
        });
        fixture.advance(Duration.ofSeconds(60));
        eventually(() -> assertThat(jobs()).hasSize(2));
    }

    @Test
    void aTimeIsLeftOutWhileTheJobBeforeRunsIfThatIsForbidden() throws Exception {
        fixture.start(CronJobController::new);
        fixture.create(cronJob("Forbid").build());
        fixture.advance(Duration.ofSeconds(61));
        eventually(() -> assertThat(current().getStatus().getActive()).hasSize(1));
        fixture.advance(Duration.ofSeconds(60));
        eventually(() -> assertThat(
                        fixture.client.v1().events().inNamespace("a").list().getItems())
                .anySatisfy(event -> assertThat(event.getReason()).isEqualTo("JobAlreadyActive")));
        assertThat(jobs()).hasSize(1);
        finish(jobs().getFirst());
        eventually(() -> assertThat(jobs()).hasSize(2));
        eventually(
                () -> assertThat(current().getStatus().getLastSuccessfulTime()).isEqualTo("2026-01-01T00:01:30Z"));
    }

    @Test
    void keepsOnlyAsManyFinishedJobsAsWanted() throws Exception {
        fixture.start(CronJobController::new);
        fixture.create(cronJob("Allow").build());
        for (int i = 0; i < 3; i++) {
            fixture.advance(Duration.ofSeconds(61));
            eventually(() -> assertThat(current().getStatus().getActive()).hasSize(1));
            jobs().stream().filter(job -> job.getStatus() == null).forEach(this::finish);
            eventually(() -> assertThat(current().getStatus().getActive()).isEmpty());
        }
        eventually(() -> assertThat(jobs()).hasSize(1));
    }

    @Test
    void ofManyTimesMissedOnlyTheLastIsServed() {
        var cronJob = cronJob("Allow").build();
        var schedule = CronSchedule.parse("* * * * *", ZoneId.of("UTC"));
        var decision = CronDecision.of(cronJob, schedule, Instant.parse("2026-01-02T00:00:30Z"));
        assertThat(decision.due()).contains(Instant.parse("2026-01-02T00:00:00Z"));
        assertThat(decision.missed()).isGreaterThan(CronDecision.MANY);
        cronJob.getSpec().setStartingDeadlineSeconds(10L);
        var late = CronDecision.of(cronJob, schedule, Instant.parse("2026-01-01T00:01:30Z"));
        assertThat(late.due()).isEmpty();
        assertThat(late.tooLate()).isTrue();
    }

    @Test
    void finishedJobsGoWhenTheirTimeToLiveIsOver() throws Exception {
        fixture.start(TtlAfterFinishedController::new);
        var job = fixture.create(new JobBuilder()
                .withNewMetadata()
                .withNamespace("a")
                .withName("done")
                .endMetadata()
                .withNewSpec()
                .withTtlSecondsAfterFinished(120)
                .endSpec()
                .build());
        finish(job);
        fixture.advance(Duration.ofSeconds(100));
        assertThat(jobs()).hasSize(1);
        fixture.advance(Duration.ofMinutes(2));
        eventually(() -> assertThat(
                        jobs().isEmpty() || jobs().getFirst().getMetadata().getDeletionTimestamp() != null)
                .isTrue());
    }
}
