import { keysOf } from './keys.ts';
import { oneOf, QuantityError } from './quantity.ts';

/** What QEMU's `-action` can be told of, and the choices. */
const choices = {
  reboot: ['reset', 'shutdown'],
  shutdown: ['poweroff', 'pause'],
  panic: ['shutdown', 'exit-failure', 'pause', 'none'],
  watchdog: ['reset', 'shutdown', 'poweroff', 'inject-nmi', 'pause', 'debug', 'none'],
} as const;
type Event = keyof typeof choices;

/** What is to happen when a guest asks for a reset, or ends. */
export interface Actions {
  readonly reboot?: (typeof choices)['reboot'][number];
  readonly shutdown?: (typeof choices)['shutdown'][number];
}

/**
 * The values of `-action`, the last of each event. There is no panic device and no watchdog, so what is said of them changes nothing.
 *
 * @throws QuantityError
 */
export const actionsOf = (...texts: readonly string[]): Actions => {
  if (texts.some((text) => !text.includes('='))) throw new QuantityError('give EVENT=ACTION, as reboot=shutdown');
  const said = texts.flatMap((text) => [...keysOf(text, Object.keys(choices) as Event[], 'reboot')]);
  return Object.fromEntries(said.map(([event, value]) => [event, oneOf<string>(choices[event])(value)]));
};
