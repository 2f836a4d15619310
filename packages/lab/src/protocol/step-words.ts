import { hex } from '@hartlab/isa';
import type { Step } from '@hartlab/models';

/** A step as people read it: `hart 0: SSE.enable(0xffff0000)`. */
export function stepInWords(step: Step): string {
  const list = (values: readonly bigint[], between = ', ') => values.map(hex).join(between);
  switch (step.kind) {
    case 'call': {
      const { hart, extension, name, args, words } = step;
      return `hart ${hart}: ${extension}.${name}(${list(args)})${words ? ` of ${list(words, ' ')}` : ''}`;
    }
    case 'code': {
      const changed = Object.entries(step.change).map(([name, value]) => `${name} = ${hex(BigInt(value))}`);
      return `hart ${step.hart}: code, ${changed.join(', ')}`;
    }
    case 'write':
      return `memory at ${hex(step.address)}: ${list(step.words, ' ')}`;
    case 'overflow':
      return `hart ${step.hart}: a counter overflows`;
    case 'wake':
      return `hart ${step.hart}: an interrupt`;
    case 'clear':
      return `hart ${step.hart}: code, sip.SSIP = 0`;
  }
}
