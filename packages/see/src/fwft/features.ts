import { medeleg, menvcfg, type Field, type Hart } from '@hartlab/hart';
import type { Isa } from '@hartlab/isa';
import { firmwareFeatures, type FirmwareFeature } from '@hartlab/sbi';

/** A feature of a hart's M-mode that its supervisor may choose. The CSRs are where it is remembered. */
interface Feature {
  /** What the hart must have for it, besides what it is about. */
  readonly requires: Parameters<Isa['has']>[0][];
  /** All of them have the same value. */
  readonly fields: readonly [Field, ...Field[]];
  /** What they are for each value of the feature. */
  readonly encodings: readonly (readonly [value: bigint, encoding: number])[];
}

const onOrOff: Feature['encodings'] = [
  [0n, 0],
  [1n, 1],
];

/** What each feature is on a hart (sbi "SBI Firmware Features Extension", table "FWFT Feature Attribute Values"). */
const features: Readonly<Record<FirmwareFeature, Feature>> = {
  MISALIGNED_EXC_DELEG: {
    requires: [],
    fields: [medeleg.load_address_misaligned, medeleg.store_address_misaligned],
    encodings: onOrOff,
  },
  LANDING_PAD: { requires: ['Zicfilp'], fields: [menvcfg.LPE], encodings: onOrOff },
  SHADOW_STACK: { requires: ['Zicfiss'], fields: [menvcfg.SSE], encodings: onOrOff },
  DOUBLE_TRAP: { requires: ['Ssdbltrp'], fields: [menvcfg.DTE], encodings: onOrOff },
  // Only a hart that has both can be told; without Svade the reset value, 0, would be none that its software expects.
  PTE_AD_HW_UPDATING: { requires: ['Svade', 'Svadu'], fields: [menvcfg.ADUE], encodings: onOrOff },
  // priv "Machine Environment Configuration (menvcfg) Register": PMM is 2 for PMLEN = 7 and 3 for PMLEN = 16.
  POINTER_MASKING_PMLEN: {
    requires: ['Smnpm'],
    fields: [menvcfg.PMM],
    encodings: [
      [0n, 0],
      [7n, 2],
      [16n, 3],
    ],
  },
};

const byNumber: readonly Feature[] = Object.entries(firmwareFeatures)
  .toSorted(([, a], [, b]) => a - b)
  .map(([name]) => features[name as FirmwareFeature]);

/** The feature that a call names; undefined if it is reserved, or a platform's own. */
export const featureOf = (number: number): Feature | undefined => byNumber[number];

/** Whether a hart has what the feature needs. */
export const has = ({ isa }: Hart, { requires }: Feature): boolean => requires.every((extension) => isa.has(extension));

/** The value that the feature has on a hart. */
export function valueOn(hart: Hart, { fields: [field], encodings }: Feature): bigint {
  const encoded = hart.get(field);
  return encodings.find(([, encoding]) => encoding === encoded)![0];
}

/** Gives it a value. False if it has no such value: nothing has changed then. */
export function setOn(hart: Hart, { fields, encodings }: Feature, wanted: bigint): boolean {
  const found = encodings.find(([value]) => value === wanted);
  if (!found) return false;
  for (const field of fields) hart.set(field, found[1]);
  return true;
}
