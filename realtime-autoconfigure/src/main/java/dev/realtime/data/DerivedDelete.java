package dev.realtime.data;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.data.annotation.QueryAnnotation;
import org.springframework.data.core.PropertyReferenceException;
import org.springframework.data.repository.query.parser.Part;
import org.springframework.data.repository.query.parser.PartTree;

/**
 * What a derived query such as {@code deleteByChannelId(42)} says of the rows it deletes,
 * although nobody has read them.
 */
final class DerivedDelete {

	private DerivedDelete() {
	}

	/**
	 * Properties that the deleted rows had.
	 * @param method the method of the repository
	 * @param domainType the entity
	 * @param arguments what it was called with
	 * @return property values by name, one map for each combination; empty if the query
	 * tells nothing
	 */
	static List<Map<String, @Nullable Object>> properties(Method method, Class<?> domainType,
			@Nullable Object[] arguments) {
		if (AnnotatedElementUtils.hasAnnotation(method, QueryAnnotation.class)) {
			return List.of();
		}
		try {
			return properties(new PartTree(method.getName(), domainType), arguments);
		}
		catch (PropertyReferenceException ex) {
			// written by hand: its name tells nothing
			return List.of();
		}
	}

	private static List<Map<String, @Nullable Object>> properties(PartTree tree, @Nullable Object[] arguments) {
		List<Map<String, @Nullable Object>> rows = new ArrayList<>();
		int next = 0;
		for (PartTree.OrPart alternative : tree) {
			List<Map<String, @Nullable Object>> combined = new ArrayList<>(List.of(new HashMap<>()));
			for (Part part : alternative) {
				int argument = next;
				next += part.getNumberOfArguments();
				if (part.getNumberOfArguments() == 1 && !part.getProperty().hasNext()) {
					combined = with(combined, part, arguments[argument]);
				}
			}
			rows.addAll(combined);
		}
		return rows;
	}

	private static List<Map<String, @Nullable Object>> with(List<Map<String, @Nullable Object>> rows, Part part,
			@Nullable Object value) {
		Collection<?> values;
		if (part.getType() == Part.Type.SIMPLE_PROPERTY && value != null) {
			values = List.of(value);
		}
		else if (part.getType() == Part.Type.IN && value instanceof Collection<?> several) {
			values = several;
		}
		else {
			return rows;
		}
		List<Map<String, @Nullable Object>> combined = new ArrayList<>();
		for (Map<String, @Nullable Object> row : rows) {
			for (Object each : values) {
				Map<String, @Nullable Object> more = new HashMap<>(row);
				more.put(part.getProperty().getSegment(), each);
				combined.add(more);
			}
		}
		return combined;
	}

}
