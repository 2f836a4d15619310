import { hex, type Isa } from '@hartlab/isa';
import { isOff } from './context-status.ts';
import { isReadOnly, lowestPrivilege } from './csr-address.ts';
import { type Condition, type Csr, type HartView, isWindow, type Window } from '../csr/csr.ts';
import { exists, hasAll } from '../csr/extensions.ts';
import { csrCount } from '../state/layout.ts';

/** Why a CSR instruction traps. */
export type Denial = 'illegal-instruction' | 'virtual-instruction';

/** What is asked before a CSR is accessed by an address, with conditions that harts of one ISA have. */
interface Door {
  readonly csr: Csr;
  readonly isReadOnly: boolean;
  /** The lowest privilege that may access the address. */
  readonly privilege: number;
  readonly belowM: readonly Condition[];
  readonly HS: readonly Condition[];
  readonly U: readonly Condition[];
  readonly V: readonly Condition[];
  readonly VWrites: readonly Condition[];
}

/** For each address, without and with V = 1, its door once it was asked for; `null` where there is no CSR. */
interface Doors {
  readonly isa: Isa;
  readonly nonvirtual: (Door | null | undefined)[];
  readonly virtual: (Door | null | undefined)[];
}

// All there from the beginning: a list with large holes is a dictionary to the host.
const addresses = () => Array.from<Door | undefined>({ length: csrCount });
const doorsOf = (isa: Isa): Doors => ({ isa, nonvirtual: addresses(), virtual: addresses() });

/** Which CSR an address means, and whether it may be accessed. */
export class CsrMap {
  readonly #nonvirtual = new Map<number, Csr>();
  readonly #virtual: Map<number, Csr>;
  /** Those of the ISA of the hart that has asked last. */
  #doors: Doors | undefined;
  readonly #allDoors = new WeakMap<Isa, Doors>();

  /** @throws RangeError when two CSRs have the same address: the list is wrong. */
  constructor(csrs: readonly Csr[]) {
    for (const csr of csrs) {
      if (this.#nonvirtual.has(csr.address)) throw new RangeError(`${hex(csr.address)} is declared twice`);
      this.#nonvirtual.set(csr.address, csr);
    }
    this.#virtual = new Map(this.#nonvirtual);
    for (const csr of csrs) if (csr.substitutes) this.#virtual.set(csr.substitutes.address, csr);
  }

  /** The CSR that a 12-bit address means: with V = 1 a VS CSR takes the address of the supervisor CSR it substitutes. */
  at(address: number, V: boolean): Csr | undefined {
    return (V ? this.#virtual : this.#nonvirtual).get(address);
  }

  /**
   * The CSR, when the hart may access this address in its mode; otherwise the exception. HS-mode is asked first: with
   * V = 1 the exception is a virtual-instruction exception only where HS-mode would have been allowed the same access,
   * and mstatus.TVM does not count for that (priv "Trap Cause Codes").
   */
  access(address: number, write: boolean, hart: HartView): Csr | Denial {
    const { V } = hart;
    const door = this.#doorTo(address, V, hart.isa);
    if (!door || (write && door.isReadOnly)) return 'illegal-instruction';
    const { csr, privilege } = door;
    if (csr.partOf && isOff(csr.partOf, hart)) return 'illegal-instruction';
    const mode = hart.privilege;
    if (mode === 'M') return isWindow(csr) && !csr.selects(hart) ? 'illegal-instruction' : csr;

    if (privilege === 3 || !hold(door.belowM, hart)) return 'illegal-instruction';

    const denial = V ? 'virtual-instruction' : 'illegal-instruction';
    const user = mode === 'U';
    if (privilege === 2 && (V || user)) return denial;
    if (privilege === 1 && user) return denial;
    if (V && !(hold(door.V, hart) && (!write || hold(door.VWrites, hart)))) return denial;
    if (!V && !user && !hold(door.HS, hart)) return denial;
    if (user && !hold(door.U, hart)) return denial;
    return isWindow(csr) ? (through(csr, hart) ?? csr) : csr;
  }

  #doorTo(address: number, V: boolean, isa: Isa): Door | null {
    if (this.#doors?.isa !== isa) {
      this.#doors = this.#allDoors.get(isa) ?? doorsOf(isa);
      this.#allDoors.set(isa, this.#doors);
    }
    const doors = V ? this.#doors.virtual : this.#doors.nonvirtual;
    return (doors[address] ??= this.#door(address, V, isa));
  }

  #door(address: number, V: boolean, isa: Isa): Door | null {
    const csr = this.at(address, V);
    const nonvirtual = this.at(address, false);
    if (!csr || !nonvirtual || !exists(csr, isa)) return null;
    const asked = (conditions: readonly Condition[] = []) => conditions.filter(({ requires }) => hasAll(requires, isa));
    return {
      csr,
      isReadOnly: isReadOnly(address),
      privilege: lowestPrivilege(address),
      belowM: asked(nonvirtual.gate?.belowM),
      HS: asked(csr.gate?.HS),
      U: asked(csr.gate?.U),
      V: asked(csr.gate?.V),
      VWrites: asked(csr.gate?.VWrites),
    };
  }
}

/** Why S-mode or a guest may not access what a window shows at present: nothing at all, or a register with a gate of its own. */
function through(window: Window, hart: HartView): Denial | undefined {
  const { V } = hart;
  const denial = V ? 'virtual-instruction' : 'illegal-instruction';
  const selected = window.selects(hart);
  if (!selected) return denial;
  const { gate } = selected;
  if (!gate) return undefined;
  const holds = (conditions: readonly Condition[] = []) =>
    hold(
      conditions.filter(({ requires }) => hasAll(requires, hart.isa)),
      hart,
    );
  if (!holds(gate.belowM)) return 'illegal-instruction';
  return holds(V ? gate.V : gate.HS) ? undefined : denial;
}

function hold(conditions: readonly Condition[], hart: HartView): boolean {
  for (let index = 0; index < conditions.length; index++) {
    const { field, is, where } = conditions[index]!;
    if (hart.get(field) !== is && (where === undefined || where(hart))) return false;
  }
  return true;
}
