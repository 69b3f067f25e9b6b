package dev.gyre.examples.status;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.TimerHandle;
import dev.gyre.loop.protocol.Protocol;
import dev.gyre.loop.transport.Transport;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.apache.hc.core5.http.HttpConnection;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.Http1StreamListener;
import org.apache.hc.core5.http.impl.nio.DefaultHttpResponseWriterFactory;
import org.apache.hc.core5.http.impl.nio.ServerHttp1StreamDuplexer;
import org.apache.hc.core5.http.protocol.HttpProcessor;
import org.apache.hc.core5.http.protocol.HttpProcessorBuilder;
import org.apache.hc.core5.http.protocol.RequestConformance;
import org.apache.hc.core5.http.protocol.RequestValidateHost;
import org.apache.hc.core5.http.protocol.ResponseConnControl;
import org.apache.hc.core5.http.protocol.ResponseContent;
import org.apache.hc.core5.http.protocol.ResponseDate;
import org.jspecify.annotations.Nullable;

/**
 * One connection: feeds HttpCore what comes, a request at a time, and keeps time. The next request is looked at when the answer to the one
 * before is on its way and is taken, so a peer that asks without end fills nothing.
 */
final class WebConnection implements Protocol<Transport>, Http1StreamListener {
    private static final Logger LOG = System.getLogger("dev.gyre.examples.status");
    private static final Duration AT_THE_END = Duration.ofSeconds(1);
    private static final Http1Config CONFIG = Http1Config.custom()
            .setMaxLineLength(Limits.LINE)
            .setMaxHeaderCount(Limits.FIELDS)
            .build();

    private final Site site;
    private final Visitors visitors;
    private final Limits limits;
    private final Inbox inbox = new Inbox();
    private @Nullable Link link;
    private Phase phase = Phase.REQUEST;
    private @Nullable TimerHandle deadline;
    private long lingerUntil;
    private boolean begun;
    private boolean held;
    private boolean feeding;
    private boolean endSeen;

    /** What is waited for. */
    private enum Phase {
        REQUEST,
        ANSWER,
        LINGER,
        LOST
    }

    /** What there is once the connection is made. */
    private record Link(EventLoop loop, Transport transport, Session session, ServerHttp1StreamDuplexer duplexer) {}

    WebConnection(Site site, Visitors visitors, Limits limits) {
        this.site = site;
        this.visitors = visitors;
        this.limits = limits;
    }

    private Link link() {
        Link made = link;
        if (made == null) {
            throw new IllegalStateException("not connected");
        }
        return made;
    }

    @Override
    public void connectionMade(Transport made) throws Exception {
        Session session = new Session(made, inbox, this::finish);
        RequestParser parser = new RequestParser(CONFIG);
        HttpProcessor processor = HttpProcessorBuilder.create()
                .addAll(new Responses(parser, visitors), ResponseDate.INSTANCE, ResponseContent.INSTANCE)
                .addAll(ResponseConnControl.INSTANCE)
                .addAll(RequestValidateHost.INSTANCE, RequestConformance.INSTANCE)
                .build();
        ServerHttp1StreamDuplexer duplexer = new ServerHttp1StreamDuplexer(
                session,
                processor,
                (request, context) -> new Exchange(this),
                null,
                CONFIG,
                null,
                null,
                parser,
                DefaultHttpResponseWriterFactory.INSTANCE.create(),
                null,
                null,
                this,
                null);
        link = new Link(EventLoops.getRunningLoop(), made, session, duplexer);
        visitors.add(this);
        duplexer.onConnect();
        enter(Phase.REQUEST);
    }

    @Override
    public void dataReceived(ByteBuffer data) {
        if (phase == Phase.LINGER) {
            return;
        }
        begun = true;
        inbox.lend(data);
        feed();
        inbox.keep();
        if (inbox.size() > 0 && phase != Phase.LINGER) {
            link().transport().pauseReading();
        }
    }

    @Override
    public boolean eofReceived() {
        inbox.end();
        if (phase == Phase.LINGER) {
            return false;
        }
        feed();
        return true;
    }

    /** Lets HttpCore read and write until it has nothing to do. */
    private void feed() {
        if (feeding || phase == Phase.LOST) {
            return;
        }
        feeding = true;
        try {
            while (step()) {
                // until nothing moves
            }
        } catch (Exchange.BodyTooLongException _) {
            refuse("413 Content Too Large");
        } catch (IOException | HttpException | RuntimeException e) {
            LOG.log(Level.DEBUG, "A request could not be read", e);
            refuse("400 Bad Request");
        } finally {
            feeding = false;
        }
        if (inbox.size() == 0 || phase == Phase.LINGER) {
            link().transport().resumeReading();
        }
    }

