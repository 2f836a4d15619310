import { Problem } from './assembler-error.ts';
import type { Section } from './section.ts';
import { escaped } from './source.ts';

/** A number, or an offset into a section whose address is not known before the end. */
export interface Value {
  readonly section?: Section;
  readonly offset: bigint;
}

/** The relocation operators: which part of an address an instruction can hold. */
export type Part = '%hi' | '%lo' | '%pcrel_hi' | '%pcrel_lo';

export type Expression =
  | { readonly k: 'value'; readonly value: Value }
  | { readonly k: 'symbol'; readonly name: string }
  | { readonly k: 'unary'; readonly operator: string; readonly a: Expression }
  | { readonly k: 'binary'; readonly operator: string; readonly a: Expression; readonly b: Expression }
  | { readonly k: 'part'; readonly part: Part; readonly a: Expression };

/** Binary operators by how tightly they bind: GNU as's order, in which `|`, `^` and `&` bind tighter than `+`. */
const precedence: Readonly<Record<string, number>> = {
  '||': 1,
  '&&': 2,
  '==': 3,
  '!=': 3,
  '<': 3,
  '>': 3,
  '<=': 3,
  '>=': 3,
  '+': 4,
  '-': 4,
  '|': 5,
  '^': 5,
  '&': 5,
  '*': 6,
  '/': 6,
  '%': 6,
  '<<': 6,
  '>>': 6,
};
const partName = /^%(?:hi|lo|pcrel_hi|pcrel_lo)$/;
/** A token that stands where the last one ended. A copy is used for each text, because it counts where that was. */
const tokenAtOnce =
  /\s*(%(?:hi|lo|pcrel_hi|pcrel_lo)\b|0x[\da-f]+|0b[01]+|\d+[bf](?![\w.])|\d+|[a-z_.$§][\w.$§]*|'(?:\\.|[^\\])'?|<<|>>|&&|\|\||==|!=|<=|>=|[-+*/%&|^~!()<>])/iy;

/**
 * Reads an expression. `name` says what a symbol, `.`, or a numeric label such as `1b` stands for at this place.
 *
 * @throws Problem when the text is not one expression.
 */
export function parseExpression(text: string, name: (symbol: string) => Expression): Expression {
  const tokens: string[] = [];
  const token = new RegExp(tokenAtOnce);
  for (let end = 0; end < text.trimEnd().length; end = token.lastIndex) {
    const found = token.exec(text);
    if (!found?.[1]) throw new Problem(`'${text.slice(end).trim()}' is not part of an expression`, 'remove it');
    tokens.push(found[1]);
  }
  let next = 0;

  const primary = (): Expression => {
    const word = tokens[next++];
    if (word === undefined) throw new Problem('an operand is missing', 'write a number or a symbol there');
    if (word === '(') {
      const inside = binary(1);
      if (tokens[next++] !== ')') throw new Problem(`'${text}' lacks a parenthesis`, "add ')'");
      return inside;
    }
    if (partName.test(word)) return { k: 'part', part: word as Part, a: primary() };
    if (/^[-+~!]$/.test(word)) return { k: 'unary', operator: word, a: primary() };
    if (/^0\d*[89]/.test(word)) throw new Problem(`${word} is not octal`, 'remove the leading 0 for a decimal number');
    if (/^(?:0x|0b[01]|\d+$)/i.test(word)) return number(/^0\d/.test(word) ? BigInt(`0o${word}`) : BigInt(word));
    if (word.startsWith("'")) return number(BigInt(character(word)));
    if (/^[\w.$§]/.test(word)) return name(word);
    throw new Problem(`an operand is missing before '${word}'`, 'write a number or a symbol there');
  };
  const binary = (least: number): Expression => {
    let a = primary();
    for (;;) {
      const operator = tokens[next] ?? '';
      const level = precedence[operator];
      if (level === undefined || level < least) return a;
      next++;
      a = { k: 'binary', operator, a, b: binary(level + 1) };
    }
  };
  const whole = binary(1);
  if (next < tokens.length) throw new Problem(`'${tokens[next]}' does not belong there`, 'put an operator before it');
  return whole;
}

const number = (offset: bigint): Expression => ({ k: 'value', value: { offset } });
const character = (quoted: string) => {
  const text = quoted.slice(1).replace(/(?<=.)'$/, '');
  return text.startsWith('\\') ? escaped(text.slice(1)) : (text.codePointAt(0) ?? 0);
};

/** What the evaluation of an expression must ask of its surroundings. */
export interface Scope {
  symbol(name: string): Value;
  /** What a relocation operator makes of its operand. */
  part(part: Part, a: Expression): bigint;
}

/** The value; wraps to 64 bits nowhere, so that a range check sees the true number. */
export function evaluate(expression: Expression, scope: Scope): Value {
  switch (expression.k) {
    case 'value':
      return placed(expression.value);
    case 'symbol':
      return placed(scope.symbol(expression.name));
    case 'part':
      return { offset: scope.part(expression.part, expression.a) };
    case 'unary':
      return { offset: unary(expression.operator, absolute(evaluate(expression.a, scope))) };
    case 'binary':
      return combine(expression.operator, evaluate(expression.a, scope), evaluate(expression.b, scope));
  }
}

/** The number, once it is one. */
export function absolute({ section, offset }: Value): bigint {
  if (section)
    throw new Problem(
      `an address in ${section.name} is not known here yet`,
      'use a number, the difference of two labels of one section, or la to load it',
    );
  return offset;
}

const placed = ({ section, offset }: Value): Value =>
  section?.address === undefined ? (section ? { section, offset } : { offset }) : { offset: section.address + offset };

function combine(operator: string, a: Value, b: Value): Value {
  if (operator === '+' && a.section && !b.section) return { section: a.section, offset: a.offset + b.offset };
  if (operator === '+' && b.section && !a.section) return { section: b.section, offset: a.offset + b.offset };
  if (operator === '-' && a.section && !b.section) return { section: a.section, offset: a.offset - b.offset };
  // A difference or a comparison inside one section is known before the section has an address.
  if (a.section && a.section === b.section && /^(?:-|[=!<>]=?)/.test(operator))
    return { offset: arithmetic(operator, a.offset, b.offset) };
  return { offset: arithmetic(operator, absolute(a), absolute(b)) };
}

const unary = (operator: string, a: bigint) => {
  if (operator === '-') return -a;
  if (operator === '~') return ~a;
  if (operator === '!') return logical(a === 0n);
  return a;
};

/** What is true of a comparison is all ones, and of a logical operator 1 (GNU as "Infix Operators"). */
const truth = (value: boolean) => (value ? -1n : 0n);
const logical = (value: boolean) => (value ? 1n : 0n);

function arithmetic(operator: string, a: bigint, b: bigint): bigint {
  if (/^[/%]$/.test(operator) && b === 0n) throw new Problem('division by zero', 'give another divisor');
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '%':
      return a % b;
    case '<<':
      return a << BigInt.asUintN(6, b);
    case '>>':
      return BigInt.asUintN(64, a) >> BigInt.asUintN(6, b);
    case '&':
      return a & b;
    case '|':
      return a | b;
    case '^':
      return a ^ b;
    case '==':
      return truth(a === b);
    case '!=':
      return truth(a !== b);
    case '<':
      return truth(a < b);
    case '>':
      return truth(a > b);
    case '<=':
      return truth(a <= b);
    case '>=':
      return truth(a >= b);
    case '&&':
      return logical(a !== 0n && b !== 0n);
    default:
      return logical(a !== 0n || b !== 0n);
  }
}
