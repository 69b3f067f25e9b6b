package dev.gyre.examples.status;

import java.io.IOException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.RequestHeaderFieldsTooLargeException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.DefaultContentLengthStrategy;
import org.apache.hc.core5.http.impl.nio.DefaultHttpRequestFactory;
import org.apache.hc.core5.http.impl.nio.DefaultHttpRequestParser;
import org.apache.hc.core5.http.nio.SessionInputBuffer;
import org.apache.hc.core5.util.CharArrayBuffer;

/**
 * HttpCore's parser, which in addition tells requests whose first line is too long from those whose other lines are, and refuses here what would
 * otherwise be found too late to be answered.
 */
final class RequestParser extends DefaultHttpRequestParser<HttpRequest> {
    private Part part = Part.NOTHING;

    /** How far a head has come. */
    enum Part {
        NOTHING,
        FIRST_LINE,
        TARGET_TOO_LONG
    }

    RequestParser(Http1Config config) {
        super(config, DefaultHttpRequestFactory.INSTANCE);
    }

    Part part() {
        return part;
    }

    @Override
    public void reset() {
        part = Part.NOTHING;
        super.reset();
    }

    @Override
    protected HttpRequest createMessage(CharArrayBuffer buffer) throws HttpException {
        part = Part.FIRST_LINE;
        return super.createMessage(buffer);
    }

    @Override
    public HttpRequest parse(SessionInputBuffer buffer, boolean endOfStream) throws IOException, HttpException {
        HttpRequest request;
        try {
            request = super.parse(buffer, endOfStream);
        } catch (RequestHeaderFieldsTooLargeException e) {
            if (part == Part.NOTHING && !buffer.hasData()) {
                throw new ProtocolException("There are empty lines and no request");
            }
            part = part == Part.NOTHING ? Part.TARGET_TOO_LONG : part;
            throw e;
        }
        if (request != null) {
            DefaultContentLengthStrategy.INSTANCE.determineLength(request);
        }
        return request;
    }
}
