package io.github.mixedsession.game;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Stream;

import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.MemberSubstitution;
import net.bytebuddy.asm.MemberSubstitution.Substitution.Chain.Step;
import net.bytebuddy.asm.MemberSubstitution.Target;
import net.bytebuddy.asm.MemberSubstitution.WithoutSpecification;
import net.bytebuddy.description.ByteCodeElement.Member;
import net.bytebuddy.description.field.FieldDescription;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.implementation.bytecode.member.FieldAccess;
import net.bytebuddy.pool.TypePool;
import org.jspecify.annotations.Nullable;

import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.none;

/**
 * Has a method, with its lambdas, get something else where it calls a method or reads a
 * field. What is around it stays as it is.
 *
 * @param use what the method calls or reads
 * @param change what it gets instead
 */
record MethodEdit(Use use,
		Function<WithoutSpecification<Target.ForMember>, MemberSubstitution> change) implements Edit {

	/**
	 * Begins with a method.
	 * @param type its class, of which the package's beginning is left out
	 * @param method its name, also of several, or {@code <init>}
	 */
	static Place in(String type, String method) {
		return new Place("io.github.mixedsession." + type, method);
	}

	private String type() {
		return this.use.place.type;
	}

	@Override
	public String file() {
		return type().replace('.', '/') + ".class";
	}

	/** Has it verified as well. */
	@Override
	public void load(ClassLoader broken) throws ClassNotFoundException {
		Class.forName(type(), true, broken);
	}

	@Override
	public byte[] apply(byte[] file) {
		ClassFileLocator files = new ClassFileLocator.Compound(ClassFileLocator.Simple.of(type(), file),
				ClassFileLocator.ForClassLoader.of(MethodEdit.class.getClassLoader()));
		TypePool types = TypePool.Default.of(files);
		AtomicBoolean found = new AtomicBoolean();
		MemberSubstitution substitution = this.change.apply(MemberSubstitution.strict().element((member) -> {
			boolean used = this.use.is(member);
			found.compareAndSet(false, used);
			return used;
		}));
		byte[] changed = new ByteBuddy().ignore(none())
			.redefine(types.describe(type()).resolve(), files)
			.visit(substitution.on(this.use.place::contains))
			.make()
			.getBytes();
		if (!found.get()) {
			throw new IllegalStateException("Nothing of the kind is used there: " + this.use);
		}
		return changed;
	}

	/**
	 * A method.
	 *
	 * @param type the name of its class
	 * @param method its name
	 */
	record Place(String type, String method) {

		/**
		 * Names what is called.
		 * @param method the name of a method, or {@code <init>}
		 */
		Use call(String method) {
			return new Use(this, false, method);
		}

		/**
		 * Names what is read.
		 * @param field the name of a field of the class, or of a constant as
		 * {@code Type.NAME}
		 */
		Use read(String field) {
			return new Use(this, true, field);
		}

		private boolean contains(MethodDescription candidate) {
			String name = candidate.getInternalName();
			return name.equals(this.method) || name.startsWith("lambda$" + this.method + "$");
		}

	}

	/**
	 * A call or a read in a method, or all of that name.
	 *
	 * @param place the method
	 * @param read whether it is a read
	 * @param name what is called or read
	 */
	record Use(Place place, boolean read, String name) {

		private boolean is(Member member) {
			String qualified = member.getDeclaringType().asErasure().getSimpleName() + "." + member.getActualName();
			return this.read == (member instanceof FieldDescription)
					&& (this.name.equals(internalName(member)) || this.name.equals(qualified));
		}

		private static String internalName(Member member) {
			return (member instanceof MethodDescription method) ? method.getInternalName() : member.getActualName();
		}

		/**
		 * It is not made, and gives a value.
		 */
		MethodEdit gives(@Nullable Object value) {
			return new MethodEdit(this, (use) -> (value != null) ? use.replaceWithConstant(value) : use.stub());
		}

		/**
		 * It is not made.
		 */
		MethodEdit isLeftOut() {
			return gives(null);
		}

		/**
		 * A call of a fluent interface is not made.
		 */
		MethodEdit isPassedOver() {
			return new MethodEdit(this, (use) -> use.replaceWithChain(Step.ForArgumentLoading.ofTarget(0)));
		}

		/**
		 * It is made, and gives a value whatever comes of it.
		 */
		MethodEdit seemsToGive(Object value) {
			return new MethodEdit(this,
					(use) -> use.replaceWithChain(Step.OfOriginalExpression.INSTANCE, Step.Simple.of(value)));
		}

		/**
		 * A call is made with another argument.
		 * @param index which one, counted from what the method is called on, if anything
		 * @param value what it gets
		 */
		MethodEdit getsArgument(int index, Object value) {
			return new MethodEdit(this, (use) -> use.replaceWithChain(Step.ForArgumentSubstitution.of(value, index),
					Step.OfOriginalExpression.INSTANCE));
		}

		/**
		 * Another constant of the type is read.
		 */
		MethodEdit becomes(String constant) {
			return new MethodEdit(this,
					(use) -> use.replaceWith((type, method,
							types) -> (target, arguments, result, handle, read, offset) -> FieldAccess
								.forField(result.asErasure().getDeclaredFields().filter(named(constant)).getOnly())
								.read()));
		}

		/**
		 * A method of {@link Sabotage} is called instead, with the same arguments.
		 */
		MethodEdit goesTo(String method) {
			return new MethodEdit(this,
					(use) -> use.replaceWith(Stream.of(Sabotage.class.getMethods())
						.filter((candidate) -> candidate.getName().equals(method))
						.findFirst()
						.orElseThrow()));
		}

	}

}
