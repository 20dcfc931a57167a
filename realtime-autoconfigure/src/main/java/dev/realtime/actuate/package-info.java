/**
 * How it is going: metrics, health, the actuator endpoint. The only package that knows
 * Micrometer.
 */
@NullMarked
package dev.realtime.actuate;

import org.jspecify.annotations.NullMarked;
