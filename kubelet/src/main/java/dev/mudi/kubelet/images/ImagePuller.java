package dev.mudi.kubelet.images;

import dev.mudi.kubelet.event.PodEvents;
import dev.mudi.kubelet.objects.PodObjects;
import dev.mudi.kubelet.status.Waiting;
import dev.mudi.kubelet.sync.BackOff;
import dev.mudi.runtime.ImageService;
import dev.mudi.runtime.cri.AuthConfig;
import dev.mudi.runtime.cri.CriException;
import dev.mudi.runtime.cri.Image;
import dev.mudi.runtime.cri.ImageSpec;
import dev.mudi.runtime.cri.ImageStatusRequest;
import dev.mudi.runtime.cri.PullImageRequest;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Brings images onto the node, a few at a time. A pull runs on a thread of its own; whoever needs the image is woken after. */
public final class ImagePuller implements AutoCloseable {

    private static final Duration ERROR_SHOWN = Duration.ofSeconds(2);

    /** The end of a pull: a reference, or what went wrong. */
    private record Pulled(String reference, Optional<String> failure, Instant at, Duration took) {}

    /** The images that one pod waits for. Owned by the pod's worker; the pulls put their ends into it. */
    public static final class Session {
        private final BackOff backOff = BackOff.imagePull();
        /** By image, the last pull that failed. */
        private final Map<String, Pulled> lastFailure = new HashMap<>();

        private final Set<String> running = ConcurrentHashMap.newKeySet();
        private final Map<String, Pulled> ended = new ConcurrentHashMap<>();
    }

    private final ImageService images;
    private final PullSecrets secrets;
    private final PodEvents events;
    private final InstantSource clock;
    private final Semaphore slots;
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    /** @param parallel how many pulls may run at once */
    public ImagePuller(ImageService images, PodObjects objects, PodEvents events, InstantSource clock, int parallel) {
        this.images = images;
        this.secrets = new PullSecrets(objects);
        this.events = events;
        this.clock = clock;
        this.slots = new Semaphore(parallel, true);
    }

    /**
     * Says how far the image of a container about to be started has come, and starts a pull where the policy asks for one.
     *
     * @param start names this start of the container: what was pulled for it is not pulled again
     * @param wake called when a pull has ended
     */
    public ImageState ensure(Pod pod, Container container, String start, Session session, Runnable wake) {
        var image = container.getImage();
        var pulled = session.ended.remove(start);
        if (pulled != null) {
            return ended(pod, container, pulled, session);
        }
        if (session.running.contains(start)) {
            return new ImageState.Pulling();
        }
        Optional<Image> present;
        try {
            present = find(image);
        } catch (CriException e) {
            var message = "Failed to inspect image \"" + image + "\": " + e.getMessage();
            events.warning(pod, container.getName(), "InspectFailed", message);
            return failed("ImageInspectError", message, 10);
        }
        var policy = container.getImagePullPolicy() == null ? "IfNotPresent" : container.getImagePullPolicy();
        if (present.isPresent() && !policy.equals("Always")) {
            events.normal(
                    pod,
                    container.getName(),
                    "Pulled",
                    "Container image \"" + image + "\" already present on machine and can be accessed by the pod");
            return new ImageState.Present(present.get().getId());
        }
        if (policy.equals("Never")) {
            var message = "Container image \"" + image + "\" is not present with pull policy of Never";
            events.warning(pod, container.getName(), "ErrImageNeverPull", message);
            return failed("ErrImageNeverPull", message, 60);
        }
        return pullOrWait(pod, container, start, session, wake);
    }

