import { describe, expect, test } from 'vitest';
import {
  type DetectedError,
  detected,
  emptyRecord,
  type ErrorRecord,
  injected,
  readControl,
  signalled,
  ticksToInjection,
  writeControlHigh,
  writeControlLow,
  writeStatus,
} from './error-record.ts';

/* Expected values are from the specification's tables and its listing. */

const [V, CE, UED, UEC, MO, RDIP] = [1n, 2n, 4n, 8n, 1n << 6n, 1n << 23n];
const [CECO, CEC] = [1n << 21n, 48n];
const [ELSE, CECE] = [1n, 2n];
const at = { ces: 2n, ueds: 4n, uecs: 6n };
const error = (is: DetectedError['is'], address = 0x40n): DetectedError => ({
  is,
  tt: 4n,
  ec: 20n,
  address,
  timestamp: 7n,
});
const enabled: ErrorRecord = { ...emptyRecord, control: ELSE };
const after = (record: ErrorRecord, ...errors: readonly DetectedError[]) => errors.reduce(detected, record);
const classes = ({ status }: ErrorRecord) => status & (V | CE | UED | UEC | MO | RDIP);

describe('reri "Error Record Overwrite Rules"', () => {
  test.each([
    ['ce', CE],
    ['ued', UED],
    ['uec', UEC],
  ] as const)('a first error, %s, is written, with rdip', (is, bit) => {
    const record = after(enabled, error(is));
    // tt 4, ait 1, tsv, ec 20.
    expect(record.status).toBe(V | bit | RDIP | (4n << 8n) | (1n << 12n) | (1n << 17n) | (20n << 24n));
    expect(record).toMatchObject({ addr_info: 0x40n, info: 0n, suppl_info: 0n, timestamp: 7n });
  });

  test('what else an error tells is in its fields', () => {
    const { status, info } = after(enabled, { ...error('ce'), info: 5n, c: true, scrub: true });
    expect([(status >> 11n) & 1n, info, (status >> 7n) & 1n, (status >> 20n) & 1n]).toEqual([1n, 5n, 1n, 1n]);
  });

  test.each([
    ['ce', 'ued', UED | CE],
    ['ce', 'uec', UEC | CE],
    ['ued', 'uec', UEC | UED],
  ] as const)('%s is overwritten by %s: its bit stays, mo and rdip are cleared', (first, second, bits) => {
    const twice = after(enabled, error(first), error(first));
    expect(classes(twice) & MO).toBe(MO);
    const record = after(twice, error(second, 0x80n));
    expect(classes(record)).toBe(V | bits);
    expect(record.addr_info).toBe(0x80n);
  });

  test.each([
    ['ued', 'ce', UED | CE],
    ['uec', 'ce', UEC | CE],
    ['uec', 'ued', UEC | UED],
  ] as const)('%s is not overwritten by %s, whose bit is set', (first, second, bits) => {
    const record = after(enabled, error(first), error(second, 0x80n));
    expect(classes(record)).toBe(V | bits);
    expect(record.addr_info).toBe(0x40n);
  });

  test.each(['ce', 'ued', 'uec'] as const)(
    'a second %s, of the same priority, sets mo and overwrites nothing',
    (is) => {
      const record = after(enabled, error(is), error(is, 0x80n));
      expect(classes(record) & (MO | RDIP)).toBe(MO);
      expect(record.addr_info).toBe(0x40n);
    },
  );

  test('the record of an error that was read is written anew, without history', () => {
    const read = writeControlHigh(after(enabled, error('uec'), error('uec')), 3n << 16n, 0n);
    expect(read.status & V).toBe(0n);
    expect(classes(after(read, error('ce')))).toBe(V | CE | RDIP);
  });

  test('without else nothing is logged', () => {
    expect(after({ ...emptyRecord, control: 0xfcn }, error('uec'))).toEqual({ ...emptyRecord, control: 0xfcn });
  });
});

describe('corrected errors are counted while cece is 1', () => {
  const counting = { ...emptyRecord, control: ELSE | CECE | (1n << at.ces) };
  const count = ({ status }: ErrorRecord) => status >> CEC;

  test('whatever else is logged; uncorrected ones are not counted', () => {
    const record = after(counting, error('ce'), error('ce'), error('uec'), error('ce'));
    expect([count(record), record.status & CECO]).toEqual([3n, 0n]);
    expect(count(after(enabled, error('ce')))).toBe(0n);
  });

  test('the count wraps, sets ceco and goes on; only that is signalled', () => {
    expect(signalled(after(counting, error('ce')))).toEqual({ low: false, high: false });
    const full = writeStatus(counting, 0xffffn << CEC);
    const over = after(full, error('ce'));
    expect([count(over), over.status & CECO]).toEqual([0n, CECO]);
    expect(signalled(over)).toEqual({ low: true, high: false });
    expect(count(after(over, error('ce')))).toBe(1n);
  });

  test('it stays when the record becomes invalid', () => {
    const read = writeControlHigh(after(counting, error('ce')), 3n << 16n, 0n);
    expect([read.status & V, count(read), count(after(read, error('uec')))]).toEqual([0n, 1n, 1n]);
  });
});

