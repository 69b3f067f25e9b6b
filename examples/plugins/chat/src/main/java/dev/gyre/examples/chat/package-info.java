/** A chat room as a plug-in. Its members' connections may live on several loops. */
@NullMarked
package dev.gyre.examples.chat;

import org.jspecify.annotations.NullMarked;
