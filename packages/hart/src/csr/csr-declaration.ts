import { csrAddresses, type CsrName, type Extension } from '@hartlab/isa';
import { type HiddenName, rowOf } from '../state/cells.ts';
import {
  type AnyField,
  bitsAt,
  bitsOf,
  type CommonDeclaration,
  type Condition,
  type Effect,
  type Field,
  type FieldDeclaration,
  type FieldsOf,
  type Format,
  type FormatDeclaration,
  type FormatField,
  type FormatFieldsOf,
  halves,
  type Part,
  type PartDeclaration,
  type Register,
  type RegisterDeclaration,
  toSignedHalves,
  type View,
  type ViewDeclaration,
  type Window,
} from './csr.ts';

/** The field has to be 1 for an access; only a hart with this extension asks, while that holds. */
export const one = (field: Field, requires?: Extension, where?: Condition['where']): Condition => ({
  field,
  is: 1,
  ...(requires && { requires }),
  ...(where && { where }),
});
export const zero = (field: Field): Condition => ({ field, is: 0 });

/**
 * Declares a CSR with a cell. Its fields become members: `mstatus.MPP`.
 *
 * @throws RangeError when two fields overlap, or one has a name that means something else: the declaration is wrong.
 */
export const csr = <const F extends Readonly<Record<string, FieldDeclaration>>>(
  name: CsrName,
  declaration: RegisterDeclaration<F>,
): Register & FieldsOf<F> => register(name, csrAddresses[name], declaration);

/**
 * Declares a register that no CSR address means: it is reached through views and windows only. Its cell is one of the row
 * `of` of the table of cells.
 *
 * @throws RangeError when the row has no such cell: there is no room.
 */
export const hidden = <const F extends Readonly<Record<string, FieldDeclaration>>>(
  name: string,
  of: HiddenName,
  index: number,
  declaration: RegisterDeclaration<F>,
): Register & FieldsOf<F> => {
  const { first, cells } = rowOf[of];
  if (index >= cells) throw new RangeError(`${name}: ${of} has no cell ${index}`);
  return register(name, first - rowOf.csrs.first + index, declaration);
};

function register<const F extends Readonly<Record<string, FieldDeclaration>>>(
  name: string,
  address: number,
  declaration: RegisterDeclaration<F>,
): Register & FieldsOf<F> {
  const fields: AnyField[] = [];
  const effects: Effect[] = [];
  const register: Register = { ...declaration, kind: 'register', name, address, fields, effects };
  for (const [fieldName, rule] of Object.entries<FieldDeclaration>(declaration.fields))
    fields.push(newField(register, fieldName, rule));
  effects.push(...effectsOf(register));
  return withMembers(register, fields) as Register & FieldsOf<F>;
}

/**
 * Declares names for the bits of a value that is no register, or not always this one. Its fields become members:
 * `mcontrol6.match`.
 *
 * @throws RangeError when two fields overlap, or one has a name that means something else: the declaration is wrong.
 */
export function format<const F extends Readonly<Record<string, FieldDeclaration>>>(
  name: string,
  { fields: rules, ...declaration }: FormatDeclaration<F>,
): Format & FormatFieldsOf<F> {
  const fields = Object.entries<FieldDeclaration>(rules).map(([fieldName, rule]): FormatField => {
    const bits = bitsAt(fieldName, rule.bits);
    return { ...bits, rule };
  });
  return withMembers({ ...declaration, kind: 'format', name, fields }, fields) as Format & FormatFieldsOf<F>;
}

/** Makes the fields of a register or a format members of it, by their names. */
function withMembers<T extends Format | Register>(owner: T, fields: readonly FormatField[]): T {
  let taken = 0n;
  for (const { name, mask } of fields) {
    if (name in owner) throw new RangeError(`${owner.name}.${name} is not the name of a field`);
    if (taken & mask) throw new RangeError(`${owner.name}.${name} overlaps another field`);
    taken |= mask;
  }
  const byName = Object.fromEntries(fields.map((field) => [field.name, field]));
  // Not assigned: the host would keep so many assigned properties in a dictionary, and traps ask for fields all the time.
  return Object.defineProperties(owner, Object.getOwnPropertyDescriptors(byName));
}

