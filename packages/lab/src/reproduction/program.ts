import type { Mode } from '../mode.ts';
import { stateField } from '../state-field.ts';
import type { OwnRegisters, Sight } from './sight.ts';
import { definitionsFor, indented, landingPad, type HandlerSource } from './source-parts.ts';
import { entersBySret, type StateItem } from './state-item.ts';

/** What a program is made of that shows one finding. */
export interface Program {
  /** What its line is about. */
  readonly about: string;
  readonly expected: bigint;
  readonly sight: Sight;
  /** Who looks: the handler where it is entered, or the interrupted software where it is resumed. */
  readonly looks: 'entered' | 'resumed';
  readonly mode: Mode;
  /** The interrupted instruction is one to which an indirect jump has led: its landing pad is expected. */
  readonly expectsLandingPad: boolean;
  /** Who injects the event: the software itself, by a call, or another hart. */
  readonly injector: 'self' | 'other hart';
  readonly own: OwnRegisters;
  readonly items: readonly StateItem[];
  readonly handler: HandlerSource;
}

/** Values of so many bits are one digit, others 16. */
const DIGIT = 3;

/** `1`, or `0x0000000000000001`, as the program prints it. */
const printed = (value: bigint, bits: number): string =>
  bits <= DIGIT ? `${value}` : `0x${BigInt.asUintN(bits, value).toString(16).padStart(16, '0')}`;

/** What it prints, up to the value that it finds. */
export const lineOf = ({ about, expected, sight: { bits } }: Program): string =>
  `${about} expected ${printed(expected, bits)} got `;

const begin = ({ own: { completing } }: Program): string[] => [
  `li ${completing}, 0                   # until the handler completes`,
  'la t0, trapped',
  'csrw stvec, t0',
  'li a0, SSE_LOCAL_SOFTWARE_EVENT',
  'la a1, sse_handler',
];

const arm: readonly string[] = [
  'sbi SBI_SSE, SSE_REGISTER',
  'li a0, SSE_LOCAL_SOFTWARE_EVENT',
  'sbi SBI_SSE, SSE_ENABLE',
  'sbi SBI_SSE, SSE_HART_UNMASK',
];

/** Starts the other of two harts, which have the IDs 0 and 1, and tells it of this one. */
const startOther: readonly string[] = [
  'mv a2, a0                   # to a1 there',
  'xori a0, a0, 1              # the other hart: their IDs are 0 and 1',
  'la a1, other',
  'sbi SBI_HSM, HSM_HART_START',
];

const inWords = ({ field, value }: StateItem): string =>
  `# ${field} = ${value < 10n ? value : `0x${value.toString(16)}`}`;

const itemLines = (items: readonly StateItem[]): string[] => items.flatMap((item) => [inWords(item), ...item.lines]);

const isRegister = ({ field }: StateItem): boolean => /^x\d/.test(field);

/** The way from HS-mode to `place` in this mode. */
const enter = (mode: Mode): string[] => {
  if (!entersBySret(mode)) return [];
  const supervisor = mode === 'VS';
  return [
    `# to ${mode}-mode`,
    'la t0, place',
    'csrw sepc, t0',
    `li t0, ${stateField('mstatus.SPP').mask}`,
    `${supervisor ? 'csrs' : 'csrc'} sstatus, t0    # SPP`,
    ...(mode === 'U' ? [] : [`li t0, ${stateField('hstatus.SPV').mask}`, 'csrs hstatus, t0    # SPV']),
    'sret',
  ];
};

/** What the interrupted software does where it is resumed. */
const look = ({ looks, sight, own: { completing } }: Program): readonly string[] =>
  looks === 'resumed' && sight.when === 'there'
    ? [`beqz ${completing}, off            # nothing was completed`, ...sight.lines, 'j print']
    : ['ebreak'];

/** Lines from where the state is set to where the interrupted software is resumed. */
function interrupted(program: Program): readonly string[] {
  const { injector, items, mode, expectsLandingPad } = program;
  const { telling, completing } = program.own;
  const state = ['# the state at the boundary', ...itemLines(items.filter((item) => !isRegister(item)))];
  if (injector === 'self')
    return [
      ...state,
      '# the event',
      'li a0, SSE_LOCAL_SOFTWARE_EVENT',
      'mv a1, s0',
      'sbi SBI_SSE, SSE_INJECT',
      'resumed:',
      ...look(program),
    ];
  const ready = [...state, ...enter(mode), 'place:', ...itemLines(items.filter(isRegister))];
  const isThere = [`la ${telling}, there`, `sw ${telling}, 0(${telling})`];
  return expectsLandingPad
    ? [...ready, 'la t1, resumed', 'jr t1', '.balign 4', 'resumed:', landingPad, 'jr t1']
    : [...ready, ...isThere, `1: beqz ${completing}, 1b            # the place`, 'resumed:', ...look(program)];
}

/** The handler has something to do only if it has interrupted the landing pad: else it goes to `1:`. */
const onlyAtPad: readonly string[] = ['csrr s3, sepc', 'la s4, resumed', 'bne s3, s4, 1f'];

/**
 * Else it takes an instruction more or less than the time before. Machines that give harts turns of so many instructions would have the
 * interrupt at the same one of two for ever.
 */
const elsewhere: readonly string[] = ['1:', 'xori s5, s5, 1', 'beqz s5, 2f', 'nop', '2:'];

/** What is at the pad then tells whether a pad is still expected: a breakpoint, or a software check. */
const noMorePad = (completing: string): string[] => [
  `li ${completing}, 0x00100073          # ebreak`,
  `sw ${completing}, 0(s4)`,
  `mv ${completing}, s4`,
  'fence.i',
];

