import { hex } from '@hartlab/isa';
import type { Step } from '@hartlab/models';

/** A step as people read it: `hart 0: SSE.enable(0xffff0000)`. */
export function stepInWords(step: Step): string {
  const where = `hart ${step.hart}: `;
  if (step.kind === 'code') {
    const changed = Object.entries(step.change).map(([name, value]) => `${name} = ${hex(BigInt(value))}`);
    return `${where}code, ${changed.join(', ')}`;
  }
  const { extension, name, args, words } = step;
  return `${where}${extension}.${name}(${args.map(hex).join(', ')})${words ? ` of ${words.map(hex).join(' ')}` : ''}`;
}
