import type { Sequence, Step } from '../judging/protocol.ts';
import { attributeSequences } from './systematic-attributes.ts';
import { argumentSequences, wideArgumentSequences } from './systematic-arguments.ts';
import { deliverySequences } from './systematic-delivery.ts';
import { hartSequences } from './systematic-harts.ts';
import { stateSequences } from './systematic-states.ts';
import type { SseState } from './sse-state.ts';

/** Sequences for each thing that the text on SSE says, each from a system that has just started. */
export function* systematicSequences(state: SseState): Generator<Sequence> {
  const { harts } = state.ground;
  const named = (part: string, all: Iterable<readonly [name: string, steps: readonly Step[]]>): Sequence[] =>
    Array.from(all, ([name, steps]) => ({ name: `${part}: ${name}`, harts, steps }));
  yield* named('arguments', argumentSequences(state));
  yield* named('attributes', attributeSequences(state));
  yield* named('states', stateSequences(state));
  yield* named('delivery', deliverySequences(state));
  yield* named('harts', hartSequences(state));
  yield* named('wide arguments', wideArgumentSequences(state));
}
