/**
 * What the pages show is true.
 */
@NullMarked
package dev.realtime.docs;

import org.jspecify.annotations.NullMarked;