describe('reri "Control Register (`control_i`)": what is signalled', () => {
  const record = (status: bigint, ces: bigint, ueds: bigint, uecs: bigint): ErrorRecord => ({
    ...emptyRecord,
    control: (ces << at.ces) | (ueds << at.ueds) | (uecs << at.uecs),
    status,
  });

  test.each([
    ['a corrected error', V | CE, [1n, 2n, 0n]],
    ['a deferred error', V | UED | CE, [2n, 1n, 0n]],
    ['a critical error', V | UEC | UED | CE, [2n, 0n, 1n]],
    ['information', V, [1n, 2n, 0n]],
  ] as const)('%s is signalled as its class says, the highest of those that are set', (_what, status, encodings) => {
    const [ces, ueds, uecs] = encodings;
    expect(signalled(record(status, ces, ueds, uecs))).toEqual({ low: true, high: false });
    expect(signalled(record(status & ~V, ces, ueds, uecs))).toEqual({ low: false, high: false });
    const high = encodings.map((each) => (each === 1n ? 2n : 0n)) as [bigint, bigint, bigint];
    expect(signalled(record(status, ...high))).toEqual({ low: false, high: true });
  });
});

describe('reri "Control Register (`control_i`)"', () => {
  test('sinv clears v only while rdip is 1; with srdp it always does', () => {
    const logged = after(enabled, error('uec'));
    const [sinv, srdp] = [1n << 16n, 2n << 16n];
    expect(writeControlHigh(logged, sinv, 0n).status & V).toBe(0n);
    const overwritten = after(logged, error('uec'));
    expect(writeControlHigh(overwritten, sinv, 0n).status & (V | RDIP)).toBe(V);
    expect(writeControlHigh(overwritten, srdp, 0n).status & (V | RDIP)).toBe(V | RDIP);
    expect(writeControlHigh(overwritten, sinv | srdp, 0n).status & V).toBe(0n);
    expect(readControl(writeControlHigh(logged, sinv | srdp, 0n), 0n)).toBe(ELSE);
  });

  test('eid counts down, once each tick, and makes valid what is there', () => {
    const set = writeStatus(enabled, UED | CE);
    const counting = writeControlHigh(set, 3n, 10n);
    expect([10n, 11n, 12n].map((now) => readControl(counting, now) >> 32n)).toEqual([3n, 2n, 1n]);
    expect([ticksToInjection(counting, 12n), ticksToInjection(counting, 13n), ticksToInjection(counting, 99n)]).toEqual(
      [1n, 0n, 0n],
    );
    expect(injected(counting).status).toBe(V | UED | CE | RDIP);
    expect(ticksToInjection(injected(counting), 99n)).toBeUndefined();
    expect(ticksToInjection(writeControlHigh(counting, 0n, 11n), 12n)).toBeUndefined();
  });

  test('a record that has become valid meanwhile stays as it is', () => {
    const logged = after(writeControlHigh(enabled, 1n, 0n), error('ce'), error('ce'));
    expect(ticksToInjection(logged, 0n)).toBe(1n);
    expect(injected(logged).status).toBe(logged.status);
  });

  test('its fields are read back, but for a platform specific signal, of which there is none', () => {
    expect(writeControlLow(emptyRecord, 0xffff_ffffn).control).toBe(3n);
    const signals = (1n << at.ces) | (2n << at.ueds) | (1n << at.uecs);
    const record = writeControlLow(emptyRecord, ELSE | CECE | signals);
    expect(record.control).toBe(ELSE | CECE | signals);
    expect(writeControlLow(record, 0xfcn).control).toBe(signals);
  });
});

describe('reri "Status Register (`status_i`)"', () => {
  test('takes no write while v is 1', () => {
    const logged = after(enabled, error('ce'));
    expect(writeStatus(logged, 0n)).toBe(logged);
  });

  test('what is reserved is 0', () => {
    const all = 2n ** 64n - 1n;
    // WPRI 19:18, 22, 47:32; ait 15 is for components; ec 255 is for custom use.
    expect(writeStatus(emptyRecord, all).status).toBe(
      all & ~(3n << 18n) & ~(1n << 22n) & ~(0xffffn << 32n) & ~(0xfn << 12n),
    );
    for (const tt of [2n, 3n]) expect(writeStatus(emptyRecord, tt << 8n).status).toBe(0n);
    for (const tt of [1n, 4n, 7n]) expect(writeStatus(emptyRecord, tt << 8n).status).toBe(tt << 8n);
    for (const ait of [1n, 2n, 3n]) expect(writeStatus(emptyRecord, ait << 12n).status).toBe(ait << 12n);
    for (const ec of [28n, 63n]) expect(writeStatus(emptyRecord, ec << 24n).status).toBe(0n);
    for (const ec of [27n, 64n]) expect(writeStatus(emptyRecord, ec << 24n).status).toBe(ec << 24n);
  });
});
