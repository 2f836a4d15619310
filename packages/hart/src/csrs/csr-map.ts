import { hex } from '@hartlab/isa';
import { isOff } from './context-status.ts';
import { isReadOnly, lowestPrivilege } from './csr-address.ts';
import { isWindow, type Condition, type Csr, type HartView } from '../csr/csr.ts';
import { exists, hasAll } from '../csr/extensions.ts';

/** Why a CSR instruction traps. */
export type Denial = 'illegal-instruction' | 'virtual-instruction';

/** Which CSR an address means, and whether it may be accessed. */
export class CsrMap {
  readonly #nonvirtual = new Map<number, Csr>();
  readonly #virtual: Map<number, Csr>;

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
    const csr = this.at(address, hart.V);
    const nonvirtual = this.at(address, false);
    if (!csr || !nonvirtual || !exists(csr, hart.isa)) return 'illegal-instruction';
    if (write && isReadOnly(address)) return 'illegal-instruction';
    if (csr.partOf && isOff(csr.partOf, hart)) return 'illegal-instruction';
    if (hart.privilege === 'M') return isEmpty(csr, hart) ? 'illegal-instruction' : csr;

    const privilege = lowestPrivilege(address);
    if (privilege === 3 || !hold(nonvirtual.gate?.belowM, hart)) return 'illegal-instruction';

    const denial = hart.V ? 'virtual-instruction' : 'illegal-instruction';
    const user = hart.privilege === 'U';
    if (privilege === 2 && (hart.V || user)) return denial;
    if (privilege === 1 && user) return denial;
    if (hart.V && !hold(csr.gate?.V, hart)) return denial;
    if (hart.V && write && !hold(csr.gate?.VWrites, hart)) return denial;
    if (!hart.V && !user && !hold(csr.gate?.HS, hart)) return denial;
    if (user && !hold(csr.gate?.U, hart)) return denial;
    return isEmpty(csr, hart) ? denial : csr;
  }
}

/** A window through which there is nothing to access at present. */
const isEmpty = (csr: Csr, hart: HartView) => isWindow(csr) && !csr.selects(hart);

const hold = (conditions: readonly Condition[] = [], hart: HartView) =>
  conditions.every(({ field, is, requires }) => !hasAll(requires, hart.isa) || hart.get(field) === is);
