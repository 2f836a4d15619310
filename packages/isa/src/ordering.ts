import type { Form } from './form.ts';

/**
 * A mnemonic with the ordering bits that are set. Those that an instruction always has are in its name already:
 * `lr.w` with aq and rl is `lr.w.aqrl`, and `lw.aq` with rl is `lw.aqrl`.
 */
export function orderedName(name: string, aq: boolean, rl: boolean): string {
  const [, base = name, always = ''] = /^(.*)\.(aq|rl)$/.exec(name) ?? [];
  const suffix = `${aq || always === 'aq' ? 'aq' : ''}${rl || always === 'rl' ? 'rl' : ''}`;
  return suffix ? `${base}.${suffix}` : base;
}

/** The ways to write a form with each choice of the ordering bits that its instruction leaves open. */
export function orderedForms(form: Form): Form[] {
  const choices = (bit: 'aq' | 'rl') => (form.of.operands.has(bit) ? [0, 1] : [0]);
  return choices('aq').flatMap((aq) =>
    choices('rl').map((rl) => ({
      ...form,
      name: orderedName(form.name, aq === 1, rl === 1),
      fixed: new Map([...form.fixed, ...(aq ? [['aq', 1] as const] : []), ...(rl ? [['rl', 1] as const] : [])]),
    })),
  );
}
