/** Many connections between separate processes: what is left of them afterwards. */
package dev.gyre.itests.load;
