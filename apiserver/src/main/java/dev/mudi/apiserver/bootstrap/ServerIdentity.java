package dev.mudi.apiserver.bootstrap;

import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.schema.Times;
import dev.mudi.api.status.Reason;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import dev.mudi.apiserver.Loopback;
import dev.mudi.apiserver.cache.Worker;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lease in {@code kube-system} that says that this API server runs (KEP-1965, API server identity): its name is made of the host's,
 * it is renewed every ten seconds, and taken away when the server stops. What servers left that did not come back is removed once an hour.
 */
public final class ServerIdentity implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServerIdentity.class);
    private static final String LEASES = "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases";
    private static final String COMPONENT_LABEL = "apiserver.kubernetes.io/identity";
    private static final String COMPONENT = "kube-apiserver";
    private static final String HOST_LABEL = "kubernetes.io/hostname";
    private static final String ADDRESS_ANNOTATION = "kubernetes.io/peer-advertise-address";
    private static final String OF_SERVERS =
            LEASES + "?labelSelector=apiserver.kubernetes.io%2Fidentity%3D" + COMPONENT;

    /** Upstream's. */
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private static final Duration LIFE = Duration.ofHours(1);

    /** Renewals from one look for leases that ran out to the next: an hour. */
    private static final int LOOK_AFTER = 360;

    private static final int HASHED_BYTES = 16;
    private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";

    private final String host;
    private final String address;
    private final String name;
    private final String holder;
    private final Loopback loopback;
    private final InstantSource clock;
    private final Worker worker = new Worker("server identity", this::work);
    private boolean started;
    private volatile boolean closed;

    /**
     * A server that does not run yet.
     *
     * @param host the name of the machine
     * @param address where others reach the server, with its port
     */
    public ServerIdentity(String host, String address, Loopback loopback, InstantSource clock) {
        this.host = host;
        this.address = address;
        this.name = nameOn(host);
        this.holder = name + "_" + UUID.randomUUID();
        this.loopback = loopback;
        this.clock = clock;
    }

    /** The name of this machine; {@code localhost} if it has none. */
    public static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    /** What the server on a host is called: {@code apiserver-} and 26 letters and digits, the same at each start. */
    static String nameOn(String host) {
        var hashed = new ByteArrayOutputStream();
        for (var part : new String[] {host, COMPONENT}) {
            var bytes = part.getBytes(StandardCharsets.UTF_8);
            hashed.write(bytes.length >> 8);
            hashed.write(bytes.length);
            hashed.writeBytes(bytes);
        }
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(hashed.toByteArray());
            return "apiserver-" + base32(Arrays.copyOf(hash, HASHED_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** RFC 4648, section 6, in small letters and without padding. */
    private static String base32(byte[] bytes) {
        var text = new StringBuilder();
        int held = 0;
        int bits = 0;
        for (byte one : bytes) {
            held = (held << 8) | (one & 0xff);
            for (bits += 8; bits >= 5; bits -= 5) {
                text.append(BASE32.charAt((held >> (bits - 5)) & 31));
            }
            held &= 31;
        }
        return bits == 0
                ? text.toString()
                : text.append(BASE32.charAt((held << (5 - bits)) & 31)).toString();
    }

    /** This server runs from now on. */
    public synchronized void start() {
        if (!closed) {
            started = true;
            tryDo("the lease of a server that ran here before could not be removed", this::remove);
            worker.start();
        }
    }

    private void work() {
        for (int turn = 0; !closed; turn++) {
            tryDo("the lease of this server could not be renewed; it is tried again", this::renew);
            if (turn % LOOK_AFTER == 0) {
                tryDo("leases of servers that are gone could not be removed; it is tried again", this::removeExpired);
            }
            if (!closed) {
                LockSupport.parkNanos(INTERVAL.toNanos());
            }
        }
    }

    private void tryDo(String complaint, Runnable what) {
        try {
            what.run();
        } catch (StatusException e) {
            if (!closed) {
                LOG.atWarn()
                        .addKeyValue("lease", name)
                        .addKeyValue("cause", e.getMessage())
                        .log(complaint);
            }
        }
    }

    /** Says that this server is alive. */
    void renew() {
        var found = loopback.get(LEASES + "/" + name);
        if (found.isEmpty()) {
            loopback.create(LEASES, lease(ObjectValue.EMPTY.with("metadata", ObjectValue.EMPTY.with("name", name))));
        } else {
            loopback.update(LEASES + "/" + name, lease(found.get()));
        }
    }

    private ObjectValue lease(ObjectValue before) {
        var spec = before.object("spec");
        return before.with("apiVersion", "coordination.k8s.io/v1")
                .with("kind", "Lease")
                .withAt(Value.of(COMPONENT), "metadata", "labels", COMPONENT_LABEL)
                .withAt(Value.of(host), "metadata", "labels", HOST_LABEL)
                .withAt(Value.of(address), "metadata", "annotations", ADDRESS_ANNOTATION)
                .with(
                        "spec",
                        (spec.has("holderIdentity") ? spec : spec.with("holderIdentity", holder))
                                .with("leaseDurationSeconds", Value.of(LIFE.toSeconds()))
                                .with("renewTime", Times.microText(clock.instant())));
    }

    /** Removes what servers left that did not come back. */
    void removeExpired() {
        loopback.get(OF_SERVERS).stream()
                .flatMap(list -> list.array("items").objects())
                .filter(this::isExpired)
                .map(lease -> lease.object("metadata").string("name"))
                .forEach(this::removeNamed);
    }

    /** One without a time or a duration is none of those that servers write. */
    private boolean isExpired(ObjectValue lease) {
        var spec = lease.object("spec");
        if (!spec.has("renewTime") || !spec.has("leaseDurationSeconds")) {
            return true;
        }
        return instant(spec.string("renewTime"))
                .plusSeconds(spec.integer("leaseDurationSeconds", 0))
                .isBefore(clock.instant());
    }

    private static Instant instant(String text) {
        try {
            return Times.parse(text);
        } catch (MalformedException e) {
            return Instant.EPOCH;
        }
    }

    private void remove() {
        removeNamed(name);
    }

    private void removeNamed(String lease) {
        try {
            loopback.delete(LEASES + "/" + lease);
        } catch (StatusException refusal) {
            if (refusal.status().reason() != Reason.NOT_FOUND) {
                throw refusal;
            }
        }
    }

    /** Takes the lease away, as long as the server can still write. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (started) {
            Farewell.say("server identity leaving", this::leave);
        }
    }

    private void leave() {
        worker.close();
        tryDo("the lease of this server could not be removed; it runs out", this::remove);
    }
}
