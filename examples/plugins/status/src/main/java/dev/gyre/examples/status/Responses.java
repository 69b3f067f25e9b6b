package dev.gyre.examples.status;

import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpResponseInterceptor;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.protocol.HttpContext;

/** What every response has, those too that HttpCore makes by itself. */
final class Responses implements HttpResponseInterceptor {
    private final RequestParser parser;
    private final Visitors visitors;

    Responses(RequestParser parser, Visitors visitors) {
        this.parser = parser;
        this.visitors = visitors;
    }

    @Override
    public void process(HttpResponse response, EntityDetails entity, HttpContext context) {
        if (parser.part() == RequestParser.Part.TARGET_TOO_LONG) {
            response.setCode(HttpStatus.SC_REQUEST_URI_TOO_LONG);
        }
        if (visitors.haveEnded()) {
            response.setHeader("Connection", "close");
        }
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Cache-Control", "no-store");
    }
}
