package dev.realtime.data;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.data.repository.core.RepositoryMetadata;
import org.springframework.data.repository.core.support.RepositoryFactoryBeanSupport;
import org.springframework.util.ClassUtils;

import dev.realtime.ClientTypes;
import dev.realtime.crud.EntityAnnouncements;
import dev.realtime.crud.EntityAnnouncements.Templates;

/**
 * Puts announcing into the repositories of {@link RealtimeEntity} classes. Customizers
 * run after those of the transaction, so that announcing is inside of it.
 */
final class AnnouncedRepositories implements BeanPostProcessor, ClientTypes {

	private final BeanFactory beans;

	private final ApplicationEventPublisher publisher;

	private final List<EntityAnnouncements> announcements = new CopyOnWriteArrayList<>();

	private final List<ClientType> types = new CopyOnWriteArrayList<>();

	AnnouncedRepositories(BeanFactory beans, ApplicationEventPublisher publisher) {
		this.beans = beans;
		this.publisher = publisher;
	}

	@Override
	public Object postProcessBeforeInitialization(Object bean, String beanName) {
		if (bean instanceof RepositoryFactoryBeanSupport<?, ?, ?> factory) {
			factory.addRepositoryFactoryCustomizer(
					(support) -> support.addRepositoryProxyPostProcessor((proxy, information) -> {
						Class<?> entity = information.getDomainType();
						RealtimeEntity annotation = AnnotatedElementUtils.findMergedAnnotation(entity,
								RealtimeEntity.class);
						if (annotation != null) {
							refuseReactive(information);
							EntityAnnouncements announcements = EntityAnnouncements.of(entity, "@RealtimeEntity",
									templates(annotation), this.beans, this.publisher);
							this.types.add(announcements.clientType());
							this.announcements.add(announcements);
							proxy.addAdvice(
									new RepositoryInterceptor(entity, announcements, factory::getEntityInformation));
						}
					}));
		}
		return bean;
	}

	/** What such a repository returns has not happened yet. */
	static void refuseReactive(RepositoryMetadata repository) {
		if (repository.isReactiveRepository()) {
			throw EntityAnnouncements.mistake(repository.getDomainType(), "@RealtimeEntity",
					"its repository " + ClassUtils.getShortName(repository.getRepositoryInterface())
							+ " is a reactive one, whose calls are not seen",
					"Annotate the methods that change it, of a service or of the repository itself, with"
							+ " @RealtimeSaved and @RealtimeDeleted, which announce what a Mono or Flux yields");
		}
	}

	@Override
	public List<ClientType> types() {
		return List.copyOf(this.types);
	}

	/** Those of all repositories so far. */
	List<EntityAnnouncements> announcements() {
		return this.announcements;
	}

	private static Templates templates(RealtimeEntity annotation) {
		return new Templates(annotation.room(), annotation.path(), annotation.type(), annotation.resource(),
				annotation.condition());
	}

}
