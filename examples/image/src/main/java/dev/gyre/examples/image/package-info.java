/** The program of the image. */
@NullMarked
package dev.gyre.examples.image;

import org.jspecify.annotations.NullMarked;
