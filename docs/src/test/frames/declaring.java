package snippets.declaring;

import java.util.Optional;

import dev.realtime.crud.RealtimeCreated;
import dev.realtime.crud.RealtimeDeleted;
import dev.realtime.crud.RealtimeUpdated;
import dev.realtime.crud.UpdateResult;

import org.springframework.context.annotation.Bean;
import org.springframework.core.task.TaskDecorator;
import org.springframework.security.concurrent.DelegatingSecurityContextRunnable;
import org.springframework.stereotype.Component;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

class Entity {

	public Long getId() {
		return 1L;
	}

	public Long getChannelId() {
		return 1L;
	}

	public Long getListId() {
		return 1L;
	}

}

class Message extends Entity {

	String getText() {
		return "";
	}

	void setText(String text) {
	}

}

class Task extends Entity {

	Task(Task original) {
	}

	void setListId(Long id) {
	}

}

class Stored<T> {

	T save(T item) {
		return item;
	}

	Optional<T> findById(Long id) {
		return Optional.empty();
	}

	void delete(T item) {
	}

}

@Component
class MessageRepository extends Stored<Message> {

}

// snippet

@Component
class Tasks {

	private final Stored<Task> tasks = new Stored<>();

	// snippet

}

class Configuration {

	// snippet

}
