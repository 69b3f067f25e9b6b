/**
 * What a client and the shell say to each other over the control socket, one connection per session. Spoken by {@code dev.gyre.shell.control} in the
 * container and by the launcher outside; whoever speaks something else is refused by the version in {@link Frame.Open}.
 *
 * <p>Both directions carry frames: one byte for the type, four for the length of what follows (big-endian, at most {@value
 * FrameChannel#MAX_PAYLOAD}), and the payload.
 *
 * <table>
 * <caption>Frames</caption>
 * <tr><th>type</th><th>from</th><th>payload</th></tr>
 * <tr><td>1 {@link Frame.Open}</td><td>client</td><td>{@code GYRE}, version (1 byte), kind (1 byte), columns and rows (2 bytes each), length of the terminal's
 *     type (2 bytes), that type, command line; the first frame of a session and none but the first</td></tr>
 * <tr><td>2 {@link Frame.Input}</td><td>client</td><td>bytes typed or piped</td></tr>
 * <tr><td>3 {@link Frame.EndOfInput}</td><td>client</td><td>none</td></tr>
 * <tr><td>4 {@link Frame.Resize}</td><td>client</td><td>columns and rows (2 bytes each)</td></tr>
 * <tr><td>5 {@link Frame.Interrupt}</td><td>client</td><td>none: ends the running command</td></tr>
 * <tr><td>16 {@link Frame.Output}</td><td>shell</td><td>bytes for standard output</td></tr>
 * <tr><td>17 {@link Frame.ErrorOutput}</td><td>shell</td><td>bytes for standard error</td></tr>
 * <tr><td>18 {@link Frame.Exit}</td><td>shell</td><td>exit code (4 bytes); the last frame</td></tr>
 * <tr><td>19 {@link Frame.Refusal}</td><td>shell</td><td>why there is no session; the last frame</td></tr>
 * </table>
 *
 * <p>Text is UTF-8. A connection that ends without {@link Frame.Exit} was cut off.
 */
@NullMarked
package dev.gyre.shell.protocol;

import org.jspecify.annotations.NullMarked;