    private ImageState pullOrWait(Pod pod, Container container, String start, Session session, Runnable wake) {
        var image = container.getImage();
        var now = clock.instant();
        var last = session.lastFailure.get(image);
        var until = last == null ? Optional.<Instant>empty() : session.backOff.until(image, last.at(), now);
        if (last != null && until.isPresent()) {
            var message = "Back-off pulling image \"" + image + "\"";
            events.normal(pod, container.getName(), "BackOff", message);
            var full = message + ": ErrImagePull: " + last.failure().orElse("");
            return new ImageState.Failed(new Waiting("ImagePullBackOff", full), until.get());
        }
        events.normal(pod, container.getName(), "Pulling", "Pulling image \"" + image + "\"");
        session.running.add(start);
        threads.removeIf(thread -> !thread.isAlive());
        threads.add(Thread.ofVirtual().name("pull " + image).start(() -> pull(pod, image, start, session, wake)));
        return new ImageState.Pulling();
    }

    private ImageState ended(Pod pod, Container container, Pulled pulled, Session session) {
        var image = container.getImage();
        if (pulled.failure().isEmpty()) {
            long size = find(image).map(Image::getSize).orElse(0L);
            var took = pulled.took().toMillis() + "ms";
            session.backOff.reset(image);
            session.lastFailure.remove(image);
            events.normal(
                    pod,
                    container.getName(),
                    "Pulled",
                    "Successfully pulled image \"" + image + "\" in " + took + " (" + took
                            + " including waiting). Image size: " + size + " bytes.");
            return new ImageState.Present(pulled.reference());
        }
        var cause = pulled.failure().get();
        events.warning(pod, container.getName(), "Failed", "Failed to pull image \"" + image + "\": " + cause);
        session.backOff.next(image, pulled.at(), pulled.at());
        session.lastFailure.put(image, pulled);
        // The error is shown for a moment; after that, that we are waiting.
        return new ImageState.Failed(
                new Waiting("ErrImagePull", cause), pulled.at().plus(ERROR_SHOWN));
    }

    private ImageState failed(String reason, String message, int seconds) {
        return new ImageState.Failed(
                new Waiting(reason, message), clock.instant().plusSeconds(seconds));
    }

    private Optional<Image> find(String image) {
        var response = images.imageStatus(ImageStatusRequest.newBuilder()
                .setImage(ImageSpec.newBuilder().setImage(image))
                .build());
        return response.hasImage() ? Optional.of(response.getImage()) : Optional.empty();
    }

    /**
     * The user that an image says its containers run as.
     *
     * @return the number of the user, its name, or nothing: then it is root
     */
    public Optional<String> user(String image) {
        return find(image).flatMap(found -> {
            if (found.hasUid()) {
                return Optional.of(Long.toString(found.getUid().getValue()));
            }
            return found.getUsername().isEmpty() ? Optional.empty() : Optional.of(found.getUsername());
        });
    }

    private void pull(Pod pod, String image, String start, Session session, Runnable wake) {
        var began = clock.instant();
        Pulled end;
        try {
            slots.acquire();
            try {
                end = new Pulled(pull(pod, image), Optional.empty(), clock.instant(), Duration.ZERO);
            } finally {
                slots.release();
            }
        } catch (CriException e) {
            end = new Pulled("", Optional.of(String.valueOf(e.getMessage())), clock.instant(), Duration.ZERO);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            session.running.remove(start);
            return;
        }
        var took = Duration.between(began, end.at());
        session.ended.put(start, new Pulled(end.reference(), end.failure(), end.at(), took));
        // After the end is there to be seen, or the pull would be started a second time.
        session.running.remove(start);
        wake.run();
    }

    private String pull(Pod pod, String image) {
        var credentials = secrets.of(pod, image);
        if (credentials.isEmpty()) {
            return pull(image, null);
        }
        CriException failure = null;
        for (var credential : credentials) {
            try {
                return pull(image, credential);
            } catch (CriException e) {
                failure = e;
            }
        }
        throw failure == null ? CriException.internal("no credential could be tried", null) : failure;
    }

    private String pull(String image, @Nullable AuthConfig credential) {
        var request = PullImageRequest.newBuilder()
                .setImage(ImageSpec.newBuilder().setImage(image).setUserSpecifiedImage(image));
        if (credential != null) {
            request.setAuth(credential);
        }
        return images.pullImage(request.build()).getImageRef();
    }

    /** Ends the pulls that run. */
    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
    }
}
