import { expect, test } from 'vitest';
import { actionsOf } from './action-words.ts';

/* Words and choices: qemu-system-riscv64 11.1, -h and "-action". */
test('-action says what a reset and an end do', () => {
  expect(actionsOf('reboot=shutdown,shutdown=pause')).toEqual({ reboot: 'shutdown', shutdown: 'pause' });
  expect(actionsOf('reboot=shutdown', 'shutdown=pause', 'reboot=reset')).toEqual({
    reboot: 'reset',
    shutdown: 'pause',
  });
  expect(() => actionsOf('reboot=shutdown', 'shutdown')).toThrow('give EVENT=ACTION');
  expect(actionsOf('panic=none,watchdog=reset')).toEqual({ panic: 'none', watchdog: 'reset' });
});

test.each(['reboot=poweroff', 'shutdown=reset', 'panic=reset', 'power=off', 'shutdown'])(
  '-action %s is refused',
  (text) => {
    expect(() => actionsOf(text)).toThrow(/^(?:the choices are|there is no|give) /);
  },
);
