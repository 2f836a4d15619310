/*
 * Version 1 of the register layout (reri "Error Record Registers").
 */

/** A field of a register: its lowest bit, and as many ones as it has bits. */
interface Field {
  readonly at: bigint;
  readonly ones: bigint;
}

const field = (at: number, bits = 1): Field => ({ at: BigInt(at), ones: (1n << BigInt(bits)) - 1n });
const get = (register: bigint, { at, ones }: Field): bigint => (register >> at) & ones;
const set = (register: bigint, { at, ones }: Field, value: bigint): bigint =>
  (register & ~(ones << at)) | ((value & ones) << at);

/** Where a record has its control and its status register, in bytes. */
export const [CONTROL, STATUS]: readonly [number, number] = [0, 8];

/** reri "Control Register (`control_i`)". What is not here reads 0. */
export const control = {
  else: field(0),
  cece: field(1),
  ces: field(2, 2),
  ueds: field(4, 2),
  uecs: field(6, 2),
  eid: field(32, 16),
  sinv: field(48),
  srdp: field(49),
} as const;

/** reri "Status Register (`status_i`)". */
export const status = {
  v: field(0),
  ce: field(1),
  ued: field(2),
  uec: field(3),
  pri: field(4, 2),
  mo: field(6),
  c: field(7),
  tt: field(8, 3),
  iv: field(11),
  ait: field(12, 4),
  siv: field(16),
  tsv: field(17),
  scrub: field(20),
  ceco: field(21),
  rdip: field(23),
  ec: field(24, 8),
  cec: field(48, 16),
} as const;

/** What `ces`, `ueds` and `uecs` mean (reri "Control Register (`control_i`)"), as far as it means something here. */
export const signal = { none: 0n, low: 1n, high: 2n } as const;
/** What `tt` means (reri "Status Register (`status_i`)"). */
export const transaction = { explicitRead: 4n, implicitRead: 6n } as const;
/** What `ait` means (ibid.). */
const addressType = { none: 0n, supervisorPhysical: 1n, virtual: 3n } as const;
/** What this board's hardware reports (reri "Error Code Encodings"). */
export const errorCode = { corruptedDataAccess: 2n, systemMemoryData: 20n, systemMemoryScrubbing: 21n } as const;
/** Codes from this one to the first that is for custom use are reserved. */
const [RESERVED_CODES, CUSTOM_CODES] = [28n, 64n];

/** No injection is under way. */
const NEVER = -1n;

/** One error record. It never changes: what happens to it makes another. Registers are unsigned, 64 bits. */
export interface ErrorRecord {
  /** `else` to `uecs` of the control register. */
  readonly control: bigint;
  /** The time, in ticks that the machine is up, at which `eid` has counted down; or -1. */
  readonly injects: bigint;
  readonly status: bigint;
  readonly addr_info: bigint;
  readonly info: bigint;
  readonly suppl_info: bigint;
  readonly timestamp: bigint;
}

/** The registers of a record that hold whatever is written. */
export type PlainRegister = 'addr_info' | 'info' | 'suppl_info' | 'timestamp';

/** A record after a reset: nothing is logged or signalled (reri "Reset Behavior"). */
export const emptyRecord: ErrorRecord = {
  control: 0n,
  injects: NEVER,
  status: 0n,
  addr_info: 0n,
  info: 0n,
  suppl_info: 0n,
  timestamp: 0n,
};

/** What hardware reports of an error. */
export interface DetectedError {
  readonly is: 'ce' | 'ued' | 'uec';
  readonly tt: bigint;
  readonly ec: bigint;
  /** The error is contained: what was interrupted can be restarted. */
  readonly c?: true;
  /** The storage location holds the corrected value. */
  readonly scrub?: true;
  /** The supervisor physical address. */
  readonly address: bigint;
  readonly info?: bigint;
  /** mtime. */
  readonly timestamp: bigint;
}

/** Ranks of a status register's errors, and of an error: informational, CE, UED, UEC. */
const severity = (register: bigint): number =>
  get(register, status.uec) ? 3 : get(register, status.ued) ? 2 : get(register, status.ce) ? 1 : 0;

/** A record after hardware has detected an error (reri "Error Record Overwrite Rules"). */
export function detected(record: ErrorRecord, error: DetectedError): ErrorRecord {
  if (!get(record.control, control.else)) return record;
  const before = counted(record, error).status;
  const news = statusOf(error);
  if (!get(before, status.v)) {
    const kept = set(set(0n, status.cec, get(before, status.cec)), status.ceco, get(before, status.ceco));
    return written(record, set(kept | news, status.rdip, 1n), error);
  }
  // The bits of former errors are sticky.
  const classes = before | (news & severityBits);
  const [was, is] = [severity(before), severity(news)];
  // All errors of this board have the same priority: one of the same severity overwrites none.
  if (is < was) return { ...record, status: set(classes, status.rdip, 0n) };
  if (is === was) return { ...record, status: set(set(classes, status.rdip, 0n), status.mo, 1n) };
  const sticky = classes & (severityBits | (status.cec.ones << status.cec.at) | (status.ceco.ones << status.ceco.at));
  return written(record, sticky | news, error);
}

