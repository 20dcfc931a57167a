package dev.realtime.broker;

import java.util.List;

import jakarta.persistence.Entity;
import jakarta.persistence.Persistence;
import org.hibernate.Hibernate;
import org.hibernate.collection.spi.PersistentCollection;
import org.hibernate.proxy.HibernateProxy;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.AnnotatedMethod;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.BeanPropertyWriter;
import tools.jackson.databind.ser.ValueSerializerModifier;
import tools.jackson.databind.type.CollectionType;
import tools.jackson.databind.type.MapType;
import tools.jackson.databind.util.NameTransformer;

import org.springframework.beans.BeanUtils;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * Leaves out of the JSON what JPA has not loaded: associations, collections and lazy
 * attributes. The persistence context is still open right after a commit, so writing an
 * entity would load them, behind the back of a developer who fetched just what was
 * needed.
 */
final class LoadedOnly extends ValueSerializerModifier {

	private static final boolean hibernatePresent = ClassUtils.isPresent("org.hibernate.proxy.HibernateProxy",
			LoadedOnly.class.getClassLoader());

	private static final boolean jpaPresent = ClassUtils.isPresent("jakarta.persistence.Persistence",
			LoadedOnly.class.getClassLoader());

	private LoadedOnly() {
	}

	/**
	 * Makes a mapper that never loads.
	 * @param applicationMapper writes the application's REST answers
	 * @return a mapper that writes the same but what is not loaded; the given one itself
	 * where there is no JPA
	 */
	static JsonMapper on(JsonMapper applicationMapper) {
		if (!jpaPresent) {
			return applicationMapper;
		}
		SimpleModule module = new SimpleModule("realtime-loaded-only");
		module.setSerializerModifier(new LoadedOnly());
		return applicationMapper.rebuild().addModule(module).build();
	}

	@Override
	public List<BeanPropertyWriter> changeProperties(SerializationConfig config, BeanDescription.Supplier bean,
			List<BeanPropertyWriter> properties) {
		boolean entity = bean.getBeanClass().isAnnotationPresent(Entity.class);
		return properties.stream().map((property) -> guard(property, entity)).toList();
	}

	private static BeanPropertyWriter guard(BeanPropertyWriter property, boolean entity) {
		// even a text may be lazy in an entity whose class was enhanced
		boolean alwaysLoaded = !entity && BeanUtils.isSimpleValueType(property.getType().getRawClass());
		return alwaysLoaded ? property : new LoadedProperty(property);
	}

	@Override
	public ValueSerializer<?> modifySerializer(SerializationConfig config, BeanDescription.Supplier bean,
			ValueSerializer<?> serializer) {
		return (hibernatePresent && HibernateProxy.class.isAssignableFrom(bean.getBeanClass())) ? new ProxySerializer()
				: serializer;
	}

	@Override
	public ValueSerializer<?> modifyCollectionSerializer(SerializationConfig config, CollectionType type,
			BeanDescription.Supplier bean, ValueSerializer<?> serializer) {
		return loadedCollection(type.getRawClass(), serializer);
	}

	@Override
	public ValueSerializer<?> modifyMapSerializer(SerializationConfig config, MapType type,
			BeanDescription.Supplier bean, ValueSerializer<?> serializer) {
		return loadedCollection(type.getRawClass(), serializer);
	}

	@SuppressWarnings("unchecked")
	private static ValueSerializer<?> loadedCollection(Class<?> type, ValueSerializer<?> serializer) {
		return (hibernatePresent && PersistentCollection.class.isAssignableFrom(type))
				? new CollectionSerializer((ValueSerializer<Object>) serializer) : serializer;
	}

	private static boolean isLoaded(@Nullable Object value) {
		// the general way asks every provider on the class path
		return hibernatePresent ? Hibernate.isInitialized(value)
				: value == null || Persistence.getPersistenceUtil().isLoaded(value);
	}

	private static boolean isLoaded(Object bean, String attribute) {
		return hibernatePresent ? Hibernate.isPropertyInitialized(bean, attribute)
				: Persistence.getPersistenceUtil().isLoaded(bean, attribute);
	}

	/** Writes a property only if its value is there. */
	private static final class LoadedProperty extends BeanPropertyWriter {

		private final BeanPropertyWriter property;

		private final String attribute;