/** The handler, and what it does for the program. */
function handled({
  looks,
  sight,
  expectsLandingPad,
  about,
  handler: { lines },
  own: { completing },
}: Program): readonly string[] {
  if (looks === 'entered') {
    const looking = sight.when === 'there' ? [...sight.lines, 'j print'] : ['ebreak'];
    if (!expectsLandingPad) return looking;
    const begins = about.endsWith(' ELP') ? [] : [landingPad];
    return [...begins, ...onlyAtPad, ...looking, ...elsewhere, 'sbi SBI_SSE, SSE_COMPLETE'];
  }
  if (expectsLandingPad) {
    const begins = lines[0] === landingPad ? [landingPad] : [];
    return [...begins, ...onlyAtPad, ...noMorePad(completing), ...elsewhere, ...lines.slice(begins.length)];
  }
  const signed = lines.flatMap((line) =>
    line.includes('SSE_COMPLETE') ? [`la ${completing}, resumed`, line] : [line],
  );
  return about.endsWith(' pc')
    ? [...signed, 'ebreak                      # completion has not resumed anything']
    : signed;
}

/** The other hart, which injects the event when the first is there: again and again where it must hit one of several instructions. */
const other = ({ injector, expectsLandingPad }: Program): string[] => {
  if (injector === 'self') return [];
  const inject = ['li a0, SSE_LOCAL_SOFTWARE_EVENT', 'sbi SBI_SSE, SSE_INJECT'];
  if (expectsLandingPad) return ['other:', 'mv s0, a1', '1: mv a1, s0', ...inject, 'j 1b'];
  return ['other:', 'la t0, there', '1: lw t1, 0(t0)', 'beqz t1, 1b', ...inject];
};

/** Makes digits of the value in s2, which has its lowest bit at `low`. */
const digits = ({ low, bits }: Sight): string[] => [
  ...(low + bits === 64 ? [] : [`slli s2, s2, ${64 - low - bits}`]),
  ...(bits === 64 ? [] : [`srli s2, s2, ${64 - bits}`]),
  ...(bits <= DIGIT
    ? ["addi s2, s2, '0'", 'la t0, value', 'sb s2, 0(t0)']
    : [
        'la t0, value_end',
        '1: andi t1, s2, 15',
        'sltiu t2, t1, 10',
        "addi t1, t1, 'a' - 10",
        'bnez t2, 2f',
        'j 3f',
        "2: addi t1, t1, '0' - 'a' + 10",
        '3: addi t0, t0, -1',
        'sb t1, 0(t0)',
        'srli s2, s2, 4',
        'bnez s2, 1b',
      ]),
];

/** What a trap says: only one where the interrupted software was resumed says anything of that, if a trap is what looks. */
const ofTrap = ({ looks, sight, about, own: { completing } }: Program): string[] => {
  if (sight.when === 'there') return ['j off'];
  const wasResumed = looks === 'resumed' && !/^completion| pc$/.test(about);
  const check = wasResumed ? ['csrr t0, sepc', `bne t0, ${completing}, off`] : [];
  return [...check, ...(about.endsWith(' pc') ? [`beqz ${completing}, off`] : []), ...sight.lines];
};

const end = (program: Program, length: number): string[] => [
  '.balign 4',
  'trapped:',
  ...ofTrap(program),
  'print:',
  ...digits(program.sight),
  `li a0, ${length}`,
  'la a1, line',
  'li a2, 0',
  'sbi SBI_DBCN, DBCN_CONSOLE_WRITE',
  'off:',
  'li a0, SRST_SHUTDOWN',
  'li a1, SRST_NO_REASON',
  'sbi SBI_SRST, 0',
  ...other(program),
  ...(program.expectsLandingPad ? [] : ['1: j 1b']),
];

const callMacro = `.macro sbi extension, function
    li a7, \\extension
    li a6, \\function
    ecall
.endm`;

/** The whole text, for GNU as and for the lab's own assembler. */
export function textOf(program: Program): string {
  const value = program.sight.bits <= DIGIT ? '?' : `0x${'0'.repeat(16)}`;
  const line = lineOf(program);
  const usesStack = program.handler.lines.some((line) => line.includes('a7'));
  const code = [
    '.globl _start',
    '_start:',
    ...(program.injector === 'self' ? ['mv s0, a0                   # the ID of this hart'] : startOther),
    ...begin(program),
    ...(program.expectsLandingPad ? ['li s5, 0'] : []),
    ...(usesStack ? ['la a2, sse_stack_end'] : []),
    ...arm,
    ...interrupted(program),
    '.balign 4',
    'sse_handler:',
    ...handled(program),
    ...end(program, line.length + value.length + 1),
    'line:',
    `.ascii "${line}${value.startsWith('0x') ? '0x' : ''}"`,
    'value:',
    `.ascii "${value.replace('0x', '')}"`,
    'value_end:',
    '.ascii "\\n"',
    '.balign 16',
    ...(program.injector === 'self' ? [] : ['there:', '.dword 0']),
    ...(usesStack ? ['.zero 1024', 'sse_stack_end:'] : []),
  ];
  const body = indented(code).join('\n');
  const constants = program.handler.constants.filter((line) => body.includes(/\w+(?=,)/.exec(line)![0]));
  return [
    ...definitionsFor(body),
    ...constants,
    callMacro,
    '.option norvc',
    '.option norelax',
    '.option nopic',
    '.text',
    body,
    '',
  ].join('\n');
}

/** How many lines of a text are instructions: calls of macros are, and what these are made of. */
export const instructionLines = (text: string): number =>
  text
    .split('\n')
    .map((line) =>
      line
        .replace(/#.*$/, '')
        .replace(/^\s*\w+:/, '')
        .trim(),
    )
    .filter((line) => line !== '' && !line.startsWith('.')).length;
