package dev.mudi.kubelet.server;

/** Ends a request with a status code and one line of text. */
final class HttpFailure extends Exception {

    private static final long serialVersionUID = 1L;

    private final int status;

    HttpFailure(int status, String message) {
        super(message);
        this.status = status;
    }

    int status() {
        return status;
    }

    static HttpFailure notFound(String message) {
        return new HttpFailure(404, message);
    }

    static HttpFailure badRequest(String message) {
        return new HttpFailure(400, message);
    }
}
