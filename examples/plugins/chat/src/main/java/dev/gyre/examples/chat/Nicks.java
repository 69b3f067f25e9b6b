package dev.gyre.examples.chat;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/** What nicknames look like, and which are the same. */
final class Nicks {
    static final String RULE = "a letter, then up to 19 letters, digits, \"-\" or \"_\"";
    private static final Pattern NICK = Pattern.compile("\\p{L}[\\p{L}\\p{M}\\p{N}_-]{0,19}");

    private Nicks() {}

    /** One spelling for what looks the same. */
    static String normal(String nick) {
        return Normalizer.normalize(nick, Normalizer.Form.NFC);
    }

    static boolean isNick(String nick) {
        return NICK.matcher(nick).matches();
    }

    /** Equal for nicknames that differ in case or width alone. */
    static String key(String nick) {
        return Normalizer.normalize(nick, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    }
}
