package com.example.bare;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.stereotype.Service;

import dev.realtime.crud.RealtimeCreated;

/** As little as an application can be. */
@SpringBootApplication
public class BareApplication {

	public static void main(String[] args) {
		SpringApplication.run(BareApplication.class, args);
	}

	public record Note(long id, String text) {
	}

	@Service
	static class Notes {

		@RealtimeCreated(room = "/notes", path = "/notes/{id}")
		public Note write(long id, String text) {
			return new Note(id, text);
		}

	}

}