function newField(csr: Register, name: string, rule: FieldDeclaration): AnyField {
  const bits = bitsAt(name, rule.bits);
  const { low, mask, masks } = bits;
  if (bits.half === undefined) return { name, low, mask, masks, half: undefined, rule, csr };
  const { half, shift, ones } = bits;
  const plain = !rule.grantedBy && !isComputed(csr, name);
  const affects = rule.affects ?? csr.affects ?? [];
  const { grantedBy, grantedToGuestBy } = rule;
  // Written out, because objects that are made by spreading others have each a shape of its own to the host.
  return {
    name,
    low,
    mask,
    masks,
    half,
    shift,
    ones,
    rule,
    csr,
    address: csr.address,
    plain,
    affects,
    grantedBy,
    grantedToGuestBy,
  };
}

const isComputed = ({ reads, computed }: Register, name: string): boolean =>
  reads !== undefined && (computed === undefined || computed.includes(name));

/** Whom the fields of a register affect, each once, with the bits of all fields that do. */
function effectsOf({ fields, affects = [] }: Register): Effect[] {
  const affecting = fields.map((field) => ({ field, affects: field.rule.affects ?? affects }));
  return [...new Set(affecting.flatMap((one) => one.affects))].map((affected) => {
    const by = affecting.filter((one) => one.affects.includes(affected)).map(({ field }) => field);
    const [lowMask, highMask] = toSignedHalves(bitsOf(by));
    // A trigger has to know of every write.
    return { affected, lowMask, highMask, always: affected === 'triggers' };
  });
}

/** Declares a CSR that shows fields of another. They become members: `sstatus.SPP` is the same field as `mstatus.SPP`. */
export function view<const F extends Readonly<Record<string, AnyField>>>(
  name: CsrName,
  declaration: ViewDeclaration<F>,
): View & F {
  const declared = [declaration, ...(declaration.also ?? [])];
  const parts = declared.flatMap(partsOf);
  const registers = [...new Set(parts.map(({ of }) => of))];
  return {
    ...declaration,
    ...declaration.fields,
    kind: 'view',
    name,
    address: csrAddresses[name],
    fields: [...new Set(declared.flatMap((part) => Object.values<AnyField>(part.fields)))],
    parts,
    registers: registers.map((of) => ({ of, parts: parts.filter((part) => part.of === of) })),
  };
}

/** What a declaration shows of each half of its register. @throws RangeError when a shift moves bits across the halves. */
function partsOf(declaration: PartDeclaration<Readonly<Record<string, AnyField>>>): Part[] {
  const { of, only, held, shift = 0 } = declaration;
  const fields = Object.values(declaration.fields);
  const visible = toSignedHalves(bitsOf(fields));
  const writable = toSignedHalves(declaration.writes ? bitsOf(declaration.writes) : writableOf(fields));
  return halves
    .filter((from) => visible[from] !== 0)
    .map((from) => {
      const to = shift < 32 ? from : 0;
      const within = shift % 32;
      if ((visible[from] >>> within) << within !== visible[from] || (shift >= 32 && from === 0))
        throw new RangeError(`a view of ${of.name} moves bits across its halves`);
      return { of, only, held, from, to, shift: within, visible: visible[from], writable: writable[from] };
    });
}

/** Declares a CSR through which other registers are accessed. */
export const window = (name: CsrName, declaration: CommonDeclaration & Pick<Window, 'selects'>): Window => ({
  ...declaration,
  kind: 'window',
  name,
  address: csrAddresses[name],
  fields: [],
});

const writableOf = (fields: readonly AnyField[]) => bitsOf(fields.filter(({ rule }) => rule.readOnly !== true));
