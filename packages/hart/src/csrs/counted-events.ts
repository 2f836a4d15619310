/**
 * What a programmable counter can count, by the selector that mhpmevent holds. Where the SBI has an event for it, the
 * selector is that event's index, so that a device tree maps it to itself (sbi "Event: Hardware general events (Type
 * #0)", "Event: Hardware cache events (Type #1)"); the others are this hart's own. 0 is no event.
 */
export const countedEvents = {
  /** As mcycle: an instruction that retires takes one. */
  cycles: 0x1,
  /** As minstret. */
  instructions: 0x2,
  /** Branches and jumps that retire, taken or not. */
  branches: 0x5,
  /** Branches and jumps that retire and do not go on at the next instruction. */
  takenBranches: 0x100,
  /** Instructions that trap. */
  exceptions: 0x101,
  /** Interrupts taken. */
  interrupts: 0x102,
  /**
   * Instructions that load, AMOs among them, and retire: read accesses of the level 1 data cache, were there one. What
   * pops from a shadow stack does not count, as it may do nothing.
   */
  loads: 0x1_0000,
  /** Instructions that store, AMOs and store-conditionals that fail among them, and retire: write accesses likewise. */
  stores: 0x1_0002,
} as const;

/** The name of something that a programmable counter can count. */
export type CountedEvent = keyof typeof countedEvents;
