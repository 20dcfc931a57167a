package dev.realtime.sample.channel;

import java.util.List;
import java.util.Optional;

import jakarta.persistence.LockModeType;

import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;

interface ChannelRepository extends JpaRepository<Channel, Long> {

	@Query("select c from Channel c where c.restricted = false or :user member of c.members order by c.name, c.id")
	List<Channel> visibleTo(String user);

	/** A rename and a message at the same time must not undo each other. */
	@Lock(LockModeType.PESSIMISTIC_WRITE)
	@Query("select c from Channel c where c.id = :id")
	Optional<Channel> findLocked(long id);

}
