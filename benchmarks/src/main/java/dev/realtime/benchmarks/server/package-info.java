/**
 * The Java servers under load: this product, and what an application would wire by hand.
 */
@NullMarked
package dev.realtime.benchmarks.server;

import org.jspecify.annotations.NullMarked;