const severityBits = (1n << status.ce.at) | (1n << status.ued.at) | (1n << status.uec.at);

/** The status register of a new error, valid. */
function statusOf({ is, tt, ec, c, scrub, info }: DetectedError): bigint {
  let register = set(set(0n, status.v, 1n), status[is], 1n);
  register = set(set(register, status.tt, tt), status.ec, ec);
  register = set(set(register, status.c, c ? 1n : 0n), status.scrub, scrub ? 1n : 0n);
  register = set(register, status.iv, info === undefined ? 0n : 1n);
  return set(set(register, status.ait, addressType.supervisorPhysical), status.tsv, 1n);
}

const written = (record: ErrorRecord, register: bigint, error: DetectedError): ErrorRecord => ({
  ...record,
  status: register,
  addr_info: error.address,
  info: error.info ?? 0n,
  suppl_info: 0n,
  timestamp: error.timestamp,
});

/** Counts a corrected error, where they are counted. */
function counted(record: ErrorRecord, { is }: DetectedError): ErrorRecord {
  if (is !== 'ce' || !get(record.control, control.cece)) return record;
  const count = (get(record.status, status.cec) + 1n) & status.cec.ones;
  const register = set(record.status, status.cec, count);
  return { ...record, status: count === 0n ? set(register, status.ceco, 1n) : register };
}

/** Whether an error is signalled at each priority. */
export interface Signals {
  readonly low: boolean;
  readonly high: boolean;
}

/**
 * What a record signals: `signal.low`, `signal.high`, both or neither. It does so as long as it is valid, or says that the
 * count of corrected errors has overflowed; while they are counted, that alone signals them.
 */
export function signalled({ control: register, status: logged }: Pick<ErrorRecord, 'control' | 'status'>): Signals {
  const raised: bigint[] = [];
  const ces = get(register, control.ces);
  if (get(logged, status.v)) raised.push(signalOf(register, logged));
  if (get(logged, status.ceco)) raised.push(ces);
  return { low: raised.includes(signal.low), high: raised.includes(signal.high) };
}

function signalOf(register: bigint, logged: bigint): bigint {
  switch (severity(logged)) {
    case 3:
      return get(register, control.uecs);
    case 2:
      return get(register, control.ueds);
    case 1:
      return get(register, control.cece) ? signal.none : get(register, control.ces);
    default:
      return get(register, control.ces);
  }
}

/** In how many ticks `eid` has counted down, if it counts: one in a tick of the clock. */
export const ticksToInjection = ({ injects }: ErrorRecord, uptime: bigint): bigint | undefined =>
  injects === NEVER ? undefined : injects > uptime ? injects - uptime : 0n;

/** `eid` has counted down: the record becomes valid as it is, if it is not already. */
export const injected = (record: ErrorRecord): ErrorRecord => ({
  ...record,
  injects: NEVER,
  status: get(record.status, status.v) ? record.status : record.status | (1n << status.v.at) | (1n << status.rdip.at),
});

/** What the control register reads. */
export const readControl = (record: ErrorRecord, uptime: bigint): bigint =>
  set(record.control, control.eid, ticksToInjection(record, uptime) ?? 0n);

/** A write to the upper half of the control register. `sinv` and `srdp` are commands. */
export function writeControlHigh(record: ErrorRecord, value: bigint, uptime: bigint): ErrorRecord {
  const register = value << 32n;
  const eid = get(register, control.eid);
  let logged = record.status;
  if (get(register, control.srdp)) logged = set(logged, status.rdip, 1n);
  if (get(register, control.sinv) && get(logged, status.rdip)) logged = set(logged, status.v, 0n);
  return { ...record, status: logged, injects: eid === 0n ? NEVER : uptime + eid };
}

/** A write to its lower half. There is no platform specific signal: a field that asks for one keeps its value. */
export function writeControlLow(record: ErrorRecord, value: bigint): ErrorRecord {
  let register = set(set(0n, control.else, get(value, control.else)), control.cece, get(value, control.cece));
  for (const each of [control.ces, control.ueds, control.uecs]) {
    const wanted = get(value, each);
    register = set(register, each, wanted <= signal.high ? wanted : get(record.control, each));
  }
  return { ...record, control: register };
}

/** A write to the status register, which takes none while it is valid. What has no meaning becomes 0. */
export function writeStatus(record: ErrorRecord, value: bigint): ErrorRecord {
  if (get(record.status, status.v)) return record;
  let register = 0n;
  for (const each of Object.values(status)) register = set(register, each, get(value, each));
  const tt = get(value, status.tt);
  if (tt === 2n || tt === 3n) register = set(register, status.tt, 0n);
  if (get(value, status.ait) > addressType.virtual) register = set(register, status.ait, addressType.none);
  const ec = get(value, status.ec);
  if (ec >= RESERVED_CODES && ec < CUSTOM_CODES) register = set(register, status.ec, 0n);
  return { ...record, status: register };
}
