/** Small programs, one per idea, that name the API and the streams alone: those of asyncio's manual, so far as Gyre has what they use. */
@NullMarked
package dev.gyre.examples;

import org.jspecify.annotations.NullMarked;
