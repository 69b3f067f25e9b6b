package dev.gyre.container;

/**
 * A provider that loops ask for what they cannot do themselves.
 *
 * @param service the simple name of the service, such as {@code StreamTransportProvider}
 * @param name the provider's name
 * @param ranking its ranking
 * @param available whether it can serve
 * @param reason why not, or what there is to say
 * @param bundle the symbolic name of its bundle
 */
public record SubsystemInfo(
        String service, String name, int ranking, boolean available, String reason, String bundle) {}
