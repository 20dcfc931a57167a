package dev.realtime.sample.message;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;

interface MessageRepository extends JpaRepository<Message, Long> {

	List<Message> findByChannelIdOrderByIdDesc(long channelId, Limit limit);

	Optional<Message> findByAuthorAndRef(String author, UUID ref);

	@Modifying
	@Query("delete from Message m where m.channelId = :channelId")
	void deleteByChannelId(long channelId);

}
