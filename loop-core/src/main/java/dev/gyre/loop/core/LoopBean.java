package dev.gyre.loop.core;

import java.lang.ref.WeakReference;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.DynamicMBean;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;

/** A loop as JMX shows it. It does not keep the loop, and shows nothing of one that is gone. */
final class LoopBean implements DynamicMBean {
    private static final double MEDIAN = 0.5;
    private static final double NEARLY_ALL = 0.99;
    private static final Map<String, Shown> ATTRIBUTES = attributes();

    private final WeakReference<EngineLoop> loop;

    LoopBean(EngineLoop loop) {
        this.loop = new WeakReference<>(loop);
    }

    /** An attribute. */
    private record Shown(String type, String description, Function<EngineLoop, Object> of) {}

    private static Map<String, Shown> attributes() {
        Map<String, Shown> all = new LinkedHashMap<>();
        all.put("Name", text("its name", EngineLoop::name));
        all.put("Backend", text("the name of its backend", EngineLoop::backend));
        all.put("Running", new Shown("boolean", "whether it runs", EngineLoop::isRunning));
        all.put("Debug", new Shown("boolean", "whether it is in debug mode", EngineLoop::getDebug));
        all.put("Iterations", count("iterations so far", loop -> loop.gauges().iterations()));
        all.put("Callbacks", count("callbacks, timers among them, that have run", loop -> loop.gauges()
                .callbacks()));
        all.put("ReadyQueue", count("callbacks that are ready and have not run", loop ->
                (long) loop.scheduler().ready()));
        all.put("Timers", count("timers that wait", loop ->
                (long) loop.scheduler().timers().size()));
        all.put("Handles", count("connections, listeners and sockets", loop ->
                (long) loop.handles().count()));
        all.put("Tasks", count("tasks that have not ended", loop ->
                (long) loop.tasks().all().size()));
        all.put("Swaps", count("exchanges of its backend", loop -> loop.gauges().swaps()));
        all.put("LagMedianMicros", micros("how late timers are, half of them", loop -> loop.gauges()
                .lateMicros(MEDIAN)));
        all.put("Lag99Micros", micros("how late timers are, 99 of 100", loop -> loop.gauges()
                .lateMicros(NEARLY_ALL)));
        all.put("LagMostMicros", micros("how late a timer was at the most", loop -> loop.gauges()
                .latestMicros()));
        return all;
    }

    private static Shown text(String description, Function<EngineLoop, Object> of) {
        return new Shown(String.class.getName(), description, of);
    }

    private static Shown count(String description, Function<EngineLoop, Long> of) {
        return new Shown("long", description, of::apply);
    }

    private static Shown micros(String description, Function<EngineLoop, Double> of) {
        return new Shown("double", description + ", in microseconds", of::apply);
    }

    @Override
    public Object getAttribute(String name) throws AttributeNotFoundException {
        Shown shown = ATTRIBUTES.get(name);
        EngineLoop present = loop.get();
        if (shown == null || present == null) {
            throw new AttributeNotFoundException(
                    shown == null ? "A loop has no attribute " + name : "The loop is gone, and was not closed");
        }
        return shown.of.apply(present);
    }

    @Override
    public AttributeList getAttributes(String[] names) {
        AttributeList all = new AttributeList();
        for (String name : names) {
            try {
                all.add(new Attribute(name, getAttribute(name)));
            } catch (AttributeNotFoundException e) {
                // JMX asks for leaving such out
            }
        }
        return all;
    }

    @Override
    public void setAttribute(Attribute attribute) throws AttributeNotFoundException {
        throw new AttributeNotFoundException("The attributes of a loop can be read and not set");
    }

    @Override
    public AttributeList setAttributes(AttributeList attributes) {
        return new AttributeList();
    }

    @Override
    public Object invoke(String operation, Object[] arguments, String[] signature) {
        throw new UnsupportedOperationException("A loop has no operations for JMX, and so no " + operation);
    }

    @Override
    public MBeanInfo getMBeanInfo() {
        MBeanAttributeInfo[] infos = ATTRIBUTES.entrySet().stream()
                .map(each -> new MBeanAttributeInfo(
                        each.getKey(), each.getValue().type, each.getValue().description, true, false, false))
                .toArray(MBeanAttributeInfo[]::new);
        return new MBeanInfo(LoopBean.class.getName(), "An event loop", infos, null, new MBeanOperationInfo[0], null);
    }
}
