import { expectedFindings } from '@hartlab/lab';
import { checkFindings } from '../check-findings.ts';
import { command } from '../command.ts';

export const demo = command({
  name: 'demo',
  summary: 'the main job: sweep two guests with every handler under every policy, and check the findings',
  details:
    'Boots world-switch and user-return, delivers an SSE event at every instruction boundary with each of the four handlers under ' +
    'each of the four resume policies, and compares what differs afterwards with what must differ by the semantics of SSE. ' +
    'O1 is transparency: the state after the event is the state before it. O6 is the entry contract: the state in which the ' +
    'handler is entered. "completion" is a handler that never came to its end.',
  options: ['json'],
  examples: ['hartlab demo', 'hartlab demo --json'],
  run: (io, { json = false }) => checkFindings(expectedFindings, { io, json }),
});
