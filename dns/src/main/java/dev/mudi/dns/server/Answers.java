package dev.mudi.dns.server;

import dev.mudi.dns.records.ClusterZone;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/** From a question to its answer: the cluster's own, or the upstream's. Safe for several threads. */
public final class Answers {
    private final ClusterZone zone;
    private final Upstream upstream;

    /** Answers from this zone, and asks upstream for the rest. */
    public Answers(ClusterZone zone, Upstream upstream) {
        this.zone = zone;
        this.upstream = upstream;
    }

    /** Whether a question can be answered at once, without asking anybody. */
    public boolean isOwn(Message question) {
        var asked = question.getQuestion();
        return asked == null || !(zone.ask(asked.getName(), asked.getType()) instanceof ClusterZone.Meaning.Elsewhere);
    }

    /** The answer; waits for upstream where it must. */
    public Message to(Message question) {
        var asked = question.getQuestion();
        if (question.getHeader().getOpcode() != Opcode.QUERY || asked == null || asked.getDClass() != DClass.IN) {
            return reply(question, asked == null ? Rcode.FORMERR : Rcode.NOTIMP);
        }
        return switch (zone.ask(asked.getName(), asked.getType())) {
            case ClusterZone.Meaning.Elsewhere ignored -> forward(question);
            case ClusterZone.Meaning.Unknown ignored -> {
                var answer = own(question, Rcode.NXDOMAIN);
                answer.addRecord(zone.authority(), Section.AUTHORITY);
                yield answer;
            }
            case ClusterZone.Meaning.Known(var answers, var extras) -> {
                var answer = own(question, Rcode.NOERROR);
                var shuffled = new ArrayList<Record>(answers);
                Collections.rotate(shuffled, question.getHeader().getID());
                shuffled.forEach(found -> answer.addRecord(found, Section.ANSWER));
                extras.stream().distinct().forEach(extra -> answer.addRecord(extra, Section.ADDITIONAL));
                if (answers.isEmpty()) {
                    answer.addRecord(zone.authority(), Section.AUTHORITY);
                }
                yield answer;
            }
        };
    }

    private Message forward(Message question) {
        try {
            var answer = upstream.ask(question.clone());
            answer.getHeader().setID(question.getHeader().getID());
            return answer;
        } catch (IOException e) {
            return reply(question, Rcode.SERVFAIL);
        }
    }

    private static Message own(Message question, int rcode) {
        var answer = reply(question, rcode);
        answer.getHeader().setFlag(Flags.AA);
        return answer;
    }

    private static Message reply(Message question, int rcode) {
        var answer = new Message(question.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setOpcode(question.getHeader().getOpcode());
        answer.getHeader().setFlag(Flags.RA);
        if (question.getHeader().getFlag(Flags.RD)) {
            answer.getHeader().setFlag(Flags.RD);
        }
        answer.getHeader().setRcode(rcode);
        if (question.getQuestion() != null) {
            answer.addRecord(question.getQuestion(), Section.QUESTION);
        }
        if (question.getOPT() != null) {
            answer.addRecord(new org.xbill.DNS.OPTRecord(1232, 0, 0), Section.ADDITIONAL);
        }
        return answer;
    }
}
