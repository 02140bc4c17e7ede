package dev.mudi.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class RolloutTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Test
    void waitsForAServiceThatDoesNotAnswerYetAsLongAsItHasPatience() throws Exception {
        // Until it is started it takes connections and says nothing.
        var service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/", exchange -> {
            exchange.sendResponseHeaders(HttpURLConnection.HTTP_NOT_FOUND, -1);
            exchange.close();
        });
        var url = "http://127.0.0.1:" + service.getAddress().getPort() + "/";
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Boolean> patient = () -> Rollout.answers(url, PATIENCE);
            var answers = threads.submit(patient);
            assertThat(Rollout.answers(url, Duration.ZERO)).isFalse();
            service.start();
            assertThat(answers.get()).isTrue();
        } finally {
            service.stop(0);
        }
    }
}
