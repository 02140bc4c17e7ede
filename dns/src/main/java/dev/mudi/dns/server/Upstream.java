package dev.mudi.dns.server;

import java.io.IOException;
import org.xbill.DNS.Message;

/** Who answers for names outside the cluster. Safe for several threads. */
public interface Upstream {
    /** Asks, and waits for the answer; an IOException if nobody answers in time. */
    Message ask(Message question) throws IOException;
}
