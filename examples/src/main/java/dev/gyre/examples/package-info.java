/** Small programs, one per idea, that name the API alone. */
@NullMarked
package dev.gyre.examples;

import org.jspecify.annotations.NullMarked;
