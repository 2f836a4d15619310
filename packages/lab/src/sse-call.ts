/** The event that a sweep makes ready: the local software event (sbi "Software Event Identification"). */
export const localSoftwareEvent = 0xffff_0000;

/** The SSE extension's EID and those of its FIDs that the lab knows, and the registers that carry the two. */
export const sse = {
  EID: 0x53_5345n,
  register: 2n,
  enable: 4n,
  complete: 6n,
  hart_unmask: 8n,
  a6: 16,
  a7: 17,
} as const;
