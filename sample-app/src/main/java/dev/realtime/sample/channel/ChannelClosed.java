package dev.realtime.sample.channel;

/**
 * Application event inside the transaction that deletes a channel.
 *
 * @param id the channel's id
 */
public record ChannelClosed(long id) {

}
