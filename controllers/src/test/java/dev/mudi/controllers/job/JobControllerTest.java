package dev.mudi.controllers.job;

import static dev.mudi.controllers.spi.ControllerFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.controllers.spi.ControllerFixture;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JobControllerTest {
    private final ControllerFixture fixture = new ControllerFixture();

    @BeforeEach
    void start() throws Exception {
        fixture.start(JobController::new);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private static JobBuilder job(int completions, int parallelism) {
        return new JobBuilder()
                .withNewMetadata()
                .withNamespace("a")
                .withName("sum")
                .endMetadata()
                .withNewSpec()
                .withCompletions(completions)
                .withParallelism(parallelism)
                .withBackoffLimit(2)
                .withNewSelector()
                .addToMatchLabels("job-name", "sum")
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .addToLabels("job-name", "sum")
                .endMetadata()
                .withNewSpec()
                .withRestartPolicy("Never")
                .addNewContainer()
                .withName("c")
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec();
    }

    private Job current() {
        return fixture.client
                .batch()
                .v1()
                .jobs()
                .inNamespace("a")
                .withName("sum")
                .get();
    }

    private List<Pod> running() {
        List<Pod> running = new ArrayList<>();
        for (var pod : fixture.pods("a")) {
            if (pod.getStatus() == null || pod.getStatus().getPhase() == null) {
                running.add(pod);
            }
        }
        return running;
    }

    private void end(Pod pod, String phase) {
        fixture.client
                .resource(new PodBuilder(pod)
                        .withNewStatus()
                        .withPhase(phase)
                        .endStatus()
                        .build())
                .updateStatus();
    }

    private List<String> conditions() {
        return current().getStatus().getConditions().stream()
                .map(condition -> condition.getType() + "=" + condition.getReason())
                .toList();
    }

    @Test
    void runsAsManyPodsAtOnceAsAllowedUntilEnoughHaveSucceeded() {
        fixture.create(job(3, 2).build());
        eventually(() -> assertThat(running()).hasSize(2));
        running().forEach(pod -> end(pod, "Succeeded"));
        eventually(() -> assertThat(running()).hasSize(1));
        running().forEach(pod -> end(pod, "Succeeded"));
        eventually(() -> {
            assertThat(conditions())
                    .containsExactly("SuccessCriteriaMet=CompletionsReached", "Complete=CompletionsReached");
            assertThat(current().getStatus().getSucceeded()).isEqualTo(3);
            assertThat(current().getStatus().getCompletionTime()).isNotEmpty();
            assertThat(current().getStatus().getUncountedTerminatedPods().getSucceeded())
                    .isEmpty();
        });
        assertThat(fixture.pods("a")).hasSize(3).noneMatch(JobAccount::isTracked);
    }

    @Test
    void triesAgainAfterAPauseAndGivesUpAtTheLimit() {
        fixture.create(job(1, 1).build());
        for (int failures = 1; failures <= 3; failures++) {
            eventually(() -> assertThat(running()).hasSize(1));
            running().forEach(pod -> end(pod, "Failed"));
            int expected = failures;
            eventually(() -> assertThat(current().getStatus().getFailed()).isEqualTo(expected));
            assertThat(running()).isEmpty();
            fixture.advance(Duration.ofMinutes(1));
        }
        eventually(() -> assertThat(conditions())
                .containsExactly("FailureTarget=BackoffLimitExceeded", "Failed=BackoffLimitExceeded"));
        assertThat(running()).isEmpty();
    }

    @Test
    void countsAPodOnceAlsoWhenItIsDeletedAfterItsEnd() {
        fixture.create(job(2, 1).build());
        eventually(() -> assertThat(running()).hasSize(1));
        var first = running().getFirst();
        end(first, "Succeeded");
        fixture.client.resource(first).delete();
        eventually(() -> {
            assertThat(current().getStatus().getSucceeded()).isEqualTo(1);
            assertThat(running()).hasSize(1);
        });
        running().forEach(pod -> end(pod, "Succeeded"));
        eventually(() -> assertThat(current().getStatus().getSucceeded()).isEqualTo(2));
    }

    @Test
    void anIndexedJobRunsEachIndexUntilItHasSucceeded() {
        fixture.create(
                job(3, 3).editSpec().withCompletionMode("Indexed").endSpec().build());
        eventually(() -> assertThat(running())
                .extracting(pod -> Indexes.of(pod).orElse(-1))
                .containsExactlyInAnyOrder(0, 1, 2));
        var zero = running().stream()
                .filter(pod -> Indexes.of(pod).orElse(-1) == 0)
                .findFirst()
                .orElseThrow();
        assertThat(zero.getSpec().getHostname()).isEqualTo("sum-0");
        assertThat(zero.getSpec().getContainers().getFirst().getEnv())
                .anyMatch(variable -> variable.getName().equals("JOB_COMPLETION_INDEX"));
        end(zero, "Failed");
        running().stream().filter(pod -> Indexes.of(pod).orElse(-1) != 0).forEach(pod -> end(pod, "Succeeded"));
        eventually(() -> assertThat(current().getStatus().getCompletedIndexes()).isEqualTo("1,2"));
        fixture.advance(Duration.ofMinutes(1));
        eventually(() -> assertThat(running())
                .extracting(pod -> Indexes.of(pod).orElse(-1))
                .containsExactly(0));
        running().forEach(pod -> end(pod, "Succeeded"));
        eventually(() -> {
            assertThat(current().getStatus().getCompletedIndexes()).isEqualTo("0-2");
            assertThat(JobReport.isFinished(current())).isTrue();
        });
    }

    /** Of three indexes, each of which may fail once and be tried again. */
    private static JobBuilder jobWithALimitPerIndex() {
        return job(3, 3)
                .editSpec()
                .withCompletionMode("Indexed")
                .withBackoffLimit(Integer.MAX_VALUE)
                .withBackoffLimitPerIndex(1)
                .endSpec();
    }

    private Pod running(int index) {
        return running().stream()
                .filter(pod -> Indexes.of(pod).getAsInt() == index)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void eachIndexFailsByItselfAndTheJobFailsWhenNoneIsLeftToTry() {
        fixture.create(jobWithALimitPerIndex().build());
        eventually(() -> assertThat(running()).hasSize(3));

        end(running(0), "Succeeded");
        end(running(1), "Failed");
        eventually(() -> assertThat(running()).hasSize(1));
        eventually(() -> assertThat(fixture.pods("a").stream().filter(JobAccount::isTracked))
                .as("the pod that failed stays until there is another of its index")
                .extracting(pod -> Indexes.of(pod).orElse(-1))
                .containsExactlyInAnyOrder(1, 2));
        fixture.advance(Duration.ofMinutes(1));
        eventually(() -> assertThat(running()).hasSize(2));
        assertThat(running(1).getMetadata().getAnnotations())
                .containsEntry("batch.kubernetes.io/job-index-failure-count", "1");

        end(running(1), "Failed");
        eventually(() -> assertThat(current().getStatus().getFailedIndexes()).isEqualTo("1"));
        fixture.advance(Duration.ofMinutes(1));
        end(running(2), "Succeeded");

        eventually(
                () -> assertThat(conditions()).containsExactly("FailureTarget=FailedIndexes", "Failed=FailedIndexes"));
        assertThat(current().getStatus().getCompletedIndexes()).isEqualTo("0,2");
        assertThat(current().getStatus().getFailed()).isEqualTo(2);
        assertThat(fixture.pods("a")).noneMatch(JobAccount::isTracked);
    }

    @Test
    void moreFailedIndexesThanAllowedEndTheJob() {
        fixture.create(jobWithALimitPerIndex()
                .editSpec()
                .withParallelism(1)
                .withBackoffLimitPerIndex(0)
                .withMaxFailedIndexes(1)
                .endSpec()
                .build());
        eventually(() -> assertThat(running()).hasSize(1));
        end(running(0), "Failed");
        eventually(() -> assertThat(running()).hasSize(1));
        end(running(1), "Failed");

        eventually(() -> assertThat(conditions())
                .containsExactly("FailureTarget=MaxFailedIndexesExceeded", "Failed=MaxFailedIndexesExceeded"));
        assertThat(current().getStatus().getFailedIndexes()).isEqualTo("0,1");
        assertThat(fixture.pods("a")).hasSize(2).noneMatch(JobAccount::isTracked);
    }

    @Test
    void theSuccessPolicyIsTheReasonAlsoWhenAllIndexesHaveSucceeded() {
        fixture.create(job(2, 2)
                .editSpec()
                .withCompletionMode("Indexed")
                .withNewSuccessPolicy()
                .addNewRule()
                .withSucceededCount(2)
                .endRule()
                .endSuccessPolicy()
                .endSpec()
                .build());
        eventually(() -> assertThat(running()).hasSize(2));

        running().forEach(pod -> end(pod, "Succeeded"));

        eventually(() ->
                assertThat(conditions()).containsExactly("SuccessCriteriaMet=SuccessPolicy", "Complete=SuccessPolicy"));
    }

    @Test
    void aSuspendedJobHasNoPods() {
        fixture.create(job(1, 1).build());
        eventually(() -> assertThat(running()).hasSize(1));
        fixture.client
                .batch()
                .v1()
                .jobs()
                .inNamespace("a")
                .withName("sum")
                .edit(job -> new JobBuilder(job)
                        .editSpec()
                        .withSuspend(true)
                        .endSpec()
                        .build());
        eventually(() -> {
            assertThat(fixture.pods("a")).isEmpty();
            assertThat(conditions()).containsExactly("Suspended=JobSuspended");
            assertThat(current().getStatus().getStartTime()).isNull();
        });
    }

    @Test
    void aJobPastItsDeadlineFailsAndItsPodsGo() {
        fixture.create(
                job(1, 1).editSpec().withActiveDeadlineSeconds(60L).endSpec().build());
        eventually(() -> assertThat(current().getStatus().getActive()).isEqualTo(1));
        fixture.advance(Duration.ofSeconds(61));
        eventually(() -> {
            assertThat(conditions()).contains("Failed=DeadlineExceeded");
            assertThat(fixture.pods("a")).isEmpty();
        });
    }

    @Test
    void podsOfADeletedJobLoseTheirFinalizer() {
        fixture.create(job(1, 1).build());
        eventually(() -> assertThat(running()).hasSize(1));
        fixture.client.batch().v1().jobs().inNamespace("a").withName("sum").delete();
        var first = running().getFirst();
        fixture.client.resource(first).delete();
        eventually(() -> assertThat(fixture.pods("a")) // one that was made in between is for the garbage collector
                .noneMatch(pod ->
                        pod.getMetadata().getName().equals(first.getMetadata().getName()))
                .noneMatch(JobAccount::isTracked));
    }

    @Test
    void aPodThatWaitedForItsJobLosesTheFinalizerWhenTheJobGoes() {
        fixture.create(job(1, 1)
                .editSpec()
                .withPodReplacementPolicy("Failed")
                .endSpec()
                .build());
        eventually(() -> assertThat(running()).hasSize(1));
        fixture.client.resource(running().getFirst()).delete();
        eventually(() -> assertThat(current().getStatus().getTerminating()).isEqualTo(1));
        assertThat(fixture.pods("a")).hasSize(1).allMatch(JobAccount::isTracked);
        fixture.client.batch().v1().jobs().inNamespace("a").withName("sum").delete();
        eventually(() -> assertThat(fixture.pods("a")).isEmpty());
    }

    @Test
    void theFailurePolicyCanEndTheJobAtOnce() {
        fixture.create(job(1, 1)
                .editSpec()
                .withNewPodFailurePolicy()
                .addNewRule()
                .withAction("FailJob")
                .withNewOnExitCodes()
                .withOperator("In")
                .withValues(42)
                .endOnExitCodes()
                .endRule()
                .endPodFailurePolicy()
                .endSpec()
                .build());
        eventually(() -> assertThat(running()).hasSize(1));
        var failed = new PodBuilder(running().getFirst())
                .withNewStatus()
                .withPhase("Failed")
                .addNewContainerStatus()
                .withName("c")
                .withNewState()
                .withNewTerminated()
                .withExitCode(42)
                .endTerminated()
                .endState()
                .endContainerStatus()
                .endStatus()
                .build();
        fixture.client.resource(failed).updateStatus();
        eventually(() -> {
            assertThat(conditions()).contains("Failed=PodFailurePolicy");
            assertThat(current().getStatus().getConditions().getFirst().getMessage())
                    .contains("failed with exit code 42 matching FailJob rule at index 0");
        });
    }

    @Test
    void anIndexedJobIsCompleteOnlyWhenItsPodsHaveLostTheirFinalizers() {
        fixture.create(
                job(2, 2).editSpec().withCompletionMode("Indexed").endSpec().build());
        eventually(() -> assertThat(running()).hasSize(2));
        fixture.server.fail((verb, path) -> verb.equals("PATCH") && path.contains("/pods/") ? 500 : 0);
        running().forEach(pod -> end(pod, "Succeeded"));
        eventually(() -> assertThat(conditions()).containsExactly("SuccessCriteriaMet=CompletionsReached"));

        fixture.server.fail((verb, path) -> 0);
        eventually(() -> assertThat(conditions()).contains("Complete=CompletionsReached"));
        assertThat(fixture.pods("a")).hasSize(2).noneMatch(JobAccount::isTracked);
    }

    @Test
    void setsOfIndexesAreWrittenAsRanges() {
        var indexes = Indexes.parse("0,2-4,6,7,9", 9);
        assertThat(Indexes.format(indexes)).isEqualTo("0,2-4,6,7");
        assertThat(Indexes.format(Indexes.parse("", 5))).isEmpty();
    }
}
