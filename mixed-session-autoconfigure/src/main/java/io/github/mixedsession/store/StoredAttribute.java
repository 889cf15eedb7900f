package io.github.mixedsession.store;

/**
 * An attribute as it is stored.
 *
 * @param name the name
 * @param partition where it is kept
 * @param version the version, positive, another one after every write; an attribute that
 * is removed and set again starts from a random one, so no version ever stands for two
 * values
 * @param value the serialised value; not copied, so neither side changes it
 */
@SuppressWarnings("ArrayRecordComponent")
public record StoredAttribute(String name, Partition partition, long version, byte[] value) {

	@Override
	public String toString() {
		return "StoredAttribute[name=" + this.name + ", partition=" + this.partition + ", version=" + this.version
				+ "]";
	}

}
