import fc from 'fast-check';
import { expect, test } from 'vitest';
import { recordedIo } from './recorded-io.ts';
import { parseRecording, Recorder, type RecordedEvent } from './recording.ts';
import { Writer } from './writer.ts';

const fingerprint = '0123456789abcdef';
const parse = (text: string) => parseRecording(new TextEncoder().encode(text), 'x.txt');

test('the format is text that a person can read and write', () => {
  const io = recordedIo();
  const recorder = new Recorder(new Writer(io.stdout), fingerprint);
  recorder.arrival(3, Uint8Array.of(0x68, 0x69, 0x0a, 0x22, 0x00, 0x7f, 0xff));
  recorder.arrival(1_204_410, 'end');
  recorder.stop(1_204_411);
  expect(io.out()).toBe(String.raw`hartlab-input 1 0123456789abcdef
3 "hi\n\"\u0000\u007f\u00ff"
1204410 end
1204411 stop
`);
});

test('what is written is read again', () => {
  const event = fc.tuple(fc.nat(1000), fc.uint8Array({ minLength: 1, maxLength: 300 }));
  fc.assert(
    fc.property(fc.array(event), fc.boolean(), fc.boolean(), (arrivals, ends, stops) => {
      const events: RecordedEvent[] = [];
      let position = 0;
      for (const [after, what] of arrivals) events.push({ position: (position += after), what });
      if (ends) events.push({ position, what: 'end' });
      if (stops) events.push({ position, what: 'stop' });
      const io = recordedIo();
      const recorder = new Recorder(new Writer(io.stdout), fingerprint);
      for (const each of events)
        if (each.what === 'stop') recorder.stop(each.position);
        else recorder.arrival(each.position, each.what);
      expect(parse(io.out())).toEqual({ path: 'x.txt', fingerprint, events });
    }),
  );
});

const header = `hartlab-input 1 ${fingerprint}\n`;
test.each([
  ['nothing', '', /^x\.txt is no recording/],
  ['something else', '#!/bin/sh\n', /^x\.txt is no recording/],
  ['another version', `hartlab-input 2 ${fingerprint}\n`, /^x\.txt is no recording/],
  ['no position', `${header}"a"\n`, /^line 2 of x\.txt is no event/],
  ['a position beyond what a run can reach', `${header}9999999999999999 end\n`, /^line 2 of x\.txt is no event/],
  ['a word that is none', `${header}1 "a"\n2 halt\n`, /^line 3 of x\.txt is no event/],
  ['a string that is cut off', `${header}1 "a\n`, /^line 2 of x\.txt is no event/],
  ['a string that is none', `${header}1 "\\x"\n`, /^line 2 of x\.txt is no event/],
  ['a character that is no byte', `${header}1 "€"\n`, /^line 2 of x\.txt is no event/],
  ['no bytes', `${header}1 ""\n`, /^line 2 of x\.txt is no event/],
  ['an empty line', `${header}\n1 "a"\n`, /^line 2 of x\.txt is no event/],
  ['a position that goes back', `${header}2 "a"\n1 "b"\n`, /^line 3 of x\.txt goes back/],
  ['bytes after the end', `${header}1 end\n1 "b"\n`, /^line 3 of x\.txt comes after the end/],
  ['something after the stop', `${header}1 stop\n1 end\n`, /^line 3 of x\.txt comes after the stop/],
])('%s is refused in one line', (_, text, message) => {
  expect(() => parse(text)).toThrow(message);
});

test('the last line may lack its line feed', () => {
  expect(parse(`${header}1 "\u00ff"`).events).toEqual([{ position: 1, what: Uint8Array.of(0xff) }]);
});
