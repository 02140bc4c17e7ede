package dev.mudi.etcd.grpc;

import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;

/** Single calls, with what a client of etcd puts around them. */
final class GrpcCalls {
    private GrpcCalls() {}

    /** @param token of a user; empty for none */
    static <Q, A> A call(
            EtcdServer server, TestCertificate certificate, String token, MethodDescriptor<Q, A> method, Q request)
            throws IOException {
        var tls = GrpcSslContexts.forClient()
                .trustManager(certificate.certificate().toFile())
                .keyManager(
                        certificate.certificate().toFile(), certificate.key().toFile())
                .build();
        var channel = NettyChannelBuilder.forAddress(ServedEtcd.loopback(server.port()))
                .overrideAuthority("127.0.0.1")
                .sslContext(tls)
                .build();
        try {
            var headers = new Metadata();
            if (!token.isEmpty()) {
                headers.put(Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER), token);
            }
            var with = ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
            return ClientCalls.blockingUnaryCall(with, method, CallOptions.DEFAULT, request);
        } finally {
            channel.shutdownNow();
        }
    }
}
