import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { HostProblem } from './host-program.ts';

/** Clock ticks in a second of what Linux says in /proc (proc_pid_stat(5)). */
const TICKS = 100;

/** How a program has ended. */
export interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A program that one talks to over its stdin and stdout, as a person does with a machine's console. */
export class Dialogue {
  readonly #child;
  /** What it has written, and how much of that has been looked for and found. */
  #heard = '';
  #understood = 0;
  #complaints = '';
  #changed = (): void => {};
  /** How it ends. */
  readonly end: Promise<End>;

  constructor(command: readonly string[]) {
    const [program = '', ...words] = command;
    this.#child = spawn(program, words, { stdio: ['pipe', 'pipe', 'pipe'] });
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#heard += text;
      this.#changed();
    });
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => (this.#complaints += text));
    // It may have gone when it is spoken to.
    this.#child.stdin.on('error', () => {});
    this.end = new Promise((resolve, reject) => {
      this.#child.on('error', reject);
      this.#child.on('close', (code, signal) => resolve({ code, signal }));
    });
  }

  /** All that it has written to stdout. */
  get heard(): string {
    return this.#heard;
  }

  /** All that it has written to stderr. */
  get complaints(): string {
    return this.#complaints;
  }

  /** Seconds of CPU time that it has used so far; as Linux tells. */
  get seconds(): number {
    const fields = readFileSync(`/proc/${this.#child.pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS;
  }

  say(text: string): void {
    this.#child.stdin.write(text);
  }

  /** It will hear no more. */
  fallSilent(): void {
    this.#child.stdin.end();
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /**
   * Waits for this text behind all that has been waited for before, and answers what stood before it.
   *
   * @throws HostProblem if the program ends without it, or so many seconds pass, after which it is ended
   */
  async hear(text: string, seconds: number): Promise<string> {
    const late = AbortSignal.timeout(seconds * 1000);
    let ended = false;
    void this.end.then(() => {
      ended = true;
      this.#changed();
    });
    late.addEventListener('abort', () => this.#changed());
    for (;;) {
      const at = this.#heard.indexOf(text, this.#understood);
      if (at >= 0) {
        const before = this.#heard.slice(this.#understood, at);
        this.#understood = at + text.length;
        return before;
      }
      if (ended || late.aborted) {
        if (!ended) this.signal('SIGKILL');
        const last = `${this.#complaints}\n${this.#heard}`.trimEnd().split('\n').at(-1)!.trim();
        throw new HostProblem(
          `${ended ? 'it ended' : `${seconds} s passed`} without ${JSON.stringify(text)}; last it said: ${last}`,
        );
      }
      await new Promise<void>((resolve) => (this.#changed = resolve));
    }
  }
}
