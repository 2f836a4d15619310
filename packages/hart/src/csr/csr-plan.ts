import type { Isa } from '@hartlab/isa';
import {
  bitsOf,
  type Field,
  type Format,
  type FormatField,
  type Half,
  type Plan,
  type Plans,
  type Register,
  type Ruled,
  toSignedHalves,
} from './csr.ts';
import { csrCount } from '../state/layout.ts';
import { exists, hasAll } from './extensions.ts';

/** The plans of all harts of this ISA. */
export const plansOf = (isa: Isa): Plans => isa.made(makePlans);

const makePlans = (isa: Isa): Plans => new CsrPlans(isa);

/** The plans of all registers and formats on harts of one ISA, each made when it is first needed. */
class CsrPlans implements Plans {
  readonly #isa: Isa;
  /** By the addresses of their cells; all there from the beginning, as a list with large holes is a dictionary to the host. */
  readonly #ofRegisters = Array.from<Plan | undefined>({ length: csrCount });
  readonly #ofFormats = new Map<Format, Plan>();

  constructor(isa: Isa) {
    this.#isa = isa;
  }

  of(register: Register): Plan {
    return (this.#ofRegisters[register.address] ??= planOf(register, this.#isa));
  }

  ofFormat(format: Format): Plan {
    const known = this.#ofFormats.get(format);
    if (known) return known;
    const plan = planOf(format, this.#isa);
    this.#ofFormats.set(format, plan);
    return plan;
  }
}

function planOf(of: Register | Format, isa: Isa): Plan {
  const all: readonly FormatField[] = of.fields;
  const fields = all.filter(({ rule }) => hasAll(rule.requires, isa));
  const ruled = fields.filter(isRuled).map((field) => ruledBy(field, isa));
  const granted = fields.filter(isGrantable);
  const joint = of.kind === 'format' ? undefined : of.joint;
  return {
    exists: of.kind === 'format' || exists(of, isa),
    writable: toSignedHalves(bitsOf(all.filter(({ rule }) => rule.readOnly !== true))),
    simple: ruled.length === 0 && joint === undefined && !fields.some(({ rule }) => rule.readOnly),
    free: toSignedHalves(freeBits(fields, isa)),
    fixed: toSignedHalves(fixedBits(fields)),
    ruled: [inHalf(ruled, 0), inHalf(ruled, 1)],
    vetoes: ruled.filter(({ field }) => field.rule.otherwise === 'keep register'),
    sometimesReadOnly: fields.filter(({ rule }) => typeof rule.readOnly === 'function'),
    granted,
    joint,
    plain: (of.kind === 'format' || of.reads === undefined) && granted.length === 0,
  };
}

/** The rule of a field in one shape, whatever it says: what writes ask is asked often. */
function ruledBy(field: FormatField, isa: Isa): Ruled {
  const { legal, legalWide, otherwise } = field.rule;
  const granted = isGrantable(field) ? field : undefined;
  return { field, oneOf: legalValues(field, isa), legal, legalWide, otherwise, granted };
}

const isGrantable = (field: FormatField): field is Field => field.rule.grantedBy !== undefined;

const inHalf = (ruled: readonly Ruled[], half: Half) => ruled.filter(({ field }) => field.masks[half] !== 0);

/** The listed values that are legal with this ISA. */
const legalValues = ({ rule }: FormatField, isa: Isa): readonly number[] | undefined =>
  rule.oneOf?.flatMap((one) => (typeof one === 'number' ? [one] : isa.has(one[1]) ? [one[0]] : []));

const isRuled = ({ rule }: FormatField): boolean =>
  rule.fixed === undefined &&
  (rule.legal !== undefined ||
    rule.legalWide !== undefined ||
    rule.oneOf !== undefined ||
    rule.grantedBy !== undefined);

const freeBits = (fields: readonly FormatField[], isa: Isa): bigint =>
  fields
    .filter((field) => !isRuled(field) && field.rule.fixed === undefined)
    .reduce((bits, { mask, low, rule: { only = -1n } }) => {
      const possible = typeof only === 'function' ? only(isa) : only;
      return bits | (mask & (possible << BigInt(low)));
    }, 0n);

const fixedBits = (fields: readonly FormatField[]): bigint =>
  fields.reduce((bits, { low, rule }) => bits | (BigInt(rule.fixed ?? 0) << BigInt(low)), 0n);
