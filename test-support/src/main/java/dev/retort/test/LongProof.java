package dev.retort.test;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/// A test that takes too long to run before each commit: `./retort test --all` runs it, and
/// continuous integration does. The root `pom.xml` excludes its tag from the quick suite.
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Tag("long-proof")
public @interface LongProof {}