		LoadedProperty(BeanPropertyWriter property) {
			super(property);
			this.property = property;
			this.attribute = attribute(property.getMember());
		}

		private static String attribute(AnnotatedMember member) {
			String name = member.getName();
			int prefix = name.startsWith("get") ? 3 : (name.startsWith("is") ? 2 : 0);
			return (member instanceof AnnotatedMethod) ? StringUtils.uncapitalizeAsProperty(name.substring(prefix))
					: name;
		}

		@Override
		public BeanPropertyWriter rename(NameTransformer transformer) {
			return new LoadedProperty(this.property.rename(transformer));
		}

		@Override
		public boolean isUnwrapping() {
			return this.property.isUnwrapping();
		}

		@Override
		public void assignSerializer(ValueSerializer<Object> serializer) {
			this.property.assignSerializer(serializer);
		}

		@Override
		public void assignNullSerializer(ValueSerializer<Object> serializer) {
			this.property.assignNullSerializer(serializer);
		}

		@Override
		public void assignTypeSerializer(TypeSerializer serializer) {
			this.property.assignTypeSerializer(serializer);
		}

		@Override
		public void serializeAsProperty(Object bean, JsonGenerator generator, SerializationContext context)
				throws Exception {
			if (isLoaded(bean)) {
				this.property.serializeAsProperty(bean, generator, context);
			}
			else if (!generator.canOmitProperties()) {
				this.property.serializeAsOmittedProperty(bean, generator, context);
			}
		}

		@Override
		public void serializeAsElement(Object bean, JsonGenerator generator, SerializationContext context)
				throws Exception {
			if (isLoaded(bean)) {
				this.property.serializeAsElement(bean, generator, context);
			}
			else {
				this.property.serializeAsOmittedElement(bean, generator, context);
			}
		}

		private boolean isLoaded(Object bean) throws Exception {
			return LoadedOnly.isLoaded(bean, this.attribute) && LoadedOnly.isLoaded(this.property.get(bean));
		}

	}

	/**
	 * Writes the entity behind a proxy, where it is there. Else it is left out of arrays,
	 * and {@code null} where something has to stand.
	 */
	private static final class ProxySerializer extends ValueSerializer<Object> {

		@Override
		public void serialize(Object value, JsonGenerator generator, SerializationContext context) {
			if (Hibernate.isInitialized(value)) {
				context.writeValue(generator, Hibernate.unproxy(value));
			}
			else {
				leaveOut(generator, context);
			}
		}

		@Override
		public void serializeWithType(Object value, JsonGenerator generator, SerializationContext context,
				TypeSerializer types) {
			if (Hibernate.isInitialized(value)) {
				Object entity = Hibernate.unproxy(value);
				context.findTypedValueSerializer(entity.getClass(), true).serialize(entity, generator, context);
			}
			else {
				leaveOut(generator, context);
			}
		}

		private static void leaveOut(JsonGenerator generator, SerializationContext context) {
			if (!generator.streamWriteContext().inArray()) {
				context.defaultSerializeNullValue(generator);
			}
		}

	}

	/** Writes a collection where no property could leave it out, if it is there. */
	private static final class CollectionSerializer extends ValueSerializer<Object> {

		private final ValueSerializer<Object> elements;

		CollectionSerializer(ValueSerializer<Object> elements) {
			this.elements = elements;
		}

		@Override
		@SuppressWarnings("unchecked")
		public ValueSerializer<?> createContextual(SerializationContext context, BeanProperty property) {
			ValueSerializer<?> contextual = this.elements.createContextual(context, property);
			return new CollectionSerializer((ValueSerializer<Object>) contextual);
		}

		@Override
		public boolean isEmpty(SerializationContext context, Object value) {
			return !Hibernate.isInitialized(value) || this.elements.isEmpty(context, value);
		}

		@Override
		public void serialize(Object value, JsonGenerator generator, SerializationContext context) {
			if (Hibernate.isInitialized(value)) {
				this.elements.serialize(value, generator, context);
			}
			else {
				context.defaultSerializeNullValue(generator);
			}
		}

		@Override
		public void serializeWithType(Object value, JsonGenerator generator, SerializationContext context,
				TypeSerializer types) {
			if (Hibernate.isInitialized(value)) {
				this.elements.serializeWithType(value, generator, context, types);
			}
			else {
				context.defaultSerializeNullValue(generator);
			}
		}

	}

}
