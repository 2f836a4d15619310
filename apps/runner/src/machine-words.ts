import { aiaKinds, type BoardOptions, MAXIMUM_AIA_GUESTS } from '@hartlab/machine';
import { count, oneOf, QuantityError } from './quantity.ts';

/** What QEMU calls the choices of its board that there are, each with how its value is read. */
const settings = {
  aia: oneOf(aiaKinds),
  'aia-guests': count(0, MAXIMUM_AIA_GUESTS),
  aclint: (text: string) => oneOf(['on', 'off'])(text) === 'on',
} as const;
type Setting = keyof typeof settings;

/** The board of QEMU's `-machine virt,aia=…,aia-guests=N,aclint=on`. @throws QuantityError */
export const machineOf = (text: string): BoardOptions => {
  const [first = '', ...rest] = text.split(',');
  const name = first.replace(/^type=/, '');
  if (name !== 'virt') throw new QuantityError('the choices are virt');
  const said = new Map<string, unknown>();
  for (const part of rest) {
    const [, key = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(part)!;
    if (!Object.hasOwn(settings, key))
      throw new QuantityError(`there is no "${key}" here; what can be said is ${Object.keys(settings).join(', ')}`);
    try {
      said.set(key, settings[key as Setting](value));
    } catch (error) {
      throw error instanceof QuantityError ? new QuantityError(`${key}: ${error.message}`) : error;
    }
  }
  return {
    ...(said.has('aia') && { aia: said.get('aia') as NonNullable<BoardOptions['aia']> }),
    ...(said.has('aia-guests') && { aiaGuests: said.get('aia-guests') as number }),
    ...(said.has('aclint') && { aclint: said.get('aclint') as boolean }),
  };
};

/** The same board in QEMU's words. */
export const machineText = ({ aia, aiaGuests, aclint }: BoardOptions): string =>
  [
    'virt',
    ...(aia === undefined ? [] : [`aia=${aia}`]),
    ...(aiaGuests === undefined ? [] : [`aia-guests=${aiaGuests}`]),
    ...(aclint === undefined ? [] : [`aclint=${aclint ? 'on' : 'off'}`]),
  ].join(',');
