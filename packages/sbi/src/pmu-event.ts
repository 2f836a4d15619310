/** The types of events, bits 19:16 of an `event_idx` (sbi "Performance Monitoring Unit Extension", table "PMU Event Type"). */
const types = { general: 0n, cache: 1n, raw: 2n, rawV2: 3n, firmware: 15n } as const;

/** What the firmware counts by itself, by `event_idx.code` (sbi "Event: Firmware events (Type #15)"). */
export const firmwareEvents = {
  MISALIGNED_LOAD: 0,
  MISALIGNED_STORE: 1,
  ACCESS_LOAD: 2,
  ACCESS_STORE: 3,
  ILLEGAL_INSN: 4,
  SET_TIMER: 5,
  IPI_SENT: 6,
  IPI_RECEIVED: 7,
  FENCE_I_SENT: 8,
  FENCE_I_RECEIVED: 9,
  SFENCE_VMA_SENT: 10,
  SFENCE_VMA_RECEIVED: 11,
  SFENCE_VMA_ASID_SENT: 12,
  SFENCE_VMA_ASID_RECEIVED: 13,
  HFENCE_GVMA_SENT: 14,
  HFENCE_GVMA_RECEIVED: 15,
  HFENCE_GVMA_VMID_SENT: 16,
  HFENCE_GVMA_VMID_RECEIVED: 17,
  HFENCE_VVMA_SENT: 18,
  HFENCE_VVMA_RECEIVED: 19,
  HFENCE_VVMA_ASID_SENT: 20,
  HFENCE_VVMA_ASID_RECEIVED: 21,
} as const;

/** The name of a firmware event without its `SBI_PMU_FW_`. */
export type FirmwareEvent = keyof typeof firmwareEvents;

/** What a counter can be asked to count. */
export type PmuEvent =
  /** By its `event_idx`: a general event or a cache event. */
  | { readonly kind: 'hardware'; readonly event_idx: number }
  /** By what the event selector of `mhpmevent` has to be, up to 56 bits. */
  | { readonly kind: 'raw'; readonly selector: bigint }
  /** By its code. PLATFORM, which is what its `event_data` says, has the code 0xffff. */
  | { readonly kind: 'firmware'; readonly code: number; readonly event_data: bigint };

/** SBI_PMU_FW_PLATFORM: the one firmware event with data. */
const PLATFORM = 0xffffn;

/** The highest code of a general event: SBI_PMU_HW_REF_CPU_CYCLES. Code 0 is no event. */
const lastGeneralEvent = 10n;

/** How many caches, operations and results of them there are (sbi "Event: Hardware cache events (Type #1)"). */
const caches = 7n;
const cacheOperations = 3n;

const fits = (value: bigint, bits: number): boolean => BigInt.asUintN(bits, value) === value;

/**
 * The event that `event_idx` and `event_data` name; undefined for one that the specification keeps reserved, or that no
 * data can make into one. On RV64 `mhpmevent` is 64 bits wide.
 */
export function pmuEvent(event_idx: bigint, event_data: bigint): PmuEvent | undefined {
  const code = event_idx & 0xffffn;
  switch (event_idx >> 16n) {
    case types.general:
      return code >= 1n && code <= lastGeneralEvent ? hardware(event_idx, event_data) : undefined;
    case types.cache: {
      const isCacheEvent = code >> 3n < caches && ((code >> 1n) & 3n) < cacheOperations;
      return isCacheEvent ? hardware(event_idx, event_data) : undefined;
    }
    case types.raw:
      return code === 0n && fits(event_data, 48) ? { kind: 'raw', selector: event_data } : undefined;
    case types.rawV2:
      return code === 0n && fits(event_data, 56) ? { kind: 'raw', selector: event_data } : undefined;
    case types.firmware:
      return code === PLATFORM || event_data === 0n ? { kind: 'firmware', code: Number(code), event_data } : undefined;
    default:
      return undefined;
  }
}

/** "All non-zero values of `event_data` are reserved for future use." */
const hardware = (event_idx: bigint, event_data: bigint): PmuEvent | undefined =>
  event_data === 0n ? { kind: 'hardware', event_idx: Number(event_idx) } : undefined;

/** Whether `event_data` says anything of events of this type: for the others event_get_info does not look at it. */
export const hasEventData = (event_idx: bigint): boolean => {
  const type = event_idx >> 16n;
  return type === types.raw || type === types.rawV2 || type === types.firmware;
};
