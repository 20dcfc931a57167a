package dev.realtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever applications compile against says what it is. That what is said is well-formed
 * and true to the signature, the build's javadoc checks.
 */
class JavadocTests {

	private static final List<Path> SOURCES = List.of(Path.of("src", "main", "java"),
			Path.of("..", "realtime-test", "src", "main", "java"));

	/** Public only because other packages of the starter need it. */
	private static final Set<String> NOT_API = Set.of("broker", "history", "protocol", "room", "relay", "actuate");

	@Test
	void whatIsPublicHasJavadoc() throws IOException {
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
			JavacTask task = (JavacTask) compiler.getTask(null, manager, null, List.of("-proc:none"), null,
					manager.getJavaFileObjectsFromPaths(files()));
			Undocumented undocumented = new Undocumented(DocTrees.instance(task));
			undocumented.scan(task.parse(), null);
			assertThat(undocumented.checked).isGreaterThan(200);
			assertThat(undocumented.found).isEmpty();
			String build = Files.readString(Path.of("..", "pom.xml"));
			assertThat(undocumented.internal).isNotEmpty()
				.allSatisfy((type) -> assertThat(build).as("what the comparison with the last release leaves out")
					.contains("<exclude>" + type + "</exclude>"));
		}
	}

	private static List<Path> files() {
		return SOURCES.stream().flatMap((folder) -> {
			try (Stream<Path> files = Files.walk(folder)) {
				return files.filter((file) -> file.toString().endsWith(".java"))
					.filter((file) -> !NOT_API.contains(file.getParent().getFileName().toString()))
					.toList()
					.stream();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}).toList();
	}

	/** Goes through public types, and public and protected members of those. */
	private static final class Undocumented extends TreePathScanner<@Nullable Void, @Nullable Void> {

		private final List<String> found = new ArrayList<>();

		private final DocTrees trees;

		/** Types that no application may rely on, in packages that have an API. */
		private final List<String> internal = new ArrayList<>();

		private int checked;

		Undocumented(DocTrees trees) {
			this.trees = trees;
		}

		@Override
		public @Nullable Void visitClass(ClassTree type, @Nullable Void nothing) {
			if (!isApi(type.getModifiers())) {
				return null;
			}
			DocCommentTree comment = check(type.getSimpleName());
			if (comment != null && getCurrentPath().getParentPath().getLeaf() instanceof CompilationUnitTree unit) {
				checkPromise(unit, type, comment);
			}
			if (type.getKind() == Tree.Kind.RECORD && comment != null) {
				components(type).filter((component) -> !hasParam(comment, component)).forEach(this::report);
			}
			return super.visitClass(type, nothing);
		}

		/** What applications may rely on says since when, the rest that they may not. */
		private void checkPromise(CompilationUnitTree unit, ClassTree type, DocCommentTree comment) {
			boolean internal = comment.toString().contains("Not API");
			boolean since = comment.getBlockTags().stream().anyMatch((tag) -> tag.getKind() == DocTree.Kind.SINCE);
			if (internal == since) {
				report(type.getSimpleName() + " says either since when it is there or that it is not API");
			}
			if (internal) {
				this.internal.add(unit.getPackageName() + "." + type.getSimpleName());
			}
		}

		private static Stream<String> components(ClassTree type) {
			return type.getMembers()
				.stream()
				.filter(VariableTree.class::isInstance)
				.map(VariableTree.class::cast)
				.filter((field) -> !field.getModifiers().getFlags().contains(Modifier.STATIC))
				.map((field) -> field.getName().toString());
		}

		private static boolean hasParam(DocCommentTree comment, String name) {
			return comment.getBlockTags()
				.stream()
				.anyMatch((tag) -> tag instanceof ParamTree param && param.getName().getName().contentEquals(name));
		}

		@Override
		public @Nullable Void visitMethod(MethodTree method, @Nullable Void nothing) {
			boolean canonical = method.getReturnType() == null && isRecord(getCurrentPath().getParentPath());
			if (!isApi(method.getModifiers()) || overrides(method) || canonical) {
				return null;
			}
			DocCommentTree comment = check(method.getName());
			if (comment != null) {
				method.getParameters()
					.stream()
					.map((parameter) -> parameter.getName().toString())
					.filter((name) -> !hasParam(comment, name))
					.forEach(this::report);
				if (method.getReturnType() != null && !method.getReturnType().toString().equals("void")
						&& !hasReturn(comment)) {
					report("what it returns");
				}
			}
			return null;
		}

		private static boolean hasReturn(DocCommentTree comment) {
			return Stream.concat(comment.getBlockTags().stream(), comment.getFirstSentence().stream())
				.anyMatch((tag) -> tag.getKind() == DocTree.Kind.RETURN);
		}

		@Override
		public @Nullable Void visitVariable(VariableTree field, @Nullable Void nothing) {
			if (isApi(field.getModifiers())) {
				check(field.getName());
			}
			return null;
		}

		private boolean isApi(ModifiersTree modifiers) {
			TreePath around = getCurrentPath().getParentPath();
			return modifiers.getFlags().contains(Modifier.PUBLIC) || modifiers.getFlags().contains(Modifier.PROTECTED)
					|| (around.getLeaf() instanceof ClassTree type
							&& (type.getKind() == Tree.Kind.INTERFACE || type.getKind() == Tree.Kind.ANNOTATION_TYPE));
		}

		private static boolean isRecord(TreePath path) {
			return path.getLeaf().getKind() == Tree.Kind.RECORD;
		}

		private static boolean overrides(MethodTree method) {
			return method.getModifiers()
				.getAnnotations()
				.stream()
				.anyMatch((annotation) -> annotation.getAnnotationType().toString().equals("Override"));
		}

		private @Nullable DocCommentTree check(CharSequence name) {
			this.checked++;
			DocCommentTree comment = this.trees.getDocCommentTree(getCurrentPath());
			if (comment == null) {
				report(name.toString());
			}
			return comment;
		}

		private void report(String what) {
			CompilationUnitTree unit = getCurrentPath().getCompilationUnit();
			long line = unit.getLineMap()
				.getLineNumber(this.trees.getSourcePositions().getStartPosition(unit, getCurrentPath().getLeaf()));
			this.found.add(unit.getSourceFile().getName() + ":" + line + " " + what);
		}

	}

}
