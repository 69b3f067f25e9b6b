package dev.gyre.examples.status;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.impl.BasicEntityDetails;
import org.apache.hc.core5.http.message.BasicHttpResponse;
import org.apache.hc.core5.http.nio.AsyncServerExchangeHandler;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.apache.hc.core5.http.nio.ResponseChannel;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/** One request and its answer. A body is read and dropped; the answer comes after it. */
final class Exchange implements AsyncServerExchangeHandler {
    private final WebConnection connection;
    private @Nullable HttpRequest request;
    private @Nullable ResponseChannel responses;
    private @Nullable HttpContext context;
    private @Nullable ByteBuffer body;
    private long dropped;
    private State state = State.OPEN;

    private enum State {
        OPEN,
        ANSWERED,
        GONE
    }

    Exchange(WebConnection connection) {
        this.connection = connection;
    }

    @Override
    public void handleRequest(
            HttpRequest asked, @Nullable EntityDetails entity, ResponseChannel channel, HttpContext where)
            throws HttpException, IOException {
        request = asked;
        responses = channel;
        context = where;
        if (entity == null) {
            connection.answer(this, asked);
            return;
        }
        if (entity.getContentLength() > Limits.BODY) {
            throw new BodyTooLongException();
        }
        Header expect = asked.getFirstHeader("Expect");
        if (expect != null && "100-continue".equalsIgnoreCase(expect.getValue())) {
            channel.sendInformation(new BasicHttpResponse(HttpStatus.SC_CONTINUE), where);
        }
    }

    @Override
    public void updateCapacity(CapacityChannel capacity) throws IOException {
        capacity.update(Integer.MAX_VALUE);
    }

    @Override
    public void consume(ByteBuffer data) throws IOException {
        dropped += data.remaining();
        data.position(data.limit());
        if (dropped > Limits.BODY) {
            throw new BodyTooLongException();
        }
    }

    @Override
    public void streamEnd(@Nullable List<? extends Header> trailers) {
        if (request != null) {
            connection.answer(this, request);
        }
    }

    /** Sends the answer, unless there was one already or the connection is gone. */
    void respond(Answer answer) throws HttpException, IOException {
        if (state != State.OPEN || responses == null) {
            return;
        }
        state = State.ANSWERED;
        BasicHttpResponse response = new BasicHttpResponse(answer.status());
        answer.fields().forEach(response::setHeader);
        body = ByteBuffer.wrap(answer.body());
        responses.sendResponse(
                response, new BasicEntityDetails(answer.body().length, ContentType.parse(answer.type())), context);
    }

    @Override
    public int available() {
        return body == null ? 0 : Math.max(1, body.remaining());
    }

    @Override
    public void produce(DataStreamChannel channel) throws IOException {
        if (body != null) {
            channel.write(body);
            if (!body.hasRemaining()) {
                body = null;
                channel.endStream();
            }
        }
    }

    @Override
    public void failed(Exception cause) {
        state = State.GONE;
    }

    @Override
    public void releaseResources() {
        state = State.GONE;
        body = null;
    }

    /** A body is longer than anybody needs to be for nothing to be done with it. */
    static final class BodyTooLongException extends IOException {
        private static final long serialVersionUID = 1L;
    }
}
