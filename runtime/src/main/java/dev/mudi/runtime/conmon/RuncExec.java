package dev.mudi.runtime.conmon;

import dev.mudi.runtime.cri.CriException;
import dev.mudi.runtime.cri.ExecSession;
import dev.mudi.runtime.linux.HostProgram;
import dev.mudi.runtime.linux.Linux;
import dev.mudi.runtime.linux.PseudoTerminal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A further process in a running container, by {@code runc exec}. With a terminal, runc stands between one of ours and one
 * in the container and copies the bytes; a changed size reaches it by SIGWINCH.
 */
public final class RuncExec implements ExecSession {

    private final Process runc;
    private final Optional<PseudoTerminal> terminal;

    private RuncExec(Process runc, Optional<PseudoTerminal> terminal) {
        this.runc = runc;
        this.terminal = terminal;
    }

    /** Starts the command. */
    public static RuncExec start(Conmon conmon, String id, List<String> command, boolean tty) throws IOException {
        if (command.isEmpty()) {
            throw CriException.invalidArgument("exec in container " + id + " needs a command");
        }
        var words = new ArrayList<>(conmon.runc("exec"));
        if (!tty) {
            words.add(id);
            words.addAll(command);
            return new RuncExec(HostProgram.of(words).start(), Optional.empty());
        }
        words.addAll(List.of("--tty", "--env", "TERM=xterm", id));
        words.addAll(command);
        var terminal = PseudoTerminal.open();
        try {
            var exec = new RuncExec(HostProgram.of(onTerminal(terminal, words)).start(), Optional.of(terminal));
            terminal.start();
            return exec;
        } catch (IOException e) {
            terminal.close();
            throw e;
        }
    }

    /**
     * The terminal is opened by a shell in between: were it opened here, it would become the controlling terminal of a daemon that
     * leads a session, and its end would hang up the daemon.
     */
    private static List<String> onTerminal(PseudoTerminal terminal, List<String> words) {
        var all = new ArrayList<>(List.of(
                "/bin/sh",
                "-c",
                "exec \"$@\" <>\"$0\" >&0 2>&0",
                terminal.path().toString()));
        all.addAll(words);
        return all;
    }

    @Override
    public OutputStream stdin() {
        return terminal.map(PseudoTerminal::input).orElseGet(() -> new Unbuffered(runc.getOutputStream()));
    }

    @Override
    public InputStream stdout() {
        return terminal.map(PseudoTerminal::output).orElseGet(runc::getInputStream);
    }

    @Override
    public InputStream stderr() {
        return terminal.isPresent() ? InputStream.nullInputStream() : runc.getErrorStream();
    }

    @Override
    public void resize(int width, int height) {
        if (terminal.isEmpty()) {
            return;
        }
        try {
            terminal.get().resize(width, height);
            if (runc.isAlive()) {
                Linux.kill(runc.pid(), Linux.SIGWINCH);
            }
        } catch (IOException e) {
            throw CriException.internal("can't resize the terminal: " + e.getMessage(), e);
        }
    }

    @Override
    public int waitForExit() throws InterruptedException {
        return runc.waitFor();
    }

    /** Waits for the command to end; false when the time ran out. */
    public boolean waitForExit(Duration limit) throws InterruptedException {
        return runc.waitFor(limit);
    }

    @Override
    public void close() {
        if (runc.isAlive()) {
            kill();
        }
        terminal.ifPresent(PseudoTerminal::close);
    }

    /** Kills the command, and then runc, whose child it is. */
    public void kill() {
        runc.descendants().forEach(ProcessHandle::destroyForcibly);
        runc.destroyForcibly();
    }

    /** Passes every write on at once, as a person at a terminal expects. */
    private static final class Unbuffered extends java.io.FilterOutputStream {

        Unbuffered(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            out.flush();
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
            out.flush();
        }
    }
}
