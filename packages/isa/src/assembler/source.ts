import { Problem, type Statement } from './assembler-error.ts';

/**
 * Splits a source into statements: one a line, or several separated by `;`, without the comments that `#`, `//` and
 * slash-star begin. Quotes protect all of these.
 */
export function statements(source: string): Statement[] {
  const found: Statement[] = [];
  let line = 1;
  let begun = 1;
  let text = '';
  const finish = () => {
    // A label is a statement of its own, so that what opens a block always begins one.
    const [, labels = '', rest = ''] = /^\s*((?:[\w.$\\@()]+\s*:\s*)*)([^]*)$/.exec(text) ?? [];
    for (const piece of [labels.trim(), rest.trim()]) if (piece) found.push({ line: begun, text: piece });
    text = '';
    begun = line;
  };
  for (const [token] of source.matchAll(
    /\/\*[^]*?(?:\*\/|$)|(?:\/\/|#)[^\n]*|"(?:\\[^]|[^"\\\n])*"?|'(?:\\.|[^\\\n])'?|[\n;]|[^]/g,
  )) {
    if (token === '\n') line++;
    if (token === '\n' || token === ';') finish();
    else if (token.startsWith('/*')) {
      line += token.split('\n').length - 1;
      text += ' ';
    } else if (!token.startsWith('//') && !token.startsWith('#')) text += token;
  }
  finish();
  return found;
}

/** Splits operands at the commas that are outside parentheses and quotes. No text means no operands. */
export function splitOperands(text: string): string[] {
  if (!text.trim()) return [];
  const operands = [''];
  let depth = 0;
  for (const [token] of text.matchAll(/"(?:\\[^]|[^"\\])*"?|'(?:\\.|[^\\])'?|[^]/g)) {
    if (token === '(') depth++;
    if (token === ')') depth--;
    if (token === ',' && depth === 0) operands.push('');
    else operands[operands.length - 1] += token;
  }
  return operands.map((operand) => operand.trim());
}

const escapes: Readonly<Record<string, number>> = { n: 10, t: 9, r: 13, b: 8, f: 12, '\\': 92, '"': 34, "'": 39 };

/** The bytes of a quoted string: UTF-8, with the escapes of GNU as (`\n`, `\033`, `\x1b`). */
export function stringBytes(text: string): number[] {
  const [, body] = /^"((?:\\[^]|[^"\\])*)"$/.exec(text) ?? [];
  if (body === undefined) throw new Problem(`${text} is not a string`, 'put the text between double quotes');
  const bytes: number[] = [];
  for (const [token] of body.matchAll(/\\x[\da-f]+|\\[0-7]{1,3}|\\[^]|[^\\]+/gi)) {
    if (!token.startsWith('\\')) bytes.push(...new TextEncoder().encode(token));
    else bytes.push(escaped(token.slice(1)));
  }
  return bytes;
}

/** The value of what follows a backslash. */
export function escaped(text: string): number {
  if (/^x/i.test(text)) return parseInt(text.slice(1), 16) & 0xff;
  if (/^[0-7]/.test(text)) return parseInt(text, 8) & 0xff;
  const value = escapes[text];
  if (value === undefined) throw new Problem(`\\${text} is not an escape`, 'write \\\\ for a backslash');
  return value;
}
