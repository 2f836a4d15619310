import { type Isa, parseIsa } from '../isa.ts';
import { AssemblerError, Problem, type Statement } from './assembler-error.ts';
import { Assembly } from './assembly.ts';
import { type Macro, blockEnd, branches, expandMacro, parseMacro } from './blocks.ts';
import { directives } from './directives.ts';
import { formsOf, match } from './instruction.ts';
import { pseudoInstructions } from './pseudo.ts';
import { layOut } from './section.ts';
import { splitOperands, statements } from './source.ts';

/** What a program is assembled for. */
export interface AssembleOptions {
  /** The instructions that may be used; all of them by default. */
  readonly isa?: Isa;
  /** Address of the first byte; 0 by default. */
  readonly origin?: bigint;
  /** Names of CSRs beside those of the specification, with their 12-bit addresses. */
  readonly csrs?: ReadonlyMap<string, number>;
}

/** A program as bytes, and what its names stand for. Addresses are unsigned 64-bit integers. */
export interface Assembled {
  /** The image: .text, .rodata, .data, .bss and other sections in this order, each aligned to at least 8 bytes. */
  readonly bytes: Uint8Array;
  /** Address of the first byte. */
  readonly origin: bigint;
  /** Labels by address and .equ symbols by value, both as unsigned 64-bit numbers. */
  readonly symbols: ReadonlyMap<string, bigint>;
  /** The labels alone, which name places; give them to `nearestSymbol`. */
  readonly labels: ReadonlyMap<string, bigint>;
  /** `_start`, or the origin where there is no such label. */
  readonly entry: bigint;
  /** The source line of every instruction and number, by address; for a macro, the line that uses it. */
  readonly lines: readonly { readonly address: bigint; readonly line: number }[];
}

/** Macros that use macros may nest this deep; deeper means that one uses itself without an end. */
const deepest = 100;

/**
 * Assembles a program in the syntax of GNU as into a flat image. It is a subset: no linking, and an instruction is 32
 * bits long unless it is written as `c.…`. `;` separates statements, as it does in GNU as for RISC-V.
 *
 * @throws AssemblerError for the first statement that cannot be assembled, with its line and how to mend it.
 */
export function assemble(source: string, options: AssembleOptions = {}): Assembled {
  const { isa = parseIsa('max'), origin = 0n, csrs = new Map<string, number>() } = options;
  const assembly = new Assembly(formsOf(isa), csrs);
  const macros = new Map<string, Macro>();
  let uses = 0;

  /** Assembles statements one after another; a block is one step. */
  const run = (list: readonly Statement[], depth: number): void => {
    for (let index = 0; index < list.length; index++) {
      const statement = list[index];
      if (statement) index = step(list, index, statement, depth);
    }
  };

  /** Assembles the statement at `index`, or the block that it opens, and returns the index of the last one read. */
  const step = (list: readonly Statement[], index: number, statement: Statement, depth: number): number => {
    assembly.statement = statement;
    try {
      const { mnemonic, operands } = dissect(assembly, statement.text);
      switch (mnemonic) {
        case '':
          return index;
        case '.macro': {
          const end = blockEnd(list, index, 'macro');
          const { name, macro } = parseMacro(operands, list.slice(index + 1, end));
          macros.set(name, macro);
          return end;
        }
        case '.rept': {
          const end = blockEnd(list, index, 'repeat');
          const body = list.slice(index + 1, end);
          for (let left = assembly.size(operands); left > 0; left--) run(body, depth);
          return end;
        }
        case '.if':
        case '.ifdef':
        case '.ifndef': {
          const end = blockEnd(list, index, 'condition');
          const chosen = branches(list.slice(index, end)).find(({ head }) => holds(assembly, head));
          if (chosen) run(chosen.body, depth);
          return end;
        }
      }
      const macro = macros.get(mnemonic);
      if (macro) {
        if (depth >= deepest) throw new Problem(`macros nest more than ${deepest} deep`, 'end the recursion with .if');
        run(expandMacro(macro, operands, uses++, statement.from ?? statement.line), depth + 1);
      } else assembleOne(assembly, mnemonic, operands);
      return index;
    } catch (error) {
      throw error instanceof Problem ? new AssemblerError(statement, error) : error;
    }
  };

  run(statements(source), 0);
  const bytes = layOut(assembly.sections, origin);
  assembly.finish();
  for (const { address = origin, bytes: part } of assembly.sections) bytes.set(part, Number(address - origin));
  const symbols = assembly.symbols('all');
  const lines = assembly.lines.map(({ section, offset, line }) => ({
    address: (section.address ?? origin) + BigInt(offset),
    line,
  }));
  return { bytes, origin, symbols, labels: assembly.symbols('labels'), entry: symbols.get('_start') ?? origin, lines };
}

/** Defines the labels that a statement begins with, and cuts the rest into its first word and what follows. */
function dissect(assembly: Assembly, text: string): { mnemonic: string; operands: string } {
  let rest = text;
  for (;;) {
    const [label, name] = /^([\w.$§]+)\s*:\s*/.exec(rest) ?? [];
    if (label === undefined || name === undefined) break;
    assembly.label(name);
    rest = rest.slice(label.length);
  }
  const [, assigned, value] = /^([A-Za-z_.$][\w.$]*)\s*=(?!=)\s*(.*)$/.exec(rest) ?? [];
  if (assigned !== undefined && value !== undefined) return { mnemonic: '.set', operands: `${assigned}, ${value}` };
  const [, mnemonic = '', operands = ''] = /^(\S+)\s*([^]*)$/.exec(rest) ?? [];
  return { mnemonic, operands };
}

/** Whether the branch of an .if block that `head` begins is the one to take. */
function holds(assembly: Assembly, head: Statement): boolean {
  const [, word = '', text = ''] = /^(\S+)\s*(.*)$/.exec(head.text) ?? [];
  if (word === '.else') return true;
  if (word === '.ifdef') return assembly.isDefined(text);
  if (word === '.ifndef') return !assembly.isDefined(text);
  return assembly.constant(text) !== 0n;
}

/** Assembles a statement that is not a block: a directive, an instruction or a pseudo-instruction. */
function assembleOne(assembly: Assembly, mnemonic: string, operands: string): void {
  const directive = directives.get(mnemonic);
  if (directive) {
    directive(assembly, operands);
    return;
  }
  if (mnemonic.startsWith('.')) throw new Problem(`the directive ${mnemonic} is not known`, 'remove it or correct it');
  const place = {
    constant: (text: string) => assembly.constant(text),
    label: () => assembly.freshLabel(),
    has: (name: string) => assembly.forms.has(name),
  };
  const expansion = pseudoInstructions.get(mnemonic)?.(splitOperands(operands), place);
  if (expansion) {
    for (const text of expansion) {
      const inner = dissect(assembly, text);
      assembleOne(assembly, inner.mnemonic, inner.operands);
    }
    return;
  }
  const instruction = match(assembly.forms, mnemonic, operands);
  if (!instruction) throw new Problem(`the instruction ${mnemonic} is not known`, 'correct its name, or check the ISA');
  assembly.instruction(instruction);
}
