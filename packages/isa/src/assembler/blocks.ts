import { Problem, type Statement } from './assembler-error.ts';
import { splitOperands } from './source.ts';

export interface Macro {
  readonly parameters: readonly {
    readonly name: string;
    readonly preset: string | undefined;
    readonly takesRest: boolean;
  }[];
  readonly body: readonly Statement[];
}

/** What opens and closes each kind of block; blocks of one kind nest. */
const closers: Readonly<Record<string, { opens: RegExp; closes: RegExp; word: string }>> = {
  macro: { opens: /^\.macro\b/, closes: /^\.endm\b/, word: '.endm' },
  repeat: { opens: /^\.rept\b/, closes: /^\.endr\b/, word: '.endr' },
  condition: { opens: /^\.if/, closes: /^\.endif\b/, word: '.endif' },
};

/** The index of the statement that closes the block which `statements[start]` opens. */
export function blockEnd(
  statements: readonly Statement[],
  start: number,
  kind: 'macro' | 'repeat' | 'condition',
): number {
  const { opens, closes, word } = closers[kind] ?? {};
  let depth = 0;
  for (let index = start; index < statements.length; index++) {
    const text = statements[index]?.text ?? '';
    if (opens?.test(text)) depth++;
    if (closes?.test(text) && --depth === 0) return index;
  }
  throw new Problem('the block does not end', `add ${word}`);
}

/** Cuts the body of an .if block at its own .else and .elseif statements. */
export function branches(block: readonly Statement[]): { head: Statement; body: readonly Statement[] }[] {
  const [first, ...rest] = block;
  if (!first) return [];
  const found = [{ head: first, body: [] as Statement[] }];
  let depth = 0;
  for (const statement of rest) {
    if (statement.text.startsWith('.if')) depth++;
    if (/^\.endif\b/.test(statement.text)) depth--;
    if (depth === 0 && /^\.else(?:if)?\b/.test(statement.text)) found.push({ head: statement, body: [] });
    else found.at(-1)?.body.push(statement);
  }
  return found;
}

/** Reads `.macro name a, b=1, c:req, rest:vararg` and the statements up to its .endm. */
export function parseMacro(operands: string, body: readonly Statement[]): { name: string; macro: Macro } {
  const [, name, list = ''] = /^([\w.$]+)[\s,]*(.*)$/.exec(operands) ?? [];
  if (name === undefined) throw new Problem('the macro has no name', 'write .macro name parameter, parameter');
  const parameters = list
    .split(/,|\s+(?![=:])/)
    .map((text) => text.trim())
    .filter(Boolean)
    .map((text) => {
      const [, parameter = '', kind = '', preset] = /^([\w$]+)(?::(req|vararg))?(?:\s*=\s*(.*))?$/.exec(text) ?? [];
      if (!parameter) throw new Problem(`'${text}' is not a parameter`, 'write a name, or name=default');
      return { name: parameter, preset: kind === 'req' ? undefined : (preset ?? ''), takesRest: kind === 'vararg' };
    });
  return { name, macro: { parameters, body } };
}

/** The body of a macro with the arguments in their places; `count` is what `\@` stands for. */
export function expandMacro(macro: Macro, operands: string, count: number, from: number): Statement[] {
  const values = bindArguments(macro, splitOperands(operands));
  return macro.body.map(({ line, text }) => ({
    line,
    from,
    text: text.replaceAll(/\\(?:(@)|(\(\))|([\w$]+))/g, (whole, at?: string, empty?: string, name?: string) => {
      if (at !== undefined) return String(count);
      if (empty !== undefined) return '';
      return values.get(name ?? '') ?? whole;
    }),
  }));
}

function bindArguments({ parameters }: Macro, given: readonly string[]): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  let position = 0;
  for (const [index, text] of given.entries()) {
    const [, name, value] = /^([\w$]+)\s*=(?!=)\s*(.*)$/.exec(text) ?? [];
    if (name !== undefined && parameters.some((parameter) => parameter.name === name)) {
      values.set(name, value ?? '');
      continue;
    }
    const parameter = parameters[position++];
    if (!parameter) throw new Problem(`'${text}' is one argument too many`, `give at most ${parameters.length}`);
    if (parameter.takesRest) {
      values.set(parameter.name, given.slice(index).join(', '));
      break;
    }
    if (text !== '') values.set(parameter.name, text);
  }
  for (const { name, preset } of parameters) {
    if (values.has(name)) continue;
    if (preset === undefined) throw new Problem(`the argument ${name} is missing`, 'give it a value');
    values.set(name, preset);
  }
  return values;
}
