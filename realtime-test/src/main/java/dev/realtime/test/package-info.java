/**
 * Test support for applications: what was announced, clients without a port, and the
 * types of pages.
 */
@NullMarked
package dev.realtime.test;

import org.jspecify.annotations.NullMarked;
