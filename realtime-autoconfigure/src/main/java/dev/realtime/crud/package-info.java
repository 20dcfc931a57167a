/**
 * Annotated methods and {@link dev.realtime.crud.CrudService} results become
 * {@link dev.realtime.RealtimeEvent}s.
 * <p>
 * {@link dev.realtime.crud.EntityAnnouncements} is public only because another package of
 * the starter needs it; it is not API.
 */
@NullMarked
package dev.realtime.crud;

import org.jspecify.annotations.NullMarked;
