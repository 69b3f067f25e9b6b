package dev.gyre.itests;

import dev.gyre.loop.EventLoop;
import dev.gyre.streams.Streams;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The public types of {@code loop-api} and {@code streams}, by the names a reader writes, such as {@code ConnectOptions.Builder}. */
final class ApiTypes {
    private static final List<String> PACKAGES = List.of(
            "dev.gyre.loop",
            "dev.gyre.loop.transport",
            "dev.gyre.loop.protocol",
            "dev.gyre.loop.spi",
            "dev.gyre.streams");
    private static final Map<String, Class<?>> BY_NAME = load();

    private ApiTypes() {}

    private static Map<String, Class<?>> load() {
        Map<String, Class<?>> found = new TreeMap<>();
        load(EventLoop.class, found);
        load(Streams.class, found);
        return found;
    }

    /** Adds those of the module of a type. */
    private static void load(Class<?> one, Map<String, Class<?>> found) {
        try (ModuleReader module = ModuleFinder.of(Path.of(
                        one.getProtectionDomain().getCodeSource().getLocation().toURI()))
                .findAll()
                .iterator()
                .next()
                .open()) {
            for (String resource : module.list().toList()) {
                Class<?> type = type(resource);
                if (type != null) {
                    found.put(readable(type), type);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException | ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Class<?> type(String resource) throws ClassNotFoundException {
        if (!resource.endsWith(".class") || resource.endsWith("-info.class")) {
            return null;
        }
        Class<?> type = Class.forName(resource.replaceFirst("\\.class$", "").replace('/', '.'));
        boolean visible = PACKAGES.contains(type.getPackageName()) && !type.isAnonymousClass();
        for (Class<?> each = type; each != null && visible; each = each.getEnclosingClass()) {
            visible = Modifier.isPublic(each.getModifiers());
        }
        return visible ? type : null;
    }

    static String readable(Class<?> type) {
        return type.getName().substring(type.getPackageName().length() + 1).replace('$', '.');
    }

    /** The types an application sees: all but the interfaces of providers. */
    static Stream<Class<?>> ofApplications() {
        return BY_NAME.values().stream().filter(type -> !isOfProviders(type));
    }

    private static boolean isOfProviders(Class<?> type) {
        return type.getPackageName().endsWith(".spi");
    }

    static Class<?> named(String name) {
        return BY_NAME.get(name);
    }

    /** Whether {@code Type}, {@code Type.member} or {@code Type.method(Parameter, Parameter)} exists and is public. */
    static boolean exists(String name) {
        if (BY_NAME.containsKey(name)) {
            return true;
        }
        String path = name.replaceFirst("\\(.*", "");
        int dot = path.lastIndexOf('.');
        Class<?> type = dot < 0 ? null : BY_NAME.get(path.substring(0, dot));
        if (type == null) {
            return false;
        }
        String member = path.substring(dot + 1);
        if (!path.equals(name)) {
            String parameters = name.substring(path.length() + 1, name.length() - 1);
            return methods(type)
                    .anyMatch(method -> method.getName().equals(member)
                            && parameters(method).equals(parameters));
        }
        return methods(type).anyMatch(method -> method.getName().equals(member))
                || Arrays.stream(type.getFields()).map(Field::getName).anyMatch(member::equals);
    }

    private static String parameters(Method method) {
        return Arrays.stream(method.getParameterTypes())
                .map(Class::getSimpleName)
                .collect(Collectors.joining(", "));
    }

    /** The public methods a type declares, without those that every object, enum or builder has. */
    static Stream<Method> methods(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic())
                .filter(method -> !List.of("equals", "hashCode", "toString").contains(method.getName()))
                .filter(method ->
                        !(type.isEnum() && List.of("values", "valueOf").contains(method.getName())));
    }

    /** Whether a method only reads a component of a record. */
    static boolean readsComponent(Method method) {
        return method.getDeclaringClass().isRecord()
                && Arrays.stream(method.getDeclaringClass().getRecordComponents())
                        .anyMatch(component -> component.getAccessor().equals(method));
    }
}
