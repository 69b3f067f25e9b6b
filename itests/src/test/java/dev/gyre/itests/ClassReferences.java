package dev.gyre.itests;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MethodTypeEntry;
import java.lang.classfile.constantpool.NameAndTypeEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The classes that a class file cannot be linked or run without: all it names but in annotations. */
final class ClassReferences {
    private static final Pattern IN_DESCRIPTOR = Pattern.compile("L([\\w/$]+);");

    private ClassReferences() {}

    static Set<String> of(byte[] bytes) {
        ClassModel model = ClassFile.of().parse(bytes);
        Set<String> names = new TreeSet<>();
        for (PoolEntry entry : model.constantPool()) {
            switch (entry) {
                case ClassEntry named -> addClass(named.asInternalName(), names);
                case NameAndTypeEntry member -> addDescriptor(member.type().stringValue(), names);
                case MethodTypeEntry type -> addDescriptor(type.descriptor().stringValue(), names);
                default -> {}
            }
        }
        model.methods().forEach(method -> addDescriptor(method.methodType().stringValue(), names));
        model.fields().forEach(field -> addDescriptor(field.fieldType().stringValue(), names));
        return names;
    }

    private static void addClass(String internalName, Set<String> names) {
        if (internalName.startsWith("[")) {
            addDescriptor(internalName, names);
        } else {
            names.add(internalName.replace('/', '.'));
        }
    }

    private static void addDescriptor(String descriptor, Set<String> names) {
        Matcher found = IN_DESCRIPTOR.matcher(descriptor);
        while (found.find()) {
            names.add(found.group(1).replace('/', '.'));
        }
    }
}
