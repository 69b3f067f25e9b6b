package dev.gyre.streams;

/** When {@link Coroutines#wait} returns. */
public enum ReturnWhen {
    /** When one is done or cancelled. */
    FIRST_COMPLETED,
    /** When one has failed; when none fails, as {@link #ALL_COMPLETED}. Being cancelled is no failure here. */
    FIRST_EXCEPTION,
    /** When all are done or cancelled. */
    ALL_COMPLETED
}