    private boolean step() throws IOException, HttpException {
        Link to = link();
        if (to.session().wants(SelectionKey.OP_WRITE)) {
            to.duplexer().onOutput();
            return true;
        }
        if (phase != Phase.REQUEST || held || !to.session().wants(SelectionKey.OP_READ)) {
            return false;
        }
        if (inbox.size() > 0) {
            int before = inbox.size();
            to.duplexer().onInput(null);
            return inbox.size() < before || to.session().wants(SelectionKey.OP_WRITE);
        }
        if (inbox.hasEnded() && !endSeen) {
            endSeen = true;
            to.duplexer().onInput(null);
            return true;
        }
        return false;
    }

    /** A request is there: asks the site, now or later. */
    void answer(Exchange exchange, HttpRequest request) {
        enter(Phase.ANSWER);
        CompletionStage<Answer> stage = site.answer(request.getMethod(), request.getPath());
        EventLoop loop = link().loop();
        TimerHandle late = loop.callLater(limits.inventory(), () -> respond(exchange, site.late(request.getPath())));
        stage.whenComplete((answer, failure) -> {
            try {
                loop.callSoonThreadsafe(() -> {
                    late.cancel();
                    respond(exchange, failure == null ? answer : site.failed(request.getPath(), failure));
                });
            } catch (IllegalStateException _) {
                // the loop has ended, and the connection with it
            }
        });
    }

    private void respond(Exchange exchange, Answer answer) {
        if (phase != Phase.ANSWER) {
            return;
        }
        try {
            exchange.respond(answer);
        } catch (IOException | HttpException | RuntimeException e) {
            LOG.log(Level.WARNING, "An answer could not be sent", e);
            link().transport().abort();
        }
        feed();
    }

    @Override
    public void onRequestHead(HttpConnection connection, HttpRequest request) {}

    @Override
    public void onResponseHead(HttpConnection connection, HttpResponse response) {}

    @Override
    public void onExchangeComplete(HttpConnection connection, boolean keepAlive) {
        begun = inbox.size() > 0;
        if (phase == Phase.ANSWER) {
            enter(Phase.REQUEST);
        }
    }

    /** Answers outside of HttpCore what it cannot go on with, and ends. */
    private void refuse(String status) {
        if (phase == Phase.REQUEST) {
            link().transport()
                    .write(
                            "HTTP/1.1 " + status + "\r\nConnection: close\r\nContent-Length: 0\r\n"
                                    + "X-Content-Type-Options: nosniff\r\nCache-Control: no-store\r\n\r\n",
                            StandardCharsets.US_ASCII);
        }
        finish();
    }

    /** No more requests. What the peer still sends is read for a while, lest the system drops the answer together with it. */
    private void finish() {
        if (phase == Phase.LINGER || phase == Phase.LOST) {
            return;
        }
        Transport transport = link().transport();
        link().session().end();
        lingerUntil = link().loop().time() + limits.response().toNanos();
        enter(Phase.LINGER);
        if (inbox.hasEnded() || !transport.canWriteEof()) {
            transport.close();
        } else {
            transport.writeEof();
            transport.resumeReading();
        }
    }

    private void enter(Phase next) {
        phase = next;
        if (deadline != null) {
            deadline.cancel();
        }
        Duration time =
                switch (next) {
                    case REQUEST -> visitors.haveEnded() ? AT_THE_END : limits.request();
                    case ANSWER -> limits.response();
                    case LINGER, LOST -> limits.linger();
                };
        deadline = link().loop().callLater(time, this::timeUp);
    }

    private void timeUp() {
        Transport transport = link().transport();
        switch (phase) {
            case REQUEST -> {
                if (begun) {
                    refuse("408 Request Timeout");
                } else {
                    finish();
                }
            }
            case LINGER -> {
                boolean waiting = transport.getWriteBufferSize() > 0;
                if (waiting && link().loop().time() < lingerUntil) {
                    enter(Phase.LINGER);
                } else if (waiting) {
                    transport.abort();
                } else {
                    transport.close();
                }
            }
            default -> transport.abort();
        }
    }

    /** From any thread: ends the connection as soon as nothing is going on. */
    void endSoon() {
        Link made = link;
        if (made != null) {
            try {
                made.loop().callSoonThreadsafe(() -> {
                    if (phase == Phase.REQUEST && !begun) {
                        finish();
                    }
                });
            } catch (IllegalStateException _) {
                // the loop has ended, and the connection with it
            }
        }
    }

    @Override
    public void pauseWriting() {
        held = true;
    }

    @Override
    public void resumeWriting() {
        held = false;
        link().loop().callSoon(this::feed);
    }

    @Override
    public void connectionLost(@Nullable Throwable cause) {
        phase = Phase.LOST;
        visitors.remove(this);
        if (deadline != null) {
            deadline.cancel();
        }
        link().duplexer().onDisconnect();
    }
}
