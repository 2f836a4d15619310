import { expectedEndings, expectedFindings } from '@hartlab/lab';
import { appearanceOf } from '../appearance.ts';
import { checkFindings } from '../check-findings.ts';
import { command } from '../command.ts';
import { sweepEngine } from '../engines.ts';
import { introduction } from '../introduction.ts';

export const demo = command({
  name: 'demo',
  summary:
    'the main job: sweep two guests with four handlers under every policy, profile a third, and check the findings',
  details:
    'Boots world-switch and user-return, delivers an SSE event at every instruction boundary with each of the four handlers under ' +
    'each of the four resume policies, and compares what differs afterwards with what must differ by the semantics of SSE. ' +
    'Then it runs perf-top, a kernel that is profiled by the events of a counter, under each policy to its end. ' +
    'With --verbose there is a table of all that was found, in which O1 is transparency: the state after the event is the state ' +
    'before it; O6 is the entry contract: the state in which the handler is entered; and "derailed" a handler that never came to its end.',
  options: ['engine', 'verbose', 'color', 'json'],
  examples: ['hartlab demo', 'hartlab demo --verbose', 'hartlab demo --json'],
  async run(io, { json = false, verbose = false, color, engine }) {
    const appearance = appearanceOf(io, color);
    if (!json) io.stdout.write(`${introduction(expectedFindings, appearance).join('\n')}\n\n`);
    return checkFindings(expectedFindings, {
      io,
      json,
      verbose,
      appearance,
      engine: sweepEngine(engine),
      endings: expectedEndings,
    });
  },
});
