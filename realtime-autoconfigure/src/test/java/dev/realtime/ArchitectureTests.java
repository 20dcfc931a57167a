package dev.realtime;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfiguration;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/** The order of the packages: who may use whom. */
class ArchitectureTests {

	private static final JavaClasses classes = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages("dev.realtime");

	@Test
	void packagesUseOnlyThoseBelowThem() {
		ArchRule rule = layeredArchitecture().consideringOnlyDependenciesInAnyPackage("dev.realtime..")
			.withOptionalLayers(true)
			.layer("realtime")
			.definedBy("dev.realtime")
			.layer("room")
			.definedBy("dev.realtime.room")
			.layer("crud")
			.definedBy("dev.realtime.crud")
			.layer("data")
			.definedBy("dev.realtime.data")
			.layer("push")
			.definedBy("dev.realtime.push")
			.layer("history")
			.definedBy("dev.realtime.history")
			.layer("presence")
			.definedBy("dev.realtime.presence")
			.layer("protocol")
			.definedBy("dev.realtime.protocol")
			.layer("connection")
			.definedBy("dev.realtime.connection")
			.layer("broker")
			.definedBy("dev.realtime.broker")
			.layer("join")
			.definedBy("dev.realtime.join")
			.layer("rpc")
			.definedBy("dev.realtime.rpc")
			.layer("relay")
			.definedBy("dev.realtime.relay")
			.layer("actuate")
			.definedBy("dev.realtime.actuate")
			.whereLayer("realtime")
			.mayNotAccessAnyLayer()
			.whereLayer("room")
			.mayOnlyAccessLayers("realtime")
			.whereLayer("crud")
			.mayOnlyAccessLayers("realtime", "room")
			.whereLayer("data")
			.mayOnlyAccessLayers("realtime", "room", "crud")
			.whereLayer("push")
			.mayOnlyAccessLayers("realtime", "room")
			.whereLayer("history")
			.mayOnlyAccessLayers("realtime")
			.whereLayer("presence")
			.mayOnlyAccessLayers("realtime")
			.whereLayer("protocol")
			.mayOnlyAccessLayers("realtime", "history")
			.whereLayer("connection")
			.mayOnlyAccessLayers("realtime", "protocol")
			.whereLayer("broker")
			.mayOnlyAccessLayers("realtime", "history", "protocol", "connection")
			.whereLayer("join")
			.mayOnlyAccessLayers("realtime", "room", "history", "presence", "protocol", "connection", "broker")
			.whereLayer("rpc")
			.mayOnlyAccessLayers("realtime", "protocol", "connection")
			.whereLayer("relay")
			.mayOnlyAccessLayers("realtime", "history", "presence", "protocol", "broker");
		rule.check(classes);
	}

	@Test
	void packagesHaveNoCycles() {
		slices().matching("dev.realtime.(*)..").should().beFreeOfCycles().check(classes);
	}

	@Test
	void autoConfigurationsArePublicAndFinalAndKeepTheirBeansToThemselves() {
		classes().that()
			.areAnnotatedWith(AutoConfiguration.class)
			.should()
			.bePublic()
			.andShould()
			.haveModifier(JavaModifier.FINAL)
			.andShould()
			.haveSimpleNameEndingWith("AutoConfiguration")
			.check(classes);
		methods().that()
			.areDeclaredInClassesThat()
			.areAnnotatedWith(AutoConfiguration.class)
			.should()
			.notBePublic()
			.check(classes);
	}

	@Test
	void onlyActuateKnowsMicrometer() {
		noClasses().that()
			.resideOutsideOfPackage("dev.realtime.actuate..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("io.micrometer..", "org.springframework.boot.actuate..",
					"org.springframework.boot.health..")
			.check(classes);
	}

	@Test
	void idsCannotBeToldFromEarlierOnes() {
		noClasses().should()
			.dependOnClassesThat()
			.haveFullyQualifiedName("java.util.Random")
			.orShould()
			.dependOnClassesThat()
			.haveFullyQualifiedName("org.springframework.util.AlternativeJdkIdGenerator")
			.check(classes);
	}

	@Test
	void namesSayWhatAThingIs() {
		noClasses().should().haveNameMatching(".*(Utils?|Manager|Impl|Helper)").check(classes);
	}

}
