package io.tickgrid.api.docs;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Calls a method as grpcurl does: it knows no proto, asks the server for them, and speaks JSON. */
final class ReflectedGrpc {
    private ReflectedGrpc() {}

    /** The answer to one request, as {@code grpcurl -plaintext -emit-defaults} prints it. */
    static String call(int port, String token, String service, String method, String json)
            throws InterruptedException, ExecutionException, TimeoutException, DescriptorValidationException,
                    InvalidProtocolBufferException {
        ManagedChannel plain = ManagedChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .build();
        try {
            Metadata headers = new Metadata();
            headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
            Channel channel = ClientInterceptors.intercept(plain, MetadataUtils.newAttachHeadersInterceptor(headers));
            MethodDescriptor found = file(channel, service)
                    .findServiceByName(service.substring(service.lastIndexOf('.') + 1))
                    .findMethodByName(method);
            DynamicMessage.Builder request = DynamicMessage.newBuilder(found.getInputType());
            JsonFormat.parser().merge(json, request);
            DynamicMessage answer = ClientCalls.blockingUnaryCall(
                    channel,
                    io.grpc.MethodDescriptor.<DynamicMessage, DynamicMessage>newBuilder()
                            .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
                            .setFullMethodName(service + "/" + method)
                            .setRequestMarshaller(
                                    ProtoUtils.marshaller(DynamicMessage.getDefaultInstance(found.getInputType())))
                            .setResponseMarshaller(
                                    ProtoUtils.marshaller(DynamicMessage.getDefaultInstance(found.getOutputType())))
                            .build(),
                    CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS),
                    request.build());
            return JsonFormat.printer().alwaysPrintFieldsWithNoPresence().print(answer);
        } finally {
            plain.shutdownNow();
        }
    }

    /** The file that has a symbol, with all that it imports: the server sends them together. */
    private static FileDescriptor file(Channel channel, String symbol)
            throws InterruptedException, ExecutionException, TimeoutException, DescriptorValidationException,
                    InvalidProtocolBufferException {
        CompletableFuture<ServerReflectionResponse> answer = new CompletableFuture<>();
        StreamObserver<ServerReflectionRequest> ask = ServerReflectionGrpc.newStub(channel)
                .serverReflectionInfo(new StreamObserver<>() {
                    @Override
                    public void onNext(ServerReflectionResponse value) {
                        answer.complete(value);
                    }

                    @Override
                    public void onError(Throwable t) {
                        answer.completeExceptionally(t);
                    }

                    @Override
                    public void onCompleted() {}
                });
        ask.onNext(ServerReflectionRequest.newBuilder()
                .setFileContainingSymbol(symbol)
                .build());
        Map<String, FileDescriptorProto> files = new HashMap<>();
        String first = null;
        for (var bytes :
                answer.get(30, TimeUnit.SECONDS).getFileDescriptorResponse().getFileDescriptorProtoList()) {
            FileDescriptorProto file = FileDescriptorProto.parseFrom(bytes);
            files.put(file.getName(), file);
            first = first == null ? file.getName() : first;
        }
        ask.onCompleted();
        return build(first, files);
    }

    private static FileDescriptor build(String name, Map<String, FileDescriptorProto> files)
            throws DescriptorValidationException {
        FileDescriptorProto file = files.get(name);
        FileDescriptor[] imports = new FileDescriptor[file.getDependencyCount()];
        for (int i = 0; i < imports.length; i++) {
            imports[i] = build(file.getDependency(i), files);
        }
        return FileDescriptor.buildFrom(file, imports);
    }
}
