import type { Isa } from '@hartlab/isa';
import {
  type AnyField,
  bitsOf,
  type Field,
  type Half,
  isWide,
  type Plan,
  type Plans,
  type Register,
  type Ruled,
  toHalves,
} from './csr.ts';
import { exists, hasAll } from './extensions.ts';

/** The plans of all registers on harts of one ISA, each made when it is first needed. */
export class CsrPlans implements Plans {
  readonly #isa: Isa;
  readonly #plans = new Map<Register, Plan>();

  constructor(isa: Isa) {
    this.#isa = isa;
  }

  of(register: Register): Plan {
    const known = this.#plans.get(register);
    if (known) return known;
    const plan = planOf(register, this.#isa);
    this.#plans.set(register, plan);
    return plan;
  }
}

function planOf(register: Register, isa: Isa): Plan {
  const fields = register.fields.filter(({ rule }) => hasAll(rule.requires, isa));
  const ruled = fields.filter(isRuled).map((field) => ({ field, oneOf: legalValues(field, isa) }));
  const granted = fields.filter((field): field is Field => !isWide(field) && field.rule.grantedBy !== undefined);
  return {
    exists: exists(register, isa),
    writable: toHalves(bitsOf(register.fields.filter(({ rule }) => rule.readOnly !== true))),
    free: toHalves(freeBits(fields, isa)),
    fixed: toHalves(fixedBits(fields)),
    ruled: [inHalf(ruled, 0), inHalf(ruled, 1)],
    vetoes: ruled.filter(isVeto),
    sometimesReadOnly: fields.filter(({ rule }) => typeof rule.readOnly === 'function'),
    granted,
    plain: register.reads === undefined && granted.length === 0,
  };
}

const inHalf = (ruled: readonly Ruled[], half: Half) => ruled.filter(({ field }) => field.masks[half] !== 0);

const isVeto = (ruled: Ruled): ruled is Ruled<Field> =>
  !isWide(ruled.field) && ruled.field.rule.otherwise === 'keep register';

/** The listed values that are legal with this ISA. */
const legalValues = ({ rule }: AnyField, isa: Isa): readonly number[] | undefined =>
  rule.oneOf?.flatMap((one) => (typeof one === 'number' ? [one] : isa.has(one[1]) ? [one[0]] : []));

const isRuled = ({ rule }: AnyField): boolean =>
  rule.fixed === undefined &&
  (rule.legal !== undefined ||
    rule.legalWide !== undefined ||
    rule.oneOf !== undefined ||
    rule.grantedBy !== undefined);

const freeBits = (fields: readonly AnyField[], isa: Isa): bigint =>
  fields
    .filter((field) => !isRuled(field) && field.rule.fixed === undefined)
    .reduce((bits, { mask, low, rule: { only = -1n } }) => {
      const possible = typeof only === 'function' ? only(isa) : only;
      return bits | (mask & (possible << BigInt(low)));
    }, 0n);

const fixedBits = (fields: readonly AnyField[]): bigint =>
  fields.reduce((bits, { low, rule }) => bits | (BigInt(rule.fixed ?? 0) << BigInt(low)), 0n);
