package dev.realtime.sample.direct;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;

interface DirectMessageRepository extends JpaRepository<DirectMessage, Long> {

	Optional<DirectMessage> findByAuthorAndRef(String author, UUID ref);

	@Query("select m from DirectMessage m where (m.author = :one and m.recipient = :other)"
			+ " or (m.author = :other and m.recipient = :one) order by m.id desc")
	List<DirectMessage> between(String one, String other, Limit limit);

}
