package dev.mudi.kubelet.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mudi.client.ManualClock;
import dev.mudi.kubelet.event.PodEvents;
import dev.mudi.kubelet.objects.PodObjects;
import dev.mudi.kubelet.pod.Sketch;
import dev.mudi.runtime.ImageService;
import dev.mudi.runtime.cri.CriException;
import dev.mudi.runtime.cri.Image;
import dev.mudi.runtime.cri.ImageFsInfoRequest;
import dev.mudi.runtime.cri.ImageFsInfoResponse;
import dev.mudi.runtime.cri.ImageStatusRequest;
import dev.mudi.runtime.cri.ImageStatusResponse;
import dev.mudi.runtime.cri.ListImagesRequest;
import dev.mudi.runtime.cri.ListImagesResponse;
import dev.mudi.runtime.cri.PullImageRequest;
import dev.mudi.runtime.cri.PullImageResponse;
import dev.mudi.runtime.cri.RemoveImageRequest;
import dev.mudi.runtime.cri.RemoveImageResponse;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ImagePullerTest implements ImageService, PodObjects {

    private final Set<String> present = new HashSet<>();
    private final List<PullImageRequest> pulls = new CopyOnWriteArrayList<>();
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final ManualClock clock = new ManualClock(Sketch.EPOCH);
    private final ImagePuller puller = new ImagePuller(
            this, this, new PodEvents((about, type, reason, message) -> events.add(reason + ": " + message)), clock, 1);
    private final ImagePuller.Session session = new ImagePuller.Session();
    private volatile boolean refuses;

    @Override
    public ImageStatusResponse imageStatus(ImageStatusRequest request) {
        var name = request.getImage().getImage();
        return present.contains(name)
                ? ImageStatusResponse.newBuilder()
                        .setImage(Image.newBuilder().setId("id-" + name).setSize(7))
                        .build()
                : ImageStatusResponse.getDefaultInstance();
    }

    @Override
    public PullImageResponse pullImage(PullImageRequest request) {
        pulls.add(request);
        if (refuses) {
            throw CriException.unavailable("the registry is on fire");
        }
        present.add(request.getImage().getImage());
        return PullImageResponse.newBuilder()
                .setImageRef("id-" + request.getImage().getImage())
                .build();
    }

    @Override
    public ListImagesResponse listImages(ListImagesRequest request) {
        return ListImagesResponse.getDefaultInstance();
    }

    @Override
    public RemoveImageResponse removeImage(RemoveImageRequest request) {
        return RemoveImageResponse.getDefaultInstance();
    }

    @Override
    public ImageFsInfoResponse imageFsInfo(ImageFsInfoRequest request) {
        return ImageFsInfoResponse.getDefaultInstance();
    }

    @Override
    public Optional<ConfigMap> configMap(String namespace, String name) {
        return Optional.empty();
    }

    @Override
    public Optional<Secret> secret(String namespace, String name) {
        var config = "{\"auths\":{\"https://reg.test/v2/\":{\"auth\":\""
                + Base64.getEncoder().encodeToString("joe:secret".getBytes(StandardCharsets.UTF_8))
                + "\"},\"other.test\":{\"username\":\"x\",\"password\":\"y\"}}}";
        return Optional.of(new SecretBuilder()
                .addToData(
                        ".dockerconfigjson",
                        Base64.getEncoder().encodeToString(config.getBytes(StandardCharsets.UTF_8)))
                .build());
    }

    private static final Pod POD = new PodBuilder(
                    Sketch.pod("Always", Sketch.container("a")).build())
            .editSpec()
            .withImagePullSecrets(new LocalObjectReference("registry"))
            .endSpec()
            .build();

    /** Asks, and when a pull was started, asks again after its end. */
    private ImageState ensure(String image, String policy, String start) throws InterruptedException {
        var container = new ContainerBuilder(Sketch.container("a"))
                .withImage(image)
                .withImagePullPolicy(policy)
                .build();
        var woken = new CountDownLatch(1);
        var state = puller.ensure(POD, container, start, session, woken::countDown);
        if (!(state instanceof ImageState.Pulling)) {
            return state;
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> woken.getCount() == 0);
        return puller.ensure(POD, container, start, session, () -> {});
    }

    @Test
    void anImageThatIsHereIsNotPulledUnlessItAlwaysShouldBe() throws InterruptedException {
        present.add("web:1");

        assertThat(ensure("web:1", "IfNotPresent", "a/0")).isEqualTo(new ImageState.Present("id-web:1"));
        assertThat(pulls).isEmpty();
        assertThat(events)
                .containsExactly(
                        "Pulled: Container image \"web:1\" already present on machine and can be accessed by the pod");
        assertThat(ensure("web:1", "Always", "a/0")).isEqualTo(new ImageState.Present("id-web:1"));
        assertThat(pulls).hasSize(1);
    }

    @Test
    void anImageThatMustNotBePulledHasToBeHere() throws InterruptedException {
        assertThat(ensure("web:1", "Never", "a/0")).isInstanceOfSatisfying(ImageState.Failed.class, failed -> {
            assertThat(failed.waiting().reason()).isEqualTo("ErrImageNeverPull");
            assertThat(failed.waiting().message())
                    .isEqualTo("Container image \"web:1\" is not present with pull policy of Never");
        });
    }

    @Test
    void aPulledImageIsToldWithItsSize() throws InterruptedException {
        assertThat(ensure("web:1", "IfNotPresent", "a/0")).isEqualTo(new ImageState.Present("id-web:1"));
        assertThat(events.getFirst()).isEqualTo("Pulling: Pulling image \"web:1\"");
        assertThat(events.getLast())
                .startsWith("Pulled: Successfully pulled image \"web:1\" in ")
                .endsWith("Image size: 7 bytes.");
    }

    @Test
    void aFailedPullBacksOff() throws InterruptedException {
        refuses = true;
        assertThat(ensure("web:1", "IfNotPresent", "a/0")).isInstanceOfSatisfying(ImageState.Failed.class, failed -> {
            assertThat(failed.waiting().reason()).isEqualTo("ErrImagePull");
            assertThat(failed.waiting().message()).isEqualTo("the registry is on fire");
        });
        clock.advance(Duration.ofSeconds(2));
        assertThat(ensure("web:1", "IfNotPresent", "a/0")).isInstanceOfSatisfying(ImageState.Failed.class, failed -> {
            assertThat(failed.waiting().reason()).isEqualTo("ImagePullBackOff");
            assertThat(failed.waiting().message())
                    .isEqualTo("Back-off pulling image \"web:1\": ErrImagePull: the registry is on fire");
            assertThat(failed.retry()).isEqualTo(clock.instant().plusSeconds(8));
        });
        assertThat(pulls).hasSize(1);

        clock.advance(Duration.ofSeconds(9));
        refuses = false;
        assertThat(ensure("web:1", "IfNotPresent", "a/0")).isInstanceOf(ImageState.Present.class);
    }

    @Test
    void credentialsAreThoseOfTheImagesRegistry() throws InterruptedException {
        assertThat(ensure("reg.test/team/web:1", "IfNotPresent", "a/0")).isInstanceOf(ImageState.Present.class);
        assertThat(ensure("web:2", "IfNotPresent", "a/1")).isInstanceOf(ImageState.Present.class);

        assertThat(pulls.get(0).getAuth().getUsername()).isEqualTo("joe");
        assertThat(pulls.get(0).getAuth().getPassword()).isEqualTo("secret");
        assertThat(pulls.get(1).hasAuth()).isFalse();
    }
}
