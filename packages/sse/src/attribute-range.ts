import { err, ok, physicalAddress, type Caller, type Err } from '@hartlab/sbi';
import { attributes, refusal, type AttributeWrite } from './attributes.ts';
import type { SseEvent } from './event.ts';

/** The common parameters of read_attrs and write_attrs. */
export interface AttributeRange {
  readonly base_attr_id: number;
  readonly attr_count: number;
  readonly phys_lo: bigint;
  readonly phys_hi: bigint;
}

/** XLEN / 8. The value of attribute `base_attr_id + i` is at offset `i * XLEN / 8`, little-endian. */
const WIDTH = 8;

/** The event that a call names, or why there is none. */
type Found = SseEvent | Err<'NOT_SUPPORTED' | 'INVALID_PARAM'>;

/** The event whose attributes are to be written. */
interface WrittenEvent extends Pick<AttributeWrite, 'isStartedHart'> {
  /** The range is judged first, so it is asked for late. */
  readonly find: () => Found;
  /** Is given what the event is to be. */
  readonly put: (event: SseEvent) => void;
}

/** The first checks of both functions, which need neither the event nor the memory. */
function malformed({
  base_attr_id,
  attr_count,
  phys_lo,
}: AttributeRange): Err<'INVALID_PARAM' | 'BAD_RANGE' | 'INVALID_ADDRESS'> | undefined {
  if (attr_count === 0) return err('INVALID_PARAM');
  if (base_attr_id + attr_count > attributes.length) return err('BAD_RANGE');
  if (phys_lo % BigInt(WIDTH) !== 0n) return err('INVALID_ADDRESS');
  return undefined;
}

const place = ({ attr_count, phys_lo, phys_hi }: AttributeRange) => ({
  address: physicalAddress(phys_lo, phys_hi),
  length: BigInt(attr_count * WIDTH),
});

const rows = ({ base_attr_id, attr_count }: AttributeRange) =>
  attributes.slice(base_attr_id, base_attr_id + attr_count);

/** read_attrs. The range is judged before the event, so `find` is asked late. */
export function readAttributes(range: AttributeRange, { memory }: Caller, find: () => Found) {
  const error = malformed(range);
  if (error) return error;
  const { address, length } = place(range);
  if (!memory.accessible('write', address, length)) return err('INVALID_ADDRESS');
  const event = find();
  if ('error' in event) return event;
  const bytes = new DataView(new ArrayBuffer(Number(length)));
  rows(range).forEach((attribute, i) => bytes.setBigUint64(i * WIDTH, attribute.read(event), true));
  memory.write(address, new Uint8Array(bytes.buffer));
  return ok();
}

/**
 * write_attrs. Guest memory is read once, so what was checked is what is written. No attribute changes unless all
 * may, and the error is that of the first attribute, by id, that may not.
 */
export function writeAttributes(
  range: AttributeRange,
  { memory, hartid }: Caller,
  { find, put, isStartedHart }: WrittenEvent,
) {
  const error = malformed(range);
  if (error) return error;
  const { address, length } = place(range);
  const bytes = memory.read(address, length);
  if (!bytes) return err('INVALID_ADDRESS');
  const event = find();
  if ('error' in event) return event;
  const values = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const writes = rows(range).map((attribute, i) => ({ attribute, value: values.getBigUint64(i * WIDTH, true) }));
  for (const { attribute, value } of writes) {
    const refused = refusal(attribute, { event, value, hartid, isStartedHart });
    if (refused) return err(refused);
  }
  put(writes.reduce((written, { attribute, value }) => attribute.write?.put(written, value) ?? written, event));
  return ok();
}
