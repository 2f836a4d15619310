import { err, hasEventData, ok, physicalAddress, pmuEvent, type SharedMemory } from '@hartlab/sbi';
import type { HartCounters } from './hart-counters.ts';

/** Bytes of an entry, and where in it the words are (sbi "Function: Get PMU Event info (FID #8)", table "Event info entry format"). */
const ENTRY = 16;
const OUTPUT = 4;
const EVENT_DATA = 8;

/** Entries that are looked at together, so that a call takes little memory however many there are. */
const TOGETHER = 4096n;

/** The parameters of event_get_info. */
interface EntryRange {
  readonly shmem_phys_lo: bigint;
  readonly shmem_phys_hi: bigint;
  readonly num_entries: bigint;
  readonly flags: bigint;
}

/**
 * event_get_info: says in each entry whether a counter can monitor its event. Nothing is written before all entries are
 * known to be well-formed. Without entries there is nothing to say: OpenSBI and KVM refuse that, and the table is silent.
 */
export function eventInfo(counters: HartCounters, memory: SharedMemory, range: EntryRange) {
  const { shmem_phys_lo, shmem_phys_hi, num_entries, flags } = range;
  if (flags !== 0n || shmem_phys_lo % BigInt(ENTRY) !== 0n || num_entries === 0n) return err('INVALID_PARAM');
  const address = physicalAddress(shmem_phys_lo, shmem_phys_hi);
  const length = num_entries * BigInt(ENTRY);
  if (!memory.accessible('read', address, length) || !memory.accessible('write', address, length))
    return err('INVALID_ADDRESS');
  const isWellFormed = eachBlock(memory, address, num_entries, (entries) => !hasReservedBits(entries));
  if (!isWellFormed) return err('INVALID_PARAM');
  eachBlock(memory, address, num_entries, (entries, at) => {
    fillIn(entries, counters);
    return memory.write(at, new Uint8Array(entries.buffer, entries.byteOffset, entries.byteLength));
  });
  return ok();
}

/** Whether `holds` says so of all entries, which it is shown block by block until it does not. */
function eachBlock(
  memory: SharedMemory,
  address: bigint,
  num_entries: bigint,
  holds: (entries: DataView, at: bigint) => boolean,
): boolean {
  for (let entry = 0n; entry < num_entries; entry += TOGETHER) {
    const left = num_entries - entry;
    const at = address + entry * BigInt(ENTRY);
    const bytes = memory.read(at, (left < TOGETHER ? left : TOGETHER) * BigInt(ENTRY));
    if (!bytes || !holds(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), at)) return false;
  }
  return true;
}

/** Bits 31:20 of an `event_idx` word. Those of `output`, which is only written, are not looked at. */
function hasReservedBits(entries: DataView): boolean {
  for (let entry = 0; entry < entries.byteLength; entry += ENTRY)
    if (entries.getUint32(entry, true) >>> 20 !== 0) return true;
  return false;
}

function fillIn(entries: DataView, counters: HartCounters): void {
  for (let entry = 0; entry < entries.byteLength; entry += ENTRY) {
    const event_idx = BigInt(entries.getUint32(entry, true));
    const event_data = hasEventData(event_idx) ? entries.getBigUint64(entry + EVENT_DATA, true) : 0n;
    const event = pmuEvent(event_idx, event_data);
    entries.setUint32(entry + OUTPUT, event && counters.canMonitor(event) ? 1 : 0, true);
  }
}
