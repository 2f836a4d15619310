import { cachesCell, hartLayout, type MachineMemory, pageBytes } from '@hartlab/hart';
import type { Isa, Width } from '@hartlab/isa';
import type { defineArithmetic } from '../emit/arithmetic.ts';
import { emitEffects, type Target } from '../emit/effects.ts';
import { pageMask } from '../emit/memory.ts';
import type { Code, Label, Variable } from '../wasm/code.ts';
import type { FloatFunctions } from './float-functions.ts';
import type { KeptHash } from './hashing.ts';
import type { importOutside, Outside } from './outside.ts';
import { type importRegions, RegionEntry, type Regions } from './region-entry.ts';
import { type Operations, special } from './operations.ts';
import { record, recordOffset } from './record.ts';
import { emitPadLanding, expectLandingPad } from './pad-landing.ts';
import { RecordInstructions } from './record-instructions.ts';
import { recordBits } from './record-operands.ts';

/** Where the interpreter works. */
export interface Surroundings {
  readonly memory: MachineMemory;
  /** Where the map is from pages of RAM to their records, 0 for none, four bytes each. */
  readonly pages: number;
  readonly outside: Outside;
  /** What takes over where the hart comes often; nothing if absent. */
  readonly regions?: Regions;
  /** What takes each instruction that retires, where there are no regions; nothing if absent. */
  readonly hash?: KeptHash;
}

type Functions = ReturnType<typeof defineArithmetic>;

/** The numbers of functions: those of `Outside`, those of floating-point operations, and others. */
export interface Called {
  readonly outside: ReturnType<typeof importOutside>;
  readonly floats: FloatFunctions;
  readonly entry: ReturnType<typeof importRegions> | undefined;
  /** What `defineRetirement` defines. */
  readonly retirement: number | undefined;
}

/** Writes the one function of the interpreter. */
export class InterpreterEmitter extends RecordInstructions implements Target {
  readonly #isa: Isa;
  readonly #at: Surroundings;
  readonly #called: Called;
  readonly #left: Variable;
  /** Where a jump leads. */
  readonly #target: Variable;
  /** The operation of the present record. */
  readonly #operation: Variable;
  /** Where the records of the page are to which a jump leads. */
  readonly #found: Variable;
  readonly #regions: RegionEntry | undefined;
  /** The reference is to do this instruction, of which nothing has been done. */
  #elsewhere!: Label;
  /** The next instruction is at `#target`. */
  #jump!: Label;
  /** The same, and must be a landing pad. */
  #padJump!: Label;
  /** The next instruction is at `record`. */
  #next!: Label;
  /** The record is to be done as the one of `#operation`. */
  #again!: Label;

