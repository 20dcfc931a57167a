/**
 * Test support for applications: what was announced, and clients without a port.
 */
@NullMarked
package dev.realtime.test;

import org.jspecify.annotations.NullMarked;
