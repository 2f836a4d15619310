/** The types of events (sbi "Performance Monitoring Unit Extension", table "PMU Event Type"). */
export const types = { general: 0n, cache: 1n, raw: 2n, rawV2: 3n, firmware: 15n } as const;

/** SBI_PMU_FW_SET_TIMER. */
export const SET_TIMER = (types.firmware << 16n) | 5n;

/** Bits 19:16 of an event_idx. */
export const typeOf = (event: bigint): bigint => (event >> 16n) & 0xfn;

/** Whether no counter can monitor such an event: it is reserved, or none. */
export function isReservedEvent(event: bigint): boolean {
  if (event >> 20n !== 0n) return true;
  const code = event & 0xffffn;
  switch (typeOf(event)) {
    case types.general:
      return code === 0n || code > 10n;
    case types.cache:
      return code >> 3n > 6n || ((code >> 1n) & 3n) > 2n;
    case types.raw:
    case types.rawV2:
      return code !== 0n;
    case types.firmware:
      return code >= 22n && code <= 255n;
    default:
      return true;
  }
}