  constructor(code: Code, isa: Isa, at: Surroundings, called: Called) {
    super(code, isa, at.memory, called.floats);
    this.#isa = isa;
    this.#at = at;
    this.#called = called;
    this.#left = code.parameter(3);
    this.#target = code.local('i64');
    this.#operation = code.local('i32');
    this.#found = code.local('i32');
    if (at.regions && called.entry) {
      this.#regions = new RegionEntry(code, at.regions, called.entry, {
        block: this.block,
        caches: this.caches,
        left: this.#left,
        record: this.record,
        page: this.page,
        target: this.#target,
        operation: this.#operation,
      });
    }
  }

  emit(operations: Operations, functions: Functions): void {
    const { code } = this;
    code.get(this.block).access('i64.load', hartLayout.pc).tee(this.#target);
    code.i64(pageMask).op('i64.and').set(this.page);
    this.#regions?.begin();
    this.#goWithinPage();
    this.#regions?.land();
    code.block((out) => {
      code.block((over) => {
        code.loop((next) => {
          this.#next = next;
          code.get(this.#left).op('i32.eqz').brIf(over);
          code.get(this.#left).i32(1).op('i32.sub').set(this.#left);
          code.block((jump) => {
            this.#jump = jump;
            code.block((padJump) => {
              this.#padJump = padJump;
              code.block((elsewhere) => {
                this.#elsewhere = elsewhere;
                this.#dispatch(operations, functions);
              });
              this.#instruct(out);
              code.br(jump);
            });
            this.#landOnPad(operations, out);
          });
          this.#goToTarget();
          // The jump is made, but nothing is known of where it leads.
          code.get(this.block).get(this.#target).access('i64.store', hartLayout.pc).br(out);
        });
      });
      this.#storePc();
    });
    code.get(this.#left);
  }

  /** Lets the reference do the instruction, and goes on where it leads, or `out`. */
  #instruct(out: Label): void {
    const { code } = this;
    this.#uncount();
    this.#storePc();
    code.get(this.record).get(this.#left).call(this.#called.outside.instruct).tee(this.#left).op('i32.eqz').brIf(out);
    code.i32(this.#at.memory.layout.run).access('i32.load', cachesCell).set(this.caches);
    code.get(this.block).access('i64.load', hartLayout.pc).tee(this.#target);
    // It may have come to lie elsewhere, even if it is the same page.
    code.i64(-1n).op('i64.xor').set(this.page);
    this.#regions?.forgetJump();
  }

  /** Goes on at `#target`, where a landing pad has to be. */
  #landOnPad({ landingPad }: Operations, leave: Label): void {
    const { code, block } = this;
    if (landingPad === undefined) return;
    const at = { operands: this, block, left: this.#left, target: this.#target, pad: landingPad };
    const out = () => {
      this.#storePc();
      code.br(leave);
    };
    this.#goToTarget(() => emitPadLanding(code, { ...at, operation: () => this.#lookAtOperation() }, out));
  }

  /** Leaves the number of the record's operation, also where it has to be decoded yet, or a region begins. */
  #lookAtOperation(): void {
    const { code } = this;
    const load = () => code.get(this.record).access('i32.load16_u', record.operation).set(this.#operation);
    load();
    code.get(this.#operation).op('i32.eqz');
    code.when(() => {
      code.get(this.record).call(this.#called.outside.decode);
      load();
    });
    code.get(this.#operation).i32(special.region).op('i32.eq');
    code.when(() => this.#regions?.look());
    code.get(this.#operation);
  }

  #decode(): void {
    const { code } = this;
    this.#storePc();
    code.get(this.record).call(this.#called.outside.decode);
    code.get(this.record).access('i32.load16_u', record.operation).set(this.#operation).br(this.#again);
  }

  /** One block for each operation, inside each other: the table leads to the end of the operation's block, and its code follows. */
  #dispatch({ all }: Operations, functions: Functions): void {
    const { code } = this;
    const bodies: (() => void)[] = [];
    bodies[special.undecoded] = () => this.#decode();
    bodies[special.elsewhere] = () => code.br(this.#elsewhere);
    bodies[special.pageEnd] = () => this.#leavePage();
    bodies[special.nothing] = () => this.#goOn();
    bodies[special.region] = () => this.#enterRegion();
    bodies[special.straddling] = () => this.#straddle();
    for (const operation of all)
      bodies.push(() => {
        this.present = operation;
        if (!emitEffects(operation.row.does, this, (operator) => code.call(functions[operator]))) this.#goOn();
      });
    const labels: Label[] = [];
    const nest = (number: number): void => {
      if (number < 0) {
        code.get(this.#operation).brTable(labels, this.#elsewhere);
        return;
      }
      code.block((label) => {
        labels[number] = label;
        nest(number - 1);
      });
      bodies[number]!();
    };
    code.get(this.record).access('i32.load16_u', record.operation).set(this.#operation);
    code.loop((again) => {
      this.#again = again;
      nest(bodies.length - 1);
    });
  }

  #enterRegion(): void {
    this.#regions?.refuse(() => this.pc(), this.#again);
    this.#uncount();
    this.#regions?.enter();
    this.code.br(this.#jump);
  }

  #goOn(): void {
    const { code } = this;
    this.#retire();
    code.get(this.record).get(this.record).access('i32.load8_u', record.step).op('i32.add').set(this.record);
    code.br(this.#next);
  }

  /** The instruction is done, and the record still its own. */
  #retire(): void {
    const { retirement } = this.#called;
    if (retirement === undefined) return;
    this.code.get(this.record);
    this.pc();
    this.code.call(retirement);
  }

  /** No instruction was done: the next one is in the next page. */
  #leavePage(): void {
    this.#uncount();
    this.pc();
    this.code.set(this.#target).br(this.#jump);
  }

  /** Does the instruction as what it was decoded to if the next page has the same half of it as then. */
  #straddle(): void {
    const { code } = this;
    const behind = recordOffset(2);
    code.get(this.page).i64(-pageMask).op('i64.add').set(this.#target);
    this.memory.isKnown('fetch', this.#target, 1);
    code.op('i32.eqz').brIf(this.#elsewhere);
    this.memory.locate('fetch', this.#target);
    code.get(this.memory.place).access('i32.load16_u');
    code
      .get(this.record)
      .access('i32.load16_u', behind + record.straddlingHalf)
      .op('i32.ne')
      .brIf(this.#elsewhere);
    code
      .get(this.record)
      .access('i32.load16_u', behind + record.straddlingOperation)
      .set(this.#operation);
    code.br(this.#again);
  }

  #uncount(): void {
    this.code.get(this.#left).i32(1).op('i32.add').set(this.#left);
  }

  /** Goes on at `#target`, in this page or in one that the hart may fetch from and that has records; or else does nothing. */
  #goToTarget(landed: () => void = () => undefined): void {
    const { code } = this;
    code.get(this.#target).get(this.page).op('i64.xor').i64(pageMask).op('i64.and', 'i64.eqz');
    code.when(() => {
      this.#goWithinPage();
      this.#regions?.land();
      landed();
      code.br(this.#next);
    });
    this.memory.isKnown('fetch', this.#target, 1);
    code.when(() => {
      this.memory.locate('fetch', this.#target);
      this.memory.ofPage(this.#at.pages, 2);
      code.access('i32.load').tee(this.#found);
      code.when(() => {
        code.get(this.#found).set(this.records);
        code.get(this.#target).i64(pageMask).op('i64.and').set(this.page);
        this.#goWithinPage();
        this.#regions?.land();
        landed();
        code.br(this.#next);
      });
    });
  }

  #goWithinPage(): void {
    const { code } = this;
    code
      .get(this.#target)
      .op('i32.wrap_i64')
      .i32(pageBytes - 1)
      .op('i32.and')
      .i32(recordBits)
      .op('i32.shl');
    code.get(this.records).op('i32.add').set(this.record);
  }

  #storePc(): void {
    this.code.get(this.block);
    this.pc();
    this.code.access('i64.store', hartLayout.pc);
  }

  /** Begins the instruction anew if a look at the page tables tells where its access goes. */
  leaveUnknown(access: 'load' | 'store', width: Width, address: Variable, atomic: boolean): void {
    const { code } = this;
    code.when(() => {
      if (atomic || width === 1) return this.#find(access, width, address);
      // Bytes in two pages are for the reference.
      code
        .get(address)
        .op('i32.wrap_i64')
        .i32(pageBytes - 1)
        .op('i32.and')
        .i32(pageBytes - width)
        .op('i32.gt_u');
      this.leaveWhen();
      this.memory.isKnown(access, address, 1);
      code.op('i32.eqz').when(() => this.#find(access, 1, address));
    });
  }

  #find(access: 'load' | 'store', width: Width, address: Variable): void {
    const { code } = this;
    code.i32(access === 'store' ? 1 : 0);
    code.get(address).op('i32.wrap_i64');
    code.get(address).i64(32n).op('i64.shr_u', 'i32.wrap_i64');
    code.i32(width).call(this.#called.outside.find).op('i32.eqz');
    this.leaveWhen();
    this.#uncount();
    code.br(this.#next);
  }

  leaveWhen(): void {
    this.code.brIf(this.#elsewhere);
  }

  jump(): void {
    this.noteJump(false);
    this.leave();
  }

  noteJump(isIndirect: boolean): void {
    const { code } = this;
    code.set(this.#target);
    this.#regions?.noteJump(isIndirect);
    if (this.#isa.has('C')) return;
    // A target that instructions cannot have traps.
    code.get(this.#target).i64(2n).op('i64.and').i64(0n).op('i64.ne').brIf(this.#elsewhere);
  }

  leave(): void {
    this.#retire();
    if (this.present.landsOnPad) expectLandingPad(this.code, this.block, this.#padJump);
    this.code.br(this.#jump);
  }
}
