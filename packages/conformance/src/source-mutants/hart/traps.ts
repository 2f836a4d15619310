import { type SourceMutant, mutantsOf } from '../source-mutant.ts';

const entry = 'packages/hart/src/trap/trap-entry.test.ts';
const returns = 'packages/hart/src/trap/trap-return.test.ts';
const system = 'packages/hart/src/interpreter/system.test.ts';
const doubleTrap = 'packages/hart/src/trap/double-trap.test.ts';

/** Trap entry and return, delegation, what traps tell of their instruction. */
export const trapMutants: readonly SourceMutant[] = [
  ...mutantsOf(
    'packages/hart/src/trap/trap-entry.ts',
    [entry],
    [
      {
        id: 'H101',
        title: 'a trap in M-mode is delegated',
        find: 'if (mode === modes.M || !delegates',
        replace: 'if (!delegates',
      },
      {
        id: 'H102',
        title: 'hedeleg alone delegates to VS-mode, whatever medeleg says',
        find: "|| !delegates(isInterrupt ? mideleg : medeleg, code, hart)) return 'M';",
        replace:
          ") return 'M';\n  if (hart.V && delegates(isInterrupt ? hideleg : hedeleg, code, hart)) return 'VS';\n  if (!delegates(isInterrupt ? mideleg : medeleg, code, hart)) return 'M';",
      },
      {
        id: 'H103',
        title: 'hedeleg counts with V = 0',
        find: 'return virtualizationIn(mode) === 1 && delegates(isInterrupt ? hideleg : hedeleg, code, hart)',
        replace: 'return delegates(isInterrupt ? hideleg : hedeleg, code, hart)',
      },
      {
        id: 'H104',
        title: 'SPVP is written with V = 0 too',
        find: 'if (virtualizationIn(mode) === 1) hypervisor = withValue(hstatus.SPVP,',
        replace: 'hypervisor = withValue(hstatus.SPVP,',
      },
      {
        id: 'H105',
        title: 'SPV is not cleared by a trap from HS-mode or U-mode',
        find: 'hypervisor = withValue(hstatus.SPV, virtualizationIn(mode), hypervisor);',
        replace: 'if (virtualizationIn(mode) === 1) hypervisor = withValue(hstatus.SPV, 1, hypervisor);',
      },
      {
        id: 'H106',
        title: 'hstatus.GVA is V, whatever xtval holds',
        find: 'withValue(hstatus.GVA, trap.gva ? 1 : 0, hypervisor)',
        replace: 'withValue(hstatus.GVA, virtualizationIn(mode), hypervisor)',
      },
      {
        id: 'H107',
        title: 'mstatus.GVA is sticky',
        find: 'high = withValue(mstatus.GVA, trap.gva ? 1 : 0, high);',
        replace: 'if (trap.gva) high = withValue(mstatus.GVA, 1, high);',
      },
      {
        id: 'H108',
        title: 'mstatus.MPV is not cleared by a trap with V = 0',
        find: 'high = withValue(mstatus.MPV, virtualizationIn(mode), high);',
        replace: 'if (virtualizationIn(mode) === 1) high = withValue(mstatus.MPV, 1, high);',
      },
      {
        id: 'H109',
        title: 'mtval keeps its value where a trap has none for it',
        find: 'this.#state.setHalves(mtval.address, trap.tvalLow, trap.tvalHigh);',
        replace: 'if (trap.tvalLow | trap.tvalHigh) this.#state.setHalves(mtval.address, trap.tvalLow, trap.tvalHigh);',
      },
      {
        id: 'H110',
        title: 'htval is not written by traps without a guest physical address',
        find: 'this.#state.setHalves(htval.address, trap.tval2Low, trap.tval2High);',
        replace:
          'if (trap.tval2Low | trap.tval2High) this.#state.setHalves(htval.address, trap.tval2Low, trap.tval2High);',
      },
      {
        id: 'H111',
        title: 'entry into HS-mode leaves SPIE alone',
        find: 'low = withValue(mstatus.SPIE, valueIn(mstatus.SIE, low), low);',
        replace: '',
      },
      {
        id: 'H112',
        title: 'VS-mode sees VS-level cause numbers',
        find: 'code === interrupt.VSSI || code === interrupt.VSTI || code === interrupt.VSEI ? code - 1 : code',
        replace: 'code',
      },
      {
        id: 'H113',
        title: 'vectored exceptions go to BASE + 4 * cause',
        find: 'isInterrupt && this.#hart.get(MODE) === 1',
        replace: 'this.#hart.get(MODE) === 1',
      },
      {
        id: 'H114',
        title: 'interrupts go to BASE in Vectored mode',
        find: 'if (isInterrupt && this.#hart.get(MODE) === 1) this.#state.advance(4 * code);',
        replace: '',
      },
      {
        id: 'H950',
        title: 'a trap to S-mode sets SDT where M-mode does not let it detect double traps',
        find: 'return this.#hasSupervisorDoubleTrap && isGranted(SDT, this.#hart);',
        replace: 'return this.#hasSupervisorDoubleTrap;',
        killedBy: [doubleTrap],
      },
      {
        id: 'H125',
        title: 'a trap to S-mode with SDT set is taken there',
        find: '=== 1) {\n      trap.becomeDouble()',
        replace: '=== 2) {\n      trap.becomeDouble()',
        killedBy: [doubleTrap],
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/trap/trap-return.ts',
    [returns],
    [
      {
        id: 'H115',
        title: 'mret leaves MPRV set',
        find: 'if (mode !== modes.M) low = withValue(mstatus.MPRV, 0, low);',
        replace: '',
      },
      {
        id: 'H116',
        title: 'mret to M-mode clears MPRV',
        find: 'if (mode !== modes.M) low = withValue(mstatus.MPRV, 0, low);',
        replace: 'low = withValue(mstatus.MPRV, 0, low);',
      },
      { id: 'H117', title: 'mret leaves MPP alone', find: 'low = withValue(mstatus.MPP, modes.U, low);', replace: '' },
      {
        id: 'H119',
        title: 'mret with MPP = M enters V = 1 where MPV is set',
        find: 'privilege === modes.M ? modes.M : modeOf(privilege & modes.S, V)',
        replace: 'modeOf(privilege, V)',
      },
      {
        id: 'H120',
        title: 'sret leaves SPV set',
        find: 'withValue(hstatus.SPV, 0, hypervisor)',
        replace: 'hypervisor',
      },
      {
        id: 'H121',
        title: "sret in VS-mode clears the hypervisor's SPV",
        find: 'this.#hart.set(mstatus.MPRV, 0);\n    this.#leave(mode, vsepc)',
        replace: 'this.#hart.set(hstatus.SPV, 0);\n    this.#leave(mode, vsepc)',
      },
      {
        id: 'H122',
        title: 'sret in VS-mode leaves V = 1 by hstatus.SPV',
        find: 'modeOf(valueIn(vsstatus.SPP, low), 1)',
        replace: 'modeOf(valueIn(vsstatus.SPP, low), this.#hart.get(hstatus.SPV))',
      },
      {
        id: 'H123',
        title: 'sret in VS-mode returns by sstatus.SPP of HS-mode',
        find: 'modeOf(valueIn(vsstatus.SPP, low), 1)',
        replace: 'modeOf(this.#hart.get(mstatus.SPP), 1)',
      },
      {
        id: 'H124',
        title: 'a return keeps the reservation',
        find: 'this.#state.endReservation();',
        replace: '',
        killedBy: [returns, 'packages/hart/src/memory/virtual-memory.test.ts'],
      },
      {
        id: 'H126',
        title: 'a return to the reserved mode 2 ends in a mode that there is not',
        find: 'modeOf(privilege & modes.S, V)',
        replace: 'modeOf(privilege, V)',
      },
      {
        id: 'H127',
        title: 'a return to VU-mode leaves the trap of VS-mode open',
        find: 'this.#hart.set(vsstatus.SDT, 0);',
        replace: '',
        killedBy: [doubleTrap],
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/trap/status-draft.ts',
    ['packages/hart/src/trap/status-draft.test.ts'],
    [
      {
        id: 'H128',
        title: 'a draft tells nobody what it has changed',
        find: 'this.#hart.changed(this.#effects, low, high);',
        replace: '',
      },
      {
        id: 'H129',
        title: 'a draft changes a field that is not granted',
        find: 'if (isGranted(field, this.#hart)) this.set',
        replace: 'this.set',
      },
      {
        id: 'H130',
        title: 'a draft loses the high half',
        find: 'this.#cells[this.#at + 1] = this.#halves[1]!;',
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/trap/transformed-instruction.ts',
    ['packages/hart/src/interpreter/interpreter.test.ts', 'packages/hart/src/memory/virtual-memory.test.ts'],
    [
      {
        id: 'H141',
        title: 'a transformed load keeps its immediate',
        find: 'const keptOfLoad = 0x0000_7fff',
        replace: 'const keptOfLoad = 0xfff0_7fff',
      },
      {
        id: 'H142',
        title: 'a transformed store keeps rd in place of rs2',
        find: '0x01f0_707f',
        replace: '0x0000_7fff',
      },
      {
        id: 'H143',
        title: 'bit 1 of a transformed compressed instruction stays set',
        find: 'length === 2 ? kept & ~compressedBit : kept',
        replace: 'kept',
      },
      {
        id: 'H144',
        title: 'a transformed instruction says nothing of the offset',
        find: '| (offset << 15)',
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/trap/trap.ts',
    ['packages/hart/src/memory/two-stage-translation.test.ts', entry],
    [
      {
        id: 'H145',
        title: 'htval holds the guest physical address unshifted',
        find: '    this.tval2Low = ((guestLow >>> 2) | (guestHigh << 30)) >>> 0;\n    this.tval2High = guestHigh >>> 2;',
        replace: '    this.tval2Low = guestLow;\n    this.tval2High = guestHigh;',
      },
      {
        id: 'H146',
        title: 'the pseudoinstruction says read for a write of A and D',
        find: 'write: 0x3020 }',
        replace: 'write: 0x3000 }',
      },
      {
        id: 'H147',
        title: 'page faults of a guest leave GVA clear',
        find: 'return this.#raise(pageFaults[access], low, high, V);',
        replace: 'return this.#raise(pageFaults[access], low, high, false);',
      },
      {
        id: 'H148',
        title: 'an illegal instruction leaves xtval zero',
        find: 'this.#raise(codeOf.illegalInstruction, bits, 0, false)',
        replace: 'this.#raise(codeOf.illegalInstruction, 0, 0, false)',
        killedBy: ['packages/hart/src/interpreter/interpreter.test.ts', entry],
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/interpreter/system.ts',
    [system],
    [
      {
        id: 'H153',
        title: 'hstatus.VTW traps wfi as an illegal instruction',
        find: 'if (hart.V && hart.get(hstatus.VTW) === 1) return hart.raised.virtualInstruction(bits);\n    hart.waiting',
        replace:
          'if (hart.V && hart.get(hstatus.VTW) === 1) return hart.raised.illegalInstruction(bits);\n    hart.waiting',
      },
      {
        id: 'H154',
        title: 'mstatus.TW counts in M-mode',
        find: "if (hart.privilege !== 'M' && hart.get(mstatus.TW) === 1) return hart.raised.illegalInstruction(bits);\n    if (!requireSupervisor",
        replace:
          'if (hart.get(mstatus.TW) === 1) return hart.raised.illegalInstruction(bits);\n    if (!requireSupervisor',
      },
      {
        id: 'H151',
        title: 'mstatus.TSR does not trap sret',
        find: 'if (isHS(hart) && hart.get(mstatus.TSR) === 1) return hart.raised.illegalInstruction(bits);',
        replace: '',
      },
      {
        id: 'H152',
        title: 'hstatus.VTSR does not trap sret',
        find: 'if (hart.V && hart.get(hstatus.VTSR) === 1) return hart.raised.virtualInstruction(bits);',
        replace: '',
      },
      {
        id: 'H155',
        title: 'wfi waits although an interrupt is pending',
        find: 'hart.waiting = !hart.interruptPending();',
        replace: 'hart.waiting = true;',
        killedBy: [system, 'packages/hart/src/trap/interrupts.test.ts'],
      },
      {
        id: 'H156',
        title: 'mstatus.TVM traps sfence.vma in VS-mode',
        find: 'if (isHS(hart) && hart.get(mstatus.TVM) === 1) return hart.raised.illegalInstruction(bits);',
        replace:
          "if (hart.privilege === 'S' && hart.get(mstatus.TVM) === 1) return hart.raised.illegalInstruction(bits);",
      },
      {
        id: 'H157',
        title: 'hstatus.VTVM does not trap sfence.vma',
        find: 'if (hart.V && hart.get(hstatus.VTVM) === 1) return hart.raised.virtualInstruction(bits);',
        replace: '',
      },
      {
        id: 'H159',
        title: 'hfence.gvma ignores mstatus.TVM',
        find: "if (hart.privilege === 'S' && hart.get(mstatus.TVM) === 1) return hart.raised.illegalInstruction(bits);",
        replace: '',
      },
      {
        id: 'H160',
        title: 'a hypervisor instruction in VU-mode is illegal',
        find: "if (V) return raised.virtualInstruction(bits);\n  return privilege !== 'U' || raised.illegalInstruction(bits);",
        replace:
          "if (privilege === 'U') return raised.illegalInstruction(bits);\n  return !V || raised.virtualInstruction(bits);",
      },
      {
        id: 'H161',
        title: 'HLV in U-mode does not need hstatus.HU',
        find: "hart.privilege === 'U' && hart.get(hstatus.HU) === 1",
        replace: "hart.privilege === 'U'",
      },
      {
        id: 'H162',
        title: 'an ecall from VS-mode has the cause of one from HS-mode',
        find: "privilege === 'S' && V ? 'VS' : privilege",
        replace: 'privilege',
      },
      {
        id: 'H163',
        title: 'ebreak leaves xtval zero',
        find: 'raised.breakpoint(state.pcLow, state.pcHigh, V)',
        replace: 'raised.breakpoint(0, 0, V)',
      },
    ],
  ),
];
