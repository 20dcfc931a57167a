/**
 * Annotated methods and {@link dev.realtime.crud.CrudService} results become
 * {@link dev.realtime.RealtimeEvent}s.
 */
@NullMarked
package dev.realtime.crud;

import org.jspecify.annotations.NullMarked;
