package snippets.client;

import java.nio.file.Path;

import dev.realtime.test.RealtimeTest;
import dev.realtime.test.RealtimeTypes;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

// snippet

record DirectMessage(String author, String text) {

}
