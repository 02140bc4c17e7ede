package dev.mudi.kubelet.server;

import dev.mudi.runtime.StreamingRuntime;
import dev.mudi.runtime.cri.AttachRequest;
import dev.mudi.runtime.cri.CriException;
import dev.mudi.runtime.cri.ExecRequest;
import dev.mudi.runtime.cri.ExecSession;
import dev.mudi.runtime.cri.PortForwardSession;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/**
 * Processes and ports that send back what they get: {@code exit N} ends with N, {@code fail} can't be started,
 * {@code stay} does not end with its input.
 */
final class EchoRuntime implements StreamingRuntime {

    final List<String> resized = new CopyOnWriteArrayList<>();
    final List<ExecRequest> requests = new CopyOnWriteArrayList<>();
    /** Commands that were ended before they had ended. */
    final List<String> killed = new CopyOnWriteArrayList<>();

    @Override
    public ExecSession exec(ExecRequest request) {
        requests.add(request);
        if (request.getCmd(0).equals("fail")) {
            throw CriException.failedPrecondition("container is not running");
        }
        int code = request.getCmd(0).equals("exit") ? Integer.parseInt(request.getCmd(1)) : 0;
        return new Echo(request.getCmd(0), code, request.getStdin());
    }

    @Override
    public ExecSession attach(AttachRequest request) {
        return new Echo("attach", 0, request.getStdin());
    }

    @Override
    public PortForwardSession portForward(String podSandboxId, int port) {
        if (port == 81) {
            throw CriException.unavailable("connection refused");
        }
        try {
            var in = new PipedInputStream(1 << 16);
            var out = new PipedOutputStream(in);
            return new PortForwardSession() {
                @Override
                public InputStream input() {
                    return in;
                }

                @Override
                public OutputStream output() {
                    return out;
                }

                @Override
                public void close() {
                    closeAll(in, out);
                }
            };
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void closeAll(InputStream in, OutputStream out) {
        try {
            out.close();
            in.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private final class Echo implements ExecSession {
        private final String command;
        private final int code;
        private final PipedInputStream out = new PipedInputStream(1 << 20);
        private final PipedOutputStream in;
        private final CountDownLatch ended = new CountDownLatch(1);

        Echo(String command, int code, boolean stdin) {
            this.command = command;
            this.code = code;
            try {
                in = new PipedOutputStream(out);
                if (!stdin) {
                    in.write("no input".getBytes(StandardCharsets.UTF_8));
                    in.close();
                    ended.countDown();
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public OutputStream stdin() {
            return new OutputStream() {
                @Override
                public void write(int b) throws IOException {
                    in.write(b);
                }

                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    in.write(bytes, offset, length);
                    in.flush();
                }

                @Override
                public void close() throws IOException {
                    in.close();
                    if (!command.equals("stay")) {
                        ended.countDown();
                    }
                }
            };
        }

        @Override
        public InputStream stdout() {
            return out;
        }

        @Override
        public InputStream stderr() {
            return InputStream.nullInputStream();
        }

        @Override
        public void resize(int width, int height) {
            resized.add(width + "x" + height);
        }

        @Override
        public int waitForExit() throws InterruptedException {
            ended.await();
            return code;
        }

        @Override
        public void close() {
            if (ended.getCount() > 0) {
                killed.add(command);
            }
            ended.countDown();
            closeAll(out, in);
        }
    }
}
