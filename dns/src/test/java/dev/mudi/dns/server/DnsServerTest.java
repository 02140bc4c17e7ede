package dev.mudi.dns.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.dns.records.ClusterZone;
import dev.mudi.dns.records.ServiceKey;
import dev.mudi.dns.records.ServiceNames;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

class DnsServerTest {
    private final ClusterZone zone = new ClusterZone("cluster.local.");
    private DnsServer server;

    @BeforeEach
    void start() throws IOException {
        Upstream upstream = question -> {
            if (question.getQuestion().getName().toString().startsWith("dead")) {
                throw new IOException("no answer");
            }
            var answer = new Message();
            answer.getHeader().setFlag(Flags.QR);
            answer.addRecord(question.getQuestion(), Section.QUESTION);
            answer.addRecord(
                    new org.xbill.DNS.ARecord(
                            question.getQuestion().getName(), DClass.IN, 60, InetAddress.ofLiteral("203.0.113.1")),
                    Section.ANSWER);
            return answer;
        };
        server = DnsServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), new Answers(zone, upstream));
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private Message ask(String name, boolean tcp) throws IOException {
        var resolver = new SimpleResolver(server.address());
        resolver.setTCP(tcp);
        return resolver.send(Message.newQuery(Record.newRecord(Name.fromString(name), Type.A, DClass.IN)));
    }

    @Test
    void answersTheClustersNamesWithAuthority() throws Exception {
        zone.put(
                new ServiceKey("default", "web"),
                new ServiceNames(List.of(InetAddress.ofLiteral("10.96.0.5")), "", List.of(), List.of()));
        for (var tcp : List.of(false, true)) {
            var answer = ask("web.default.svc.cluster.local.", tcp);
            assertThat(answer.getHeader().getFlag(Flags.AA)).isTrue();
            assertThat(answer.getSection(Section.ANSWER))
                    .singleElement()
                    .extracting(Record::rdataToString)
                    .isEqualTo("10.96.0.5");
        }
        var unknown = ask("none.default.svc.cluster.local.", false);
        assertThat(unknown.getRcode()).isEqualTo(Rcode.NXDOMAIN);
        assertThat(unknown.getSection(Section.AUTHORITY)).hasSize(1);
    }

    @Test
    void forwardsOtherNamesAndSaysWhenNobodyAnswers() throws Exception {
        assertThat(ask("example.org.", false).getSection(Section.ANSWER)).hasSize(1);
        assertThat(ask("dead.example.org.", false).getRcode()).isEqualTo(Rcode.SERVFAIL);
    }

    @Test
    void truncatesWhatAPacketCannotHoldAndGivesItWholeByTcp() throws Exception {
        var endpoints = IntStream.range(0, 200)
                .mapToObj(i -> new ServiceNames.Endpoint("p" + i, InetAddress.ofLiteral("10.0.1." + i), List.of()))
                .toList();
        zone.put(new ServiceKey("default", "many"), new ServiceNames(List.of(), "", List.of(), endpoints));
        var resolver = new SimpleResolver(server.address());
        resolver.setIgnoreTruncation(true);
        var question = Message.newQuery(
                Record.newRecord(Name.fromString("many.default.svc.cluster.local."), Type.A, DClass.IN));
        assertThat(resolver.send(question).getHeader().getFlag(Flags.TC)).isTrue();
        assertThat(ask("many.default.svc.cluster.local.", true).getSection(Section.ANSWER))
                .hasSize(200);
    }
}
