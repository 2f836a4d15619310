import { type SourceMutant, mutantsOf } from '../source-mutant.ts';

const translation = 'packages/hart/src/memory/translation.test.ts';
const twoStage = 'packages/hart/src/memory/two-stage-translation.test.ts';
const extensions = 'packages/hart/src/memory/translation-extensions.test.ts';
const virtual = 'packages/hart/src/memory/virtual-memory.test.ts';
const cache = 'packages/hart/src/memory/translation-cache.test.ts';
const masking = 'packages/hart/src/memory/pointer-masking.test.ts';
const pmp = 'packages/hart/src/memory/pmp.test.ts';

/** Translation, its caches, PMP, and what loads, stores and atomics do with memory. */
export const memoryMutants: readonly SourceMutant[] = [
  ...mutantsOf(
    'packages/hart/src/memory/translation.ts',
    [translation, twoStage],
    [
      {
        id: 'H201',
        title: 'reserved bits of a page-table entry are ignored',
        find: '(high & reserved) === 0',
        replace: '(high & 0) === 0',
      },
      {
        id: 'H202',
        title: 'W without R is not reserved',
        find: '((low & (pte.R | pte.W)) !== pte.W ||',
        replace: '(true ||',
      },
      {
        id: 'H203',
        title: 'a pointer entry may have A, D and U',
        find: '        if ((entryLow & (pte.U | pte.A | pte.D)) !== 0 || (entryHigh & (N | PBMT)) !== 0)\n          return this.#fault(stage, low, high);\n',
        replace: '',
      },
      {
        id: 'H204',
        title: 'misaligned superpages are accepted',
        find: 'return isAligned ? bits : 0;',
        replace: 'return bits;',
      },
      {
        id: 'H205',
        title: 'hardware sets D where it only loads',
        find: 'stage.store ? pte.A | pte.D : pte.A',
        replace: 'pte.A | pte.D',
      },
      {
        id: 'H206',
        title: 'A and D are set before permissions are checked',
        find: '      if (!this.#isPermitted(stage, entryLow, low, high)) return false;\n',
        replace:
          '      if (stage.updatesAD) this.#memory.writeRam(at, 4, entryLow | pte.A, 0);\n      if (!this.#isPermitted(stage, entryLow, low, high)) return false;\n',
      },
      {
        id: 'H207',
        title: 'A and D are updated without menvcfg.ADUE',
        find: 'hart.get(V ? henvcfg.ADUE : menvcfg.ADUE) === 1',
        replace: 'V ? hart.get(henvcfg.ADUE) === 1 : true',
      },
      {
        id: 'H208',
        title: 'the VS-stage updates A and D without henvcfg.ADUE',
        find: 'hart.get(V ? henvcfg.ADUE : menvcfg.ADUE) === 1',
        replace: 'hart.get(menvcfg.ADUE) === 1',
      },
      {
        id: 'H209',
        title: 'addresses need not repeat their highest bit',
        find: '(high << unused) >> unused === (high | 0)',
        replace: 'true',
      },
      {
        id: 'H210',
        title: 'guest physical addresses above 2^41 wrap around',
        find: 'return high >>> (bits - 32) === 0;',
        replace: 'return true;',
        killedBy: [twoStage],
      },
      {
        id: 'H211',
        title: 'the root of the G-stage is indexed by 9 bits',
        find: '(widened ? 0x7ff : 0x1ff)',
        replace: '0x1ff',
        killedBy: [twoStage],
      },
      {
        id: 'H212',
        title: 'SUM lets S-mode execute user pages',
        find: "(access !== 'fetch' && this.#hart.get((V ? vsstatus : mstatus).SUM) === 1)",
        replace: 'this.#hart.get((V ? vsstatus : mstatus).SUM) === 1',
      },
      {
        id: 'H213',
        title: 'S-mode may use user pages without SUM',
        find: "(access !== 'fetch' && this.#hart.get((V ? vsstatus : mstatus).SUM) === 1)",
        replace: "access !== 'fetch'",
      },
      {
        id: 'H214',
        title: 'U-mode may use supervisor pages',
        find: "privilege === 'U' ? !isUserPage :",
        replace: "privilege === 'U' ? false :",
      },
      {
        id: 'H215',
        title: 'SUM of HS-mode counts in VS-mode',
        find: 'this.#hart.get((V ? vsstatus : mstatus).SUM)',
        replace: 'this.#hart.get(mstatus.SUM)',
        killedBy: [twoStage],
      },
      {
        id: 'H216',
        title: 'MXR makes no page readable',
        find: '|| (MXR && (entry & pte.X) !== 0)',
        replace: '',
        killedBy: [twoStage],
      },
      {
        id: 'H218',
        title: 'MXR makes G-stage pages readable for page-table walks',
        find: 'stage.MXR = implicit === undefined && hart.get(mstatus.MXR) === 1;',
        replace: 'stage.MXR = hart.get(mstatus.MXR) === 1;',
        killedBy: [twoStage],
      },
      {
        id: 'H219',
        title: 'HLVX needs read permission',
        find: "if (access === 'fetch' || execute) return",
        replace: "if (access === 'fetch') return",
        killedBy: [twoStage, virtual],
      },
      {
        id: 'H220',
        title: 'G-stage pages need not be user pages',
        find: '(isUserPage && grants(stage, entry)) ||',
        replace: 'grants(stage, entry) ||',
        killedBy: [twoStage],
      },
      {
        id: 'H221',
        title: 'VS-stage page tables are not translated by the G-stage',
        find: 'if (stage.isGuest || !this.#request.V) return',
        replace: 'if (stage) return',
        killedBy: [twoStage],
      },
      {
        id: 'H222',
        title: 'a G-stage fault of a page-table walk has the cause of a load',
        find: 'raised.guestPageFault(this.#request, low, high, implicit)',
        replace:
          "raised.guestPageFault(implicit ? { ...this.#request, access: 'load' } : this.#request, low, high, implicit)",
        killedBy: [twoStage],
      },
      {
        id: 'H223',
        title: 'N may be set in any leaf',
        find: 'return mayHaveN && is64KiB ? 16 : 0;',
        replace: 'return mayHaveN ? 16 : 0;',
        killedBy: [extensions],
      },
      {
        id: 'H224',
        title: 'the reserved PBMT 3 is accepted',
        find: 'if (memoryType === PBMT ||',
        replace: 'if (',
        killedBy: [extensions],
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/memory/address-space.ts',
    [virtual],
    [
      {
        id: 'H231',
        title: 'MPRV counts for fetches',
        find: "else if (access === 'fetch') this.#as(this.#hart.privilege, this.#hart.V);",
        replace: '',
        killedBy: [virtual, cache],
      },
      {
        id: 'H232',
        title: 'MPRV with MPP = M goes to the guest where MPV is set',
        find: "this.#as(privilege, privilege !== 'M' && hart.get(mstatus.MPV) === 1);",
        replace: 'this.#as(privilege, hart.get(mstatus.MPV) === 1);',
      },
      {
        id: 'H233',
        title: 'MPRV ignores MPV',
        find: "this.#as(privilege, privilege !== 'M' && hart.get(mstatus.MPV) === 1);",
        replace: 'this.#as(privilege, hart.V);',
      },
      {
        id: 'H234',
        title: 'HLV is made as VS-mode whatever SPVP says',
        find: "this.#hart.get(hstatus.SPVP) === 1 ? 'S' : 'U'",
        replace: "'S'",
        killedBy: [virtual, twoStage],
      },
      {
        id: 'H235',
        title: 'a store across pages begins before its second page is checked',
        find: 'if (portions.first === faulted) return false;\n',
        replace:
          "if (portions.first === faulted) return false;\n    if (access === 'store') this.#memory.writeRam(portions.first, 1, 0xff, 0);\n",
      },
      {
        id: 'H236',
        title: 'a fault in the second page reports the first address',
        find: '    request.low = next;\n',
        replace: '',
      },
      {
        id: 'H237',
        title: 'misaligned LR, SC and AMO work',
        find: 'if ((low & (width - 1)) === 0) return true;',
        replace: "if (kind === 'own' || (low & (width - 1)) === 0) return true;",
      },
      {
        id: 'H242',
        title: 'a page is cached although PMP divides it',
        find: 'if (request.cacheable && this.#memory.cacheable(page, pageBytes) && ',
        replace: 'if (request.cacheable && this.#memory.ram.contains(page, pageBytes) && ',
        killedBy: [cache, virtual, pmp],
      },
      {
        id: 'H243',
        title: 'HLVX needs no execute permission of PMP',
        find: "    if (request.execute && !this.#permits(physical, width, 'fetch')) return this.#unreachable();\n",
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/memory/virtual-memory.ts',
    [virtual],
    [
      {
        id: 'H238',
        title: 'an AMO faults as a load',
        find: "const physical = this.addresses.locateAtomic('store', low, high, width, kind);",
        replace: "const physical = this.addresses.locateAtomic('load', low, high, width, kind);",
      },
      {
        id: 'H239',
        title: 'a failed SC keeps the reservation',
        find: 'this.#state.reservation = noReservation;\n    if (reserved)',
        replace: 'if (reserved) this.#state.reservation = noReservation;\n    if (reserved)',
      },
      {
        id: 'H240',
        title: 'SC succeeds whatever was reserved',
        find: 'this.#state.reservation === reservedLine(physical)',
        replace: 'this.#state.reservation !== noReservation',
      },
      {
        id: 'H241',
        title: 'SC stores without a reservation',
        find: 'if (reserved) this.#storeRam(low, high, physical, width, valueLow, valueHigh);',
        replace: 'this.#memory.writeRam(physical, width, valueLow, valueHigh);',
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/memory/physical-memory.ts',
    [pmp, virtual, translation],
    [
      {
        id: 'H251',
        title: 'page tables are not checked by PMP',
        find: "return this.permits(physical, 8, access, 'S') &&",
        replace: "return this.permits(physical, 8, access, 'M') &&",
      },
      {
        id: 'D41',
        title: 'a device gets the whole register that is stored',
        find: 'BigInt.asUintN(8 * width, fromHalves(low, high))',
        replace: 'fromHalves(low, high)',
        killedBy: ['packages/hart/src/memory/physical-memory.test.ts'],
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/memory/pmp.ts',
    [pmp],
    [
      {
        id: 'H252',
        title: 'the last matching PMP entry counts',
        find: 'for (const region of regions) {',
        replace: 'for (const region of regions.toReversed()) {',
      },
      {
        id: 'H253',
        title: 'an access that a PMP entry matches in part is allowed',
        find: 'if (address < region.from || last > region.to) return false;',
        replace: '',
      },
      {
        id: 'H254',
        title: 'a lock binds less privileged modes only',
        find: "machine: has('L', configuration) ? others : everything",
        replace: 'machine: everything',
      },
      {
        id: 'H255',
        title: 'S-mode may use what no PMP entry matches',
        find: "return privilege === 'M' && unmatched[access];",
        replace: 'return unmatched[access];',
      },
      {
        id: 'H256',
        title: 'a NAPOT region is half as large',
        find: 'to: Number(from + 2n * size)',
        replace: 'to: Number(from + size)',
      },
      {
        id: 'H257',
        title: 'the bottom of entry 0 in TOR mode is its own address',
        find: 'entry === 0 ? 0 : Number(address(entry - 1))',
        replace: 'Number(address(Math.max(entry - 1, 0)))',
      },
      {
        id: 'H258',
        title: 'with MML, M-mode may execute where no entry matches',
        find: 'fetch: !MMWP && !MML',
        replace: 'fetch: !MMWP',
      },
      {
        id: 'H259',
        title: 'with MML, the locked shared rule LRWX can be executed',
        find: "LRWX: ['R--', 'R--']",
        replace: "LRWX: ['R-X', 'R-X']",
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/csrs/physical-memory-protection.ts',
    ['packages/hart/src/csrs/physical-memory-protection.test.ts'],
    [
      { id: 'H260', title: 'pmpcfg holds W without R', find: '(wanted & R ? R | W : 0)', replace: 'R | W' },
      { id: 'H261', title: 'a locked pmpcfg can be written', find: 'if (old & L && !bypass) return old;', replace: '' },
      {
        id: 'H262',
        title: 'the lock of a TOR entry does not cover the address below',
        find: ' ||\n    ((next & L) !== 0 && valueIn(pmpConfiguration.A, next) === addressMatching.TOR)',
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/state/machine-memory.ts',
    ['packages/hart/src/state/machine-memory.test.ts', virtual],
    [
      {
        id: 'H263',
        title: 'a store of another hart keeps a reservation',
        find: 'if (line <= last && line + reservationBytes > address)',
        replace: 'if (line === last)',
      },
      {
        id: 'H264',
        title: "a hart's own store ends its reservation",
        find: 'if (index === by) continue;',
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/memory/pointer-masking.ts',
    [masking],
    [
      {
        id: 'H271',
        title: 'masked physical addresses are sign-extended',
        find: 'this.#isPhysical ? (high << ignored) >>> ignored :',
        replace: 'this.#isPhysical ? ((high << ignored) >> ignored) >>> 0 :',
      },
      {
        id: 'H272',
        title: 'pointers are masked although MXR is in effect',
        find: 'if (hart.get(mstatus.MXR) === 1 || (V && hart.get(vsstatus.MXR) === 1)) return 0;',
        replace: '',
      },
      {
        id: 'H273',
        title: 'S-mode pointers are masked by senvcfg',
        find: "if (privilege === 'S') return hart.get(V ? henvcfg.PMM : menvcfg.PMM);",
        replace: "if (privilege === 'S') return hart.get(senvcfg.PMM);",
      },
    ],
  ),
];
