package dev.mudi.kubelet.hollow;

import dev.mudi.runtime.StreamingRuntime;
import dev.mudi.runtime.cri.AttachRequest;
import dev.mudi.runtime.cri.CriException;
import dev.mudi.runtime.cri.ExecRequest;
import dev.mudi.runtime.cri.ExecSession;
import dev.mudi.runtime.cri.PortForwardSession;

/** There is no process to talk to, and the answer says so. */
public final class HollowStreaming implements StreamingRuntime {

    @Override
    public ExecSession exec(ExecRequest request) {
        throw refusal("exec");
    }

    @Override
    public ExecSession attach(AttachRequest request) {
        throw refusal("attach");
    }

    @Override
    public PortForwardSession portForward(String podSandboxId, int port) {
        throw refusal("port forwarding");
    }

    static CriException refusal(String what) {
        return new CriException(
                CriException.Code.FAILED_PRECONDITION,
                what + " needs a container, and this node is hollow: its containers are simulated");
    }
}
