package dev.realtime.actuate;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of the console.
 *
 * @param enabled Whether there is a console at /realtime-console, for those who may see
 * the actuator's endpoint realtime.
 */
@ConfigurationProperties("realtime.console")
record ConsoleProperties(@DefaultValue("false") boolean enabled) {

}
