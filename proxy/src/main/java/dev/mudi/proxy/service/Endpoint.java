package dev.mudi.proxy.service;

/**
 * One place that serves a service port.
 *
 * @param ip of the pod
 * @param port of the pod
 * @param ready takes new connections
 * @param serving answers, though it may be terminating
 * @param terminating is on its way out
 * @param local is on this node
 */
public record Endpoint(String ip, int port, boolean ready, boolean serving, boolean terminating, boolean local)
        implements Comparable<Endpoint> {
    @Override
    public int compareTo(Endpoint other) {
        int byIp = ip.compareTo(other.ip);
        return byIp != 0 ? byIp : Integer.compare(port, other.port);
    }

    boolean isLastResort() {
        return serving && terminating;
    }
}
