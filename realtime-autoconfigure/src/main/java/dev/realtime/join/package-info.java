/**
 * May this user enter this room? Room tokens, access rules, the outcome, leaving.
 */
@NullMarked
package dev.realtime.join;

import org.jspecify.annotations.NullMarked;
