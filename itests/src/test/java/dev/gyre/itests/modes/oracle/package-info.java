/** The oracle: scenarios that are played by asyncio and by Gyre, and must be heard alike. */
package dev.gyre.itests.modes.oracle;
